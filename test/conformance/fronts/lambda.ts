// AWS Lambda behind a local HTTP front: requests become function URL events (payload format 2.0), and the streamed answer
// is read as Lambda reads it. The function is the built folder as it goes into the ZIP.
import { PassThrough, Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { serveFront } from './serve-front.ts'

type Metadata = { statusCode: number; headers: Record<string, string> }
type Handler = (event: object, stream: PassThrough, context: object) => Promise<void>

const metadataOf = new WeakMap<PassThrough, (metadata: Metadata) => void>()
Object.assign(globalThis, {
  awslambda: {
    streamifyResponse: (handler: Handler) => handler,
    HttpResponseStream: {
      from: (stream: PassThrough, metadata: Metadata) => {
        metadataOf.get(stream)?.(metadata)
        return stream
      },
    },
  },
})

const [dist = 'dist'] = process.argv.slice(2)
const { handler } = (await import(pathToFileURL(join(dist, 'lambda.js')).href)) as { handler: Handler }

await serveFront(async (request, peer) => {
  const stream = new PassThrough()
  const metadata = Promise.withResolvers<Metadata>()
  metadataOf.set(stream, metadata.resolve)
  const event = await toEvent(request, peer)
  void handler(event, stream, {}).catch((error: unknown) => metadata.reject(error))
  const { statusCode, headers } = await metadata.promise
  const hasBody = statusCode !== 204 && request.method !== 'HEAD'
  if (!hasBody) stream.resume()
  return new Response(hasBody ? drain(stream) : null, { status: statusCode, headers })
})

async function toEvent(request: Request, sourceIp: string): Promise<object> {
  const { pathname, search, host } = new URL(request.url)
  const body = Buffer.from(await request.arrayBuffer())
  return {
    version: '2.0',
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: Object.fromEntries(request.headers),
    requestContext: { http: { method: request.method, path: pathname, sourceIp }, domainName: host },
    ...(body.length === 0 ? {} : { body: body.toString('base64') }),
    isBase64Encoded: body.length > 0,
  }
}

/** Lambda does not tell the function that the client has left: the rest of the answer goes nowhere. */
function drain(stream: PassThrough): ReadableStream<Uint8Array> {
  const reader = (Readable.toWeb(stream) as ReadableStream<Uint8Array>).getReader()
  const readAll = async () => {
    while (!(await reader.read()).done);
  }
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: () => void readAll(),
  })
}
