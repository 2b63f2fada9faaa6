import type { ClientRequest } from 'node:http'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'

/**
 * Ends a request of Node's client with its body. A Blob is sent in pieces, as fast as they are taken.
 * @throws {TypeError} for a body of another kind, of which nothing would be sent
 */
export function sendBody(request: ClientRequest, body: RequestInit['body']): void {
  if (body === undefined || body === null) request.end()
  else if (typeof body === 'string') request.end(body)
  else if (body instanceof Blob) {
    request.setHeader('Content-Length', body.size)
    Readable.fromWeb(body.stream() as ReadableStream).pipe(request)
  } else throw new TypeError('the body is neither text nor a Blob')
}
