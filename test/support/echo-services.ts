import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** In how many ways a request is repeated in an answer. */
const ANSWERS: ((echo: string) => [status: number, type: string, body: string])[] = [
  (echo) => [500, 'application/json', JSON.stringify({ message: echo, msg: echo, details: echo, error: echo })],
  (echo) => [502, 'text/html', `<html>${echo}`],
  (echo) => [400, 'application/json', JSON.stringify({ code: '22P02', message: `invalid input: "${echo}"` })],
  (echo) => [403, 'application/json', JSON.stringify({ error: { message: echo, code: echo, type: echo } })],
  (echo) => [200, 'application/json', echo],
  (echo) => [200, 'text/event-stream', `data: ${echo}\n\n`],
  (echo) => [200, 'text/event-stream', `data: ${JSON.stringify({ error: { message: echo } })}\n\n`],
]

/** A server in place of all backing services that answers each request with all that it was sent, way after way. */
export async function startEchoServices() {
  const seen = new Map<string, number>()
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.once('end', () => {
      const service = /\w+/.exec(request.url ?? '')?.[0] ?? ''
      const turn = seen.get(service) ?? 0
      seen.set(service, turn + 1)
      const echo = `${JSON.stringify(request.headers)} ${body} ${encodeURIComponent(body)} ${JSON.stringify(body)}`
      const [status, type, text] = ANSWERS[turn % ANSWERS.length]?.(echo) ?? [500, 'text/plain', echo]
      response.writeHead(status, { 'Content-Type': type }).end(text)
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    environment: { SUPABASE_URL: url, UPSTASH_REDIS_REST_URL: `${url}/redis`, AI_BASE_URL: `${url}/ai` },
    answers: ANSWERS.length,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
