// A stand-in for Telegram's Bot API: it has updates until they are confirmed, and goes wrong as the real one does.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Sent = { method: string; chat: number; text: string; photo: Uint8Array | undefined }
/** A connection that breaks, a page of something in between, or a refusal of the API itself. */
export type Fault = 'cut' | 'gateway' | { error_code: number; description: string; parameters?: object }

type Update = { update_id: number; message: object }

const TOKEN = '123456:a-token'

export async function startBotApi() {
  const sent: Sent[] = []
  const faults: { method: string; fault: Fault }[] = []
  const handedOut: number[] = []
  let updates: Update[] = []
  let wake = () => undefined as void

  async function getUpdates(offset: number): Promise<Update[]> {
    // Those below are confirmed.
    updates = updates.filter(({ update_id }) => update_id >= offset)
    if (updates.length === 0) await new Promise<void>((resolve) => (wake = resolve))
    handedOut.push(...updates.map(({ update_id }) => update_id))
    return updates
  }

  async function answer(method: string, fields: Record<string, unknown>): Promise<unknown> {
    if (method === 'getUpdates') return getUpdates(Number(fields['offset']))
    const photo = fields['photo'] instanceof Blob ? await fields['photo'].bytes() : undefined
    const text = String(fields['text'] ?? fields['caption'])
    sent.push({ method, chat: Number(fields['chat_id']), text, photo })
    return { message_id: sent.length }
  }

  const server = createServer((request, response) => {
    void reply(request, response).catch(() => response.destroy())
  })
  async function reply(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, token, method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(request.url ?? '') ?? []
    const fields = await readFields(request)
    const index = faults.findIndex((one) => one.method === method)
    const fault = index < 0 ? undefined : faults.splice(index, 1)[0]?.fault
    if (fault === 'cut') return void response.destroy()
    if (fault === 'gateway') return void response.writeHead(502).end('<html>Bad Gateway</html>')
    const refusal = token === TOKEN ? fault : { error_code: 401, description: 'Unauthorized' }
    const told = refusal === undefined ? { ok: true, result: await answer(method, fields) } : { ok: false, ...refusal }
    response.writeHead(refusal?.error_code ?? 200, { 'Content-Type': 'application/json' }).end(JSON.stringify(told))
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: TOKEN,
    sent,
    /** Ids of updates, each time that they were given. */
    handedOut,
    /** The next call of that method goes wrong. */
    fail: (method: string, ...next: Fault[]) => void faults.push(...next.map((fault) => ({ method, fault }))),
    write(update_id: number, chat: number, text: string | undefined) {
      updates.push({ update_id, message: { chat: { id: chat }, ...(text === undefined ? {} : { text }) } })
      wake()
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function readFields(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const type = request.headers['content-type'] ?? ''
  const body = new Response(Buffer.concat(parts), { headers: { 'Content-Type': type } })
  if (type.startsWith('multipart/form-data')) return Object.fromEntries(await body.formData())
  return (await body.json()) as Record<string, unknown>
}
