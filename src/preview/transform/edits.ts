/** Changes of a text that leave each of its lines where it was, so that whoever reads of an error finds it in the source. */
export type Edits = {
  /** Spaces in place of what stands there. */
  blank: (start: number, end: number) => void
  replace: (start: number, end: number, text: string) => void
  /** In front of what begins there, behind what was put there before. */
  open: (at: number, text: string) => void
  /** Behind what ends there, in front of what was put there before: whoever opened first closes last. */
  close: (at: number, text: string) => void
  apply: () => string
}

type Edit = { start: number; end: number; text: string; order: number }

export function editText(source: string): Edits {
  const edits: Edit[] = []
  const replace = (start: number, end: number, text: string) => {
    const lines = countLines(source.slice(start, end)) - countLines(text)
    edits.push({ start, end, text: text + '\n'.repeat(Math.max(0, lines)), order: edits.length })
  }
  return {
    replace,
    blank: (start, end) => replace(start, end, source.slice(start, end).replace(/[^\r\n]/g, ' ')),
    open: (at, text) => replace(at, at, text),
    close: (at, text) => edits.push({ start: at, end: at, text, order: -edits.length - 1 }),
    apply() {
      const pieces: string[] = []
      let done = 0
      for (const { start, end, text } of edits.toSorted((a, b) => a.start - b.start || a.order - b.order)) {
        // What stands inside of something that was replaced is gone with it.
        if (start < done) continue
        pieces.push(source.slice(done, start), text)
        done = end
      }
      pieces.push(source.slice(done))
      return pieces.join('')
    },
  }
}

function countLines(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++
  return count
}
