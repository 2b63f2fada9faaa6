// A provider over HTTP that answers every call whole, and notes by which key it was asked for which model.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Asked = { path: string; key: string; body: Record<string, unknown> }
type Answer = { status: number; body: unknown; headers?: Record<string, string> }

export async function startProvider() {
  const asked: Asked[] = []
  const provider: { answer: (call: Asked) => Answer | undefined } = { answer: () => undefined }
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const text = Buffer.concat(parts).toString()
      const body = (text === '' ? {} : JSON.parse(text)) as Asked['body']
      const call = { path: request.url ?? '', key: (request.headers.authorization ?? '').replace('Bearer ', ''), body }
      asked.push(call)
      const { status, body: said, headers = {} } = provider.answer(call) ?? { status: 200, body: wholeAnswer(call) }
      const isStream = body['stream'] === true && typeof said === 'string'
      response.writeHead(status, { 'Content-Type': isStream ? 'text/event-stream' : 'application/json', ...headers })
      response.end(isStream ? said : JSON.stringify(said))
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return Object.assign(provider, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  })
}

const USAGE = { prompt_tokens: 1000, completion_tokens: 1000, total_tokens: 2000 }

/** An answer to a call as it is asked for: a text, or for a run what it plans and writes. */
export function wholeAnswer({ body }: Asked): unknown {
  const content = textFor(body)
  if (body['stream'] !== true) {
    return { id: 'c', choices: [{ index: 0, message: { content }, finish_reason: 'stop' }], usage: USAGE }
  }
  const chunks = [
    { id: 'c', choices: [{ index: 0, delta: { content }, finish_reason: 'stop' }] },
    { id: 'c', choices: [], usage: USAGE },
  ]
  return `${chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('')}data: [DONE]\n\n`
}

function textFor(body: Asked['body']): string {
  const [first] = (body['messages'] ?? []) as { content?: unknown }[]
  const task = typeof first?.content === 'string' ? /^Task: (\w+)/m.exec(first.content)?.[1] : undefined
  if (task === undefined) return 'Hello'
  if (task === 'plan') return '<plan title="One">\nOne file.\n- one.txt: it\n</plan>\n'
  return '<file path="one.txt">\n1\n</file>\n'
}
