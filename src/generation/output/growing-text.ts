/** A text that comes line by line; a million short lines take long to join in one go. */
export type GrowingText = {
  append: (text: string) => void
  isEmpty: () => boolean
  whole: () => string
}

const MOST_PENDING = 1000

export function createGrowingText(): GrowingText {
  const parts: string[] = []
  let pending: string[] = []

  function join(): void {
    if (pending.length > 0) parts.push(pending.join(''))
    pending = []
  }

  return {
    append(text) {
      pending.push(text)
      if (pending.length >= MOST_PENDING) join()
    },
    isEmpty: () => parts.length === 0 && pending.length === 0,
    whole() {
      join()
      return parts.join('')
    },
  }
}
