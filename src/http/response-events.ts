import type { Piece } from '../gateway/read-answer.ts'
import type { ResponseEvent, ResponseWriter } from '../gateway/responses/write-response.ts'
import type { StartedCall } from '../gateway/start-call.ts'
import type { AppContext } from './context.ts'
import { reportError } from './error-reply.ts'

type Streaming = {
  first: Promise<IteratorResult<Piece, unknown>>
  started: StartedCall
  writer: ResponseWriter
  /** Keeps the response when it is whole. */
  keep: (response: Record<string, unknown>) => Promise<void>
}

/** The event stream of a response; what breaks off ends with `response.failed`. */
export async function* formatResponse(
  c: AppContext,
  { first, started, writer, keep }: Streaming,
): AsyncGenerator<string> {
  const { pieces, state } = started
  try {
    yield format(writer.open())
    for (let next = await first; next.done !== true; next = await pieces.next()) {
      const events = writer.take(next.value.chunk)
      if (events.length > 0) yield format(events)
    }
    const end = writer.end(state)
    await keep(writer.response())
    yield format(end)
  } catch (error) {
    yield format(writer.fail(reportError(error, c).error))
  } finally {
    await pieces.return(undefined)
  }
}

function format(events: readonly ResponseEvent[]): string {
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('')
}
