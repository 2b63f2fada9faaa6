import type { RunEvent } from './events.ts'

/** Most characters of text that wait for a reader, about; one who is further behind reads from elsewhere. */
const MOST_WAITING_CHARS = 4 * 1024 * 1024
/** The same of a run that nobody watches yet, as most do a moment after they have made it, and some never. */
const MOST_UNWATCHED_CHARS = 64 * 1024

/** Hands a driver's events straight to whoever watches the run in the driver's process. */
export type Feed = {
  /** The driver's side. What comes after the end of the feed, or before a reader that is too slow, is dropped. */
  push: (events: RunEvent[]) => void
  close: () => void
  isClosed: () => boolean
  /** The reader's side: what has come, nothing after `mostMs`, or undefined once the feed has come to its end. */
  next: (mostMs: number) => Promise<RunEvent[] | undefined>
}

/** `isWatched` tells whether somebody reads it, who may be slow. */
export function createFeed(isWatched: () => boolean, onClose: () => void = () => undefined): Feed {
  let waiting: RunEvent[] = []
  let chars = 0
  let closed = false
  let wake: () => void = () => undefined

  function close(): void {
    if (closed) return
    closed = true
    wake()
    onClose()
  }

  return {
    push(events) {
      if (closed) return
      waiting.push(...events)
      chars += charsOf(events)
      if (chars <= (isWatched() ? MOST_WAITING_CHARS : MOST_UNWATCHED_CHARS)) return wake()
      waiting = []
      close()
    },
    close,
    isClosed: () => closed,
    async next(mostMs) {
      if (waiting.length === 0 && !closed) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, mostMs)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      if (waiting.length === 0 && closed) return undefined
      const news = waiting
      waiting = []
      chars = 0
      return news
    },
  }
}

/** What events take, about: their text, and the same for each around it. */
export function charsOf(events: readonly RunEvent[]): number {
  let chars = 0
  for (const { data } of events) {
    const { text } = data as { text?: unknown }
    chars += (typeof text === 'string' ? text.length : 0) + 200
  }
  return chars
}
