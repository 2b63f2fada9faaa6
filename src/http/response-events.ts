import type { ResponseEvent, ResponseWriter } from '../gateway/responses/write-response.ts'
import type { AppContext } from './context.ts'
import { reportError } from './error-reply.ts'
import type { AnswerWriter } from './stream-answer.ts'

/** Keeps the response when it is whole. */
type Keep = (response: Record<string, unknown>) => Promise<void>

/** The event stream of a response; what breaks off ends with `response.failed`. */
export function writeEvents(c: AppContext, writer: ResponseWriter, keep: Keep): AnswerWriter {
  return {
    open: () => format(writer.open()),
    take: ({ chunk }) => {
      const events = writer.take(chunk)
      return events.length > 0 ? format(events) : undefined
    },
    end: async (state) => {
      const end = writer.end(state)
      await keep(writer.response())
      return format(end)
    },
    fail: (error) => format(writer.fail(reportError(error, c).error)),
  }
}

function format(events: readonly ResponseEvent[]): string {
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('')
}
