// The events of a run to its end, however often the stream is cut on the way.
import { StreamError } from './api-error.ts'
import type { components } from './api-types.ts'
import { readEvents } from './read-events.ts'
import { createRetries } from './retries.ts'

type Wire = components['schemas']['RunEvent']
type OfStream = Extract<Wire, { type: `stream.${string}` }>
/** An event of a run, with the id behind which a stream can be opened again. */
export type RunEvent = Exclude<Wire, OfStream> & { id: string }

/** A stream that is open; none where nothing is to come. */
export type Opened = { body: ReadableStream<Uint8Array> } | undefined

/** Opens the stream behind an id, or from the beginning. Throws an ApiError, or what the connection breaks with. */
export type OpenStream = (lastEventId: string | undefined) => Promise<Opened>

const ENDS: ReadonlySet<string> = new Set(['run.succeeded', 'run.partial', 'run.failed', 'run.canceled'])

/** Yields each event once, up to the end of the run or to where it awaits input. */
export async function* followRun(
  open: OpenStream,
  { after, signal }: { after?: string | undefined; signal?: AbortSignal | undefined } = {},
): AsyncGenerator<RunEvent, void, undefined> {
  const retries = createRetries(signal)
  let lastId = after
  for (;;) {
    try {
      const stream = await open(lastId)
      if (stream === undefined) return
      for await (const { id, data } of readEvents(stream.body)) {
        const event = JSON.parse(data) as Wire
        if (event.type === 'stream.failed') throw new StreamError(event.error)
        // It asks to be come back to, however often that is.
        if (event.type === 'stream.closing') retries.progress()
        if (isOfStream(event) || id === undefined) continue
        retries.progress()
        lastId = id
        yield { ...event, id }
        if (ENDS.has(event.type)) return
      }
      // A stream that ends before its run is come back to; where the run rests, nothing is to come.
      await retries.pause(new Error('The stream has ended before the run.'))
    } catch (error) {
      await retries.pause(error)
    }
  }
}

function isOfStream(event: Wire): event is OfStream {
  return event.type.startsWith('stream.')
}
