// Who waits for the first token of a stream is shown that the call is alive.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { signUp, type Client } from '../support/client.ts'
import { startScriptedModel, type Reply, type ScriptedModel } from '../support/scripted-model.ts'
import { makeStack } from '../support/stack.ts'

let model: ScriptedModel
let client: Client

beforeAll(async () => {
  model = await startScriptedModel()
  client = await signUp(makeStack({ ...model.environment, EVENTS_HEARTBEAT_MS: '1000' }, () => undefined).app)
})
afterAll(() => model.close())

/** Asks for a stream, and has the model do what `answer` says once a comment has come. */
async function ask(
  path: string,
  body: object,
  answer: (reply: Reply) => void,
): Promise<[status: number, text: string]> {
  const asked = new Promise<Reply>((resolve) => {
    model.script((reply) => resolve(reply))
  })
  const request = { model: 'm', stream: true, ...body }
  const headers = { 'Content-Type': 'application/json' }
  const response = await client.fetch(path, { method: 'POST', headers, body: JSON.stringify(request) })
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    const isFirst = !text.includes(': keep-alive')
    text += decoder.decode(chunk, { stream: true })
    if (isFirst && text.includes(': keep-alive')) answer(await asked)
  }
  return [response.status, text]
}

it.each<[string, object, string]>([
  ['/v1/chat/completions', { messages: [{ role: 'user', content: 'x' }] }, 'data: [DONE]\n\n'],
  ['/v1/responses', { input: 'x' }, 'response.completed'],
])('%s opens the stream, and sends comments until the answer begins', async (path, body, end) => {
  const [status, text] = await ask(path, body, (reply) => {
    reply.text('Hello')
    reply.end()
  })
  expect(status).toBe(200)
  expect(text.indexOf(': keep-alive')).toBeLessThan(text.indexOf('Hello'))
  expect(text).toContain(end)
})

it.each<[string, object, string]>([
  ['/v1/chat/completions', { messages: [{ role: 'user', content: 'x' }] }, '[DONE]'],
  ['/v1/responses', { input: 'x' }, 'response.completed'],
])(
  '%s tells in the stream of what fails behind that, and does not end as a whole answer does',
  async (path, body, end) => {
    const [status, text] = await ask(path, body, ({ raw }) => void raw.writeHead(503).end())
    expect(status).toBe(200)
    expect(text).toContain('"code":"provider_unavailable"')
    expect(text).not.toContain(end)
  },
)
