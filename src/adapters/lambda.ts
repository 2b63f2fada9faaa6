// AWS Lambda behind a function URL with response streaming (InvokeMode: RESPONSE_STREAM). Lambda has no waitUntil: the
// client has its answer when the stream ends, and the invocation goes on until the handler's promise is kept.
import { streamHandle } from 'hono/aws-lambda'
import { openApp } from './bindings.ts'

type Event = { requestContext?: { http?: { sourceIp?: string } } }
type StreamingHandler = (event: Event, stream: unknown, context: unknown) => Promise<void>
declare const awslambda: { streamifyResponse: (handle: StreamingHandler) => StreamingHandler }

const served = openApp('lambda', process.env)

export const handler = awslambda.streamifyResponse(async (event, stream, context) => {
  const pending: Promise<unknown>[] = []
  const peer = event.requestContext?.http?.sourceIp
  const app = { fetch: (request: Request) => served.fetch(request, peer, (work) => void pending.push(work)) }
  // Hono asks for a whole app, and names Lambda's types after events of its own.
  const answer = streamHandle(app as unknown as Parameters<typeof streamHandle>[0]) as unknown as StreamingHandler
  await answer(event, stream, context)
  while (pending.length > 0) await Promise.allSettled(pending.splice(0))
})
