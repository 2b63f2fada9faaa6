// The events of a run as a client reads them, which comes back where a stream ended before the run did.
import { endsRun } from '../../runs/events.ts'
import { pause } from '../../timing.ts'
import { readEvents } from '../read-events.ts'
import type { Caller } from './caller.ts'

export type Followed = {
  /** The event that ended the run. */
  end: string
  data: string
  events: number
  /** From the call; null when no text came. */
  firstTextMs: number | null
}

const TEXTS = new Set(['file.delta', 'message.delta'])
/** Before coming back to a run whose stream ended early. */
const PAUSE_MS = 500

/** @throws when the run has not ended in time, or a stream cannot be had */
export async function followRun(caller: Caller, runId: string, timeoutMs: number): Promise<Followed> {
  const start = performance.now()
  const left = () => Math.max(1, Math.ceil(timeoutMs - (performance.now() - start)))
  const seen = { events: 0, lastId: '', firstTextMs: null as number | null }
  while (performance.now() - start < timeoutMs) {
    const headers = { Accept: 'text/event-stream', ...(seen.lastId === '' ? {} : { 'Last-Event-ID': seen.lastId }) }
    const stream = await caller.open(`/api/runs/${runId}/events`, headers, left())
    for await (const { id, event, data } of readEvents(stream)) {
      seen.events += 1
      if (id !== undefined) seen.lastId = id
      if (TEXTS.has(event)) seen.firstTextMs ??= Math.round(performance.now() - start)
      if (endsRun(event)) return { end: event, data, events: seen.events, firstTextMs: seen.firstTextMs }
    }
    await pause(PAUSE_MS)
  }
  throw new Error(`the run did not end in ${Math.round(timeoutMs / 1000)} s`)
}
