import type { EventId } from './event-id.ts'
import type { LiveEvent, RunEvent } from './events.ts'
import type { Feed } from './feed.ts'
import type { LiveStream } from './live-stream.ts'

/** Text of one file or message that comes within so short a time is one event. */
const JOIN_TEXT_MS = 50
/** So many characters wait for the next beat; more go out before it. */
const MOST_WAITING_CHARS = 256 * 1024

/** Numbers a driver's events and gives them to whoever watches: at once to its own caller, once a beat to all others. */
export type Broadcast = {
  lastSeq: () => number
  /** Facts that the database has numbered itself, up to the last one. */
  repeat: (events: RunEvent[]) => void
  /** Facts that have been stored, in order. */
  addFacts: (facts: Omit<RunEvent, 'id'>[]) => void
  show: (event: LiveEvent) => void
  /** Sends on what has gathered, and tells whether somebody calls for the driver. Throws what the client throws. */
  beat: () => Promise<boolean>
}

export function createBroadcast(live: LiveStream, feed: Feed | undefined, lastSeq: number): Broadcast {
  let last: EventId = { seq: lastSeq, part: 0 }
  let unsent: RunEvent[] = []
  let unsentChars = 0
  let open: RunEvent | undefined
  let textAt = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let sending: Promise<boolean> = Promise.resolve(false)

  /** What is given out is not changed any more. */
  function giveOut(events: RunEvent[]): void {
    feed?.push(events)
    unsent.push(...events)
    for (const { data } of events) unsentChars += textOf(data)?.length ?? 0
    if (unsentChars > MOST_WAITING_CHARS) void beat().catch(() => undefined)
  }

  function closeText(): void {
    clearTimeout(timer)
    timer = undefined
    if (open !== undefined) giveOut([open])
    open = undefined
  }

  function show(event: LiveEvent): void {
    if (joinText(open, event)) return
    closeText()
    last = { seq: last.seq, part: last.part + 1 }
    const shown: RunEvent = { id: last, type: event.type, data: { ...event.data }, at: new Date().toISOString() }
    if (!isText(event)) return giveOut([shown])
    // The first text after a pause goes out alone: somebody waits for it.
    const isFirst = Date.now() - textAt >= JOIN_TEXT_MS
    textAt = Date.now()
    if (isFirst) return giveOut([shown])
    open = shown
    timer = setTimeout(closeText, JOIN_TEXT_MS)
  }

  function beat(): Promise<boolean> {
    const events = unsent
    unsent = []
    unsentChars = 0
    // One after the other, since an entry that comes late has an id that is refused.
    sending = sending.catch(() => false).then(() => live.exchange(events))
    return sending
  }

  return {
    lastSeq: () => last.seq,
    repeat: giveOut,
    addFacts(facts) {
      // Text goes out before the fact that ends it.
      closeText()
      const events = facts.map(({ type, data, at }) => {
        last = { seq: last.seq + 1, part: 0 }
        return { id: last, type, data, at }
      })
      giveOut(events)
    },
    show,
    beat: () => {
      closeText()
      return beat()
    },
  }
}

export function isText(event: LiveEvent): boolean {
  return event.type === 'file.delta' || event.type === 'message.delta'
}

/** Lets text that follows text of the same file or message join it. */
function joinText(open: RunEvent | undefined, event: LiveEvent): boolean {
  if (open?.type !== event.type || (event.type !== 'file.delta' && event.type !== 'message.delta')) return false
  const data = open.data as { path?: string; text: string }
  if (event.type === 'file.delta' && event.data.path !== data.path) return false
  data.text += event.data.text
  return true
}

function textOf(data: unknown): string | undefined {
  const { text } = data as { text?: unknown }
  return typeof text === 'string' ? text : undefined
}
