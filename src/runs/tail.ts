import { isAfter, type EventId } from './event-id.ts'
import { charsOf } from './feed.ts'
import type { RunEvent } from './events.ts'

/** What a process keeps of a run, about, for those who do not read at the same pace. */
const MOST_KEPT_CHARS = 1024 * 1024

/** Events that came together, oldest first: one object for all who get it whole, so that what is made of it is made once. */
export type Batch = readonly RunEvent[]

/** The last events of a run that a process has read, without a gap. */
export type Tail = {
  /** The last event; what the next batch must follow. */
  end: () => EventId
  add: (batch: Batch) => void
  /** What came after `position`; undefined when some of it is not here any more, or never was. */
  since: (position: EventId) => Batch[] | undefined
}

export function createTail(start: EventId): Tail {
  let end = start
  const kept: { after: EventId; batch: Batch; chars: number }[] = []
  let chars = 0

  return {
    end: () => end,
    add(batch) {
      const last = batch.at(-1)
      if (last === undefined) return
      kept.push({ after: end, batch, chars: charsOf(batch) })
      chars += charsOf(batch)
      end = last.id
      while (chars > MOST_KEPT_CHARS && kept.length > 1) chars -= kept.shift()?.chars ?? 0
    },
    since(position) {
      if (!isAfter(end, position)) return []
      const from = kept.findLastIndex(({ after }) => !isAfter(after, position))
      if (from === -1) return undefined
      return kept
        .slice(from)
        .map(({ batch, after }) => (isAfter(position, after) ? batch.filter(({ id }) => isAfter(id, position)) : batch))
    },
  }
}
