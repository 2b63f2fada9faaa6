import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'

/**
 * Sends a request on to the same path of `origin`, byte by byte as it comes, and the answer back in the same way, unless
 * `mayAnswer` keeps it. A side that breaks off breaks off the other.
 */
export function forwardRequest(
  request: IncomingMessage,
  response: ServerResponse,
  origin: string,
  mayAnswer: (answer: IncomingMessage) => boolean = () => true,
): void {
  const { host: _, ...headers } = request.headers
  const upstream = httpRequest(new URL(request.url ?? '/', origin), { method: request.method ?? 'GET', headers })
  upstream.once('response', (answer) => {
    answer.once('error', () => response.destroy())
    if (!mayAnswer(answer)) return void answer.resume()
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  upstream.once('error', () => response.destroy())
  response.once('close', () => upstream.destroy())
  request.pipe(upstream)
}
