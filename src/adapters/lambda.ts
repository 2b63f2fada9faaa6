// AWS Lambda behind a function URL with response streaming (InvokeMode: RESPONSE_STREAM). Lambda has no waitUntil: the
// client has its answer when the stream ends, and the invocation goes on until the handler's promise is kept.
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { openApp } from './bindings.ts'
import { nodeNetwork } from './node-network.ts'

/** Payload format 2.0: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads */
type Event = {
  rawPath: string
  rawQueryString: string
  headers: Record<string, string>
  body?: string
  isBase64Encoded: boolean
  requestContext: { domainName: string; http: { method: string; sourceIp: string } }
}
type Head = { statusCode: number; headers: Record<string, string> }
type StreamingHandler = (event: Event, stream: Writable) => Promise<void>
declare const awslambda: {
  streamifyResponse: (handle: StreamingHandler) => StreamingHandler
  HttpResponseStream: { from: (stream: Writable, head: Head) => Writable }
}

const served = openApp('lambda', process.env, { network: nodeNetwork })

export const handler = awslambda.streamifyResponse(async (event, stream) => {
  const pending: Promise<unknown>[] = []
  const { sourceIp } = event.requestContext.http
  await send(await served.fetch(toRequest(event), sourceIp, (work) => void pending.push(work)), stream)
  while (pending.length > 0) await Promise.allSettled(pending.splice(0))
})

function toRequest({ rawPath, rawQueryString, headers, body, isBase64Encoded, requestContext }: Event): Request {
  const { method } = requestContext.http
  const query = rawQueryString === '' ? '' : `?${rawQueryString}`
  const isOdd = /^(?:TRACE|TRACK|CONNECT)$/i.test(method)
  const hasBody = body !== undefined && !isOdd && method !== 'GET' && method !== 'HEAD'
  const request = new Request(`https://${requestContext.domainName}${rawPath}${query}`, {
    method: isOdd ? 'GET' : method,
    headers: Object.entries(headers).map(([name, value]): [string, string] => [name, toByteString(value)]),
    ...(hasBody ? { body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8') } : {}),
  })
  // No Request can be made with these methods, to which the app has its answer all the same.
  return isOdd ? Object.defineProperty(request, 'method', { value: method }) : request
}

/** As the bytes of a header are read elsewhere: a character to a byte. */
function toByteString(value: string): string {
  return /[^\0-\xFF]/.test(value) ? Buffer.from(value).toString('latin1') : value
}

async function send(response: Response, stream: Writable): Promise<void> {
  const head = { statusCode: response.status, headers: Object.fromEntries(response.headers) }
  const out = awslambda.HttpResponseStream.from(stream, head)
  // The head goes out with the first write, which an empty body would not have.
  out.write('')
  if (response.body === null) out.end()
  else await pipeline(Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]), out)
}
