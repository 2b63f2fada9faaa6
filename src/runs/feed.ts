import type { RunEvent } from './events.ts'

/** Most characters of text that wait for a slow reader, about; one who is further behind reads from elsewhere. */
const MOST_WAITING_CHARS = 4 * 1024 * 1024

/** Hands a driver's events straight to the caller whose request drives the run. */
export type Feed = {
  /** The driver's side. What comes after the end of the feed, or before a reader that is too slow, is dropped. */
  push: (events: RunEvent[]) => void
  close: () => void
  /** The reader's side: what has come, nothing after `mostMs`, or undefined once the feed has come to its end. */
  next: (mostMs: number, signal: AbortSignal) => Promise<RunEvent[] | undefined>
}

export function createFeed(): Feed {
  let waiting: RunEvent[] = []
  let chars = 0
  let closed = false
  let wake: () => void = () => undefined

  function close(): void {
    closed = true
    wake()
  }

  return {
    push(events) {
      if (closed) return
      waiting.push(...events)
      for (const { data } of events) chars += charsOf(data)
      if (chars <= MOST_WAITING_CHARS) return wake()
      waiting = []
      close()
    },
    close,
    async next(mostMs, signal) {
      if (waiting.length === 0 && !closed && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, mostMs)
          wake = () => {
            clearTimeout(timer)
            signal.removeEventListener('abort', wake)
            resolve()
          }
          signal.addEventListener('abort', wake)
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

function charsOf(data: unknown): number {
  const { text } = data as { text?: unknown }
  return (typeof text === 'string' ? text.length : 0) + 200
}
