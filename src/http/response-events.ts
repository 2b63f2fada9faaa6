import type { ResponseEvent, ResponseWriter } from '../gateway/responses/write-response.ts'
import type { AppContext } from './context.ts'
import { reportError } from './error-reply.ts'
import type { AnswerWriter } from './stream-answer.ts'

/** The event stream of a response; what breaks off ends with `response.failed`. */
export function writeEvents(c: AppContext, writer: ResponseWriter): AnswerWriter {
  return {
    open: () => format(writer.open()),
    take: ({ chunk }) => {
      const events = writer.take(chunk)
      return events.length > 0 ? format(events) : undefined
    },
    end: (state) => format(writer.end(state)),
    fail: (error) => format(writer.fail(reportError(error, c).error)),
  }
}

function format(events: readonly ResponseEvent[]): string {
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('')
}
