import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Call = {
  model: string
  task: string
  messages: { role: string; content: string }[]
  /** The whole request. */
  body: Record<string, unknown>
  closed: Promise<void>
}
/** Answers one call by hand; what it leaves open stays open. */
export type Script = (reply: Reply, call: Call) => void | Promise<void>

export type Reply = {
  raw: ServerResponse
  /** Text, or what a provider sends in its place. */
  text: (text: unknown) => void
  end: (finishReason?: string) => void
}

export type ScriptedModel = {
  url: string
  /** What attaches it as the provider of one model, which is asked once. */
  environment: Record<string, string>
  calls: Call[]
  script: (script: Script) => void
  close: () => Promise<void>
}

/** A server of the chat completions protocol that does exactly what the test says, faults included. */
export async function startScriptedModel(): Promise<ScriptedModel> {
  const calls: Call[] = []
  let current: Script = (reply) => reply.end()
  const server = createServer((request, response) => {
    // The list of models is what a provider's health is told by.
    if (request.method === 'GET') return void response.end('{"object":"list","data":[]}')
    // A caller that left before it had sent its request is no call.
    const received = readJson(request).catch(() => undefined)
    void received.then(async (body) => {
      if (body === undefined) return
      const { model, messages = [] } = body as Pick<Call, 'model'> & Partial<Pick<Call, 'messages'>>
      const task = /^Task: (\w+)/m.exec(messages[0]?.content ?? '')?.[1] ?? ''
      const closed = new Promise<void>((resolve) => {
        response.once('close', resolve)
      })
      const call = { model, task, messages, body: body as Call['body'], closed }
      calls.push(call)
      await current(replyTo(response), call)
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  return {
    url,
    environment: { AI_BASE_URL: url, AI_API_KEY: 'k', AI_MODELS: 'm', AI_MAX_RETRIES: '0' },
    calls,
    script: (script) => {
      current = script
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function replyTo(response: ServerResponse): Reply {
  const send = (chunk: object) => {
    if (!response.headersSent) response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    response.write(
      `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', ...chunk })}\n\n`,
    )
  }
  return {
    raw: response,
    text: (content) => send({ choices: [{ index: 0, delta: { content }, finish_reason: null }] }),
    end: (finishReason = 'stop') => {
      send({ choices: [{ index: 0, delta: {}, finish_reason: finishReason }] })
      send({ choices: [], usage: { prompt_tokens: 10, completion_tokens: 20, total_tokens: 30 } })
      response.end('data: [DONE]\n\n')
    },
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString('utf8'))
}
