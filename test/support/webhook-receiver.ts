// A receiver of webhooks, which verifies by the scheme's own library and answers as a test wants it to.
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'

export type Received = {
  id: string
  type: string
  timestamp: string
  data: Record<string, unknown> & { run_id: string; seq: number }
  at: number
}
type Answer = (message: Received, response: ServerResponse) => void

const accept: Answer = (_message, response) => void response.writeHead(204).end()

export async function startReceiver() {
  const received: Received[] = []
  /** What did not verify. */
  const forged: string[] = []
  const receiver: { secret: string; answer: Answer } = { secret: '', answer: accept }
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const body = Buffer.concat(parts).toString()
      const headers = request.headers as Record<string, string>
      try {
        const message = new Webhook(receiver.secret).verify(body, headers) as Omit<Received, 'id' | 'at'>
        const whole = { ...message, id: headers['webhook-id'] ?? '', at: performance.now() }
        received.push(whole)
        receiver.answer(whole, response)
      } catch (error) {
        forged.push(String(error))
        response.writeHead(400).end()
      }
    })
  })
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', resolve)
    })
  await listen(0)
  const { port } = server.address() as AddressInfo
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return Object.assign(receiver, {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    forged,
    accept,
    /** Nothing listens until it is back, on the same port. */
    die: close,
    comeBack: () => listen(port),
    close,
  })
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>
