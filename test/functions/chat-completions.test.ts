import { OpenAI } from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LedgerRow } from '../../src/services/database-types.ts'
import { connectAsService, rowsOf } from '../../src/services/supabase.ts'
import { clientOf, signUp, type Client } from '../support/client.ts'
import {
  startScriptedModel,
  type Call,
  type Reply,
  type Script,
  type ScriptedModel,
} from '../support/scripted-model.ts'
import { makeStack, type Stack } from '../support/stack.ts'

const QUESTION = { model: 'm', messages: [{ role: 'user' as const, content: 'Say hello' }] }

let model: ScriptedModel
let stack: Stack
let client: Client

beforeAll(async () => {
  model = await startScriptedModel()
  stack = stackWith()
})
afterAll(() => model.close())
beforeEach(async () => {
  client = await signUp(stack.app)
})

function stackWith(overrides: Record<string, string> = {}): Stack {
  const ai = { AI_BASE_URL: model.url, AI_API_KEY: 'k', AI_MODELS: 'm,other', AI_MAX_RETRIES: '0' }
  return makeStack({ ...ai, AI_IDLE_TIMEOUT_MS: '300', AI_FIRST_TOKEN_TIMEOUT_MS: '600', ...overrides })
}

/** OpenAI's own client, with the access token as its key. */
function openai({ app }: Stack = stack): OpenAI {
  return new OpenAI({
    baseURL: 'http://test.local/v1',
    apiKey: client.token,
    maxRetries: 0,
    fetch: async (url, init) => app.fetch(new Request(url, init)),
  })
}

function ask(body: object, from: Client = client) {
  return from.call('POST', '/v1/chat/completions', { ...QUESTION, ...body })
}

const hello: Script = (reply) => {
  reply.text('Hel')
  reply.text('lo')
  reply.end()
}

/** One answer that is not streamed. */
function whole({ raw }: Reply): void {
  tell(raw, { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 })
}

function tell(raw: Reply['raw'], usage: unknown): void {
  const choice = { index: 0, message: { role: 'assistant', content: 'Hello', refusal: null }, finish_reason: 'stop' }
  raw.writeHead(200, { 'Content-Type': 'application/json', 'X-Internal': 'upstream-7' })
  raw.end(JSON.stringify({ id: 'c', object: 'chat.completion', created: 1, model: 'm', choices: [choice], usage }))
}

async function ledger(): Promise<LedgerRow[]> {
  const found = connectAsService(stack.config).from('usage_ledger').select().eq('owner_id', client.userId)
  return rowsOf(await found)
}

describe('a streamed answer', () => {
  it('is what OpenAI’s own client expects, and costs what the provider says', async () => {
    model.script(hello)
    const chunks = []
    for await (const chunk of await openai().chat.completions.create({ ...QUESTION, stream: true })) chunks.push(chunk)
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe('Hello')
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop')
    // The usage is for those who ask for it.
    expect(chunks.every(({ choices }) => choices.length === 1)).toBe(true)
    await stack.idle()
    expect(await ledger()).toMatchObject([
      { model: 'm', outcome: 'whole', estimated: false, prompt_tokens: 10, completion_tokens: 20 },
    ])
  })

  it('ends with the usage when that is asked for, and with one [DONE]', async () => {
    model.script(hello)
    const { text, headers } = await ask({ stream: true, stream_options: { include_usage: true } })
    expect(headers.get('Content-Type')).toBe('text/event-stream; charset=utf-8')
    const data = text.trim().split('\n\n')
    expect(data.at(-1)).toBe('data: [DONE]')
    expect(data.filter((line) => line.includes('[DONE]'))).toHaveLength(1)
    expect(JSON.parse(data.at(-2)?.slice(6) ?? '')).toMatchObject({ choices: [], usage: { total_tokens: 30 } })
  })

  it('is charged by estimate when the usage that it tells is none', async () => {
    model.script(({ raw, text }) => {
      text('Hello')
      const end = {
        choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
        usage: { prompt_tokens: -1, total: 'x' },
      }
      raw.end(`data: ${JSON.stringify(end)}\n\ndata: [DONE]\n\n`)
    })
    await ask({ stream: true })
    await stack.idle()
    expect(await ledger()).toMatchObject([{ outcome: 'whole', estimated: true, completion_tokens: 2 }])
  })

  it('hands on the fields it does not know, and the cap of the deployment on top', async () => {
    let asked: Record<string, unknown> = {}
    model.script((reply, call) => {
      asked = call.body
      return hello(reply, call)
    })
    await ask({ stream: true, temperature: 0.3, tools: [], seed: 7 })
    expect(asked).toMatchObject({ temperature: 0.3, tools: [], seed: 7, stream: true, model: 'm' })
    expect(asked).not.toHaveProperty('max_tokens')
    const capped = await signUp(stackWith({ AI_MAX_OUTPUT_TOKENS: '500' }).app)
    await ask({ stream: true, max_completion_tokens: 9000 }, capped)
    expect(asked).toMatchObject({ max_completion_tokens: 500 })
    await ask({ stream: true }, capped)
    expect(asked).toMatchObject({ max_tokens: 500 })
  })

  const faults: [what: string, code: string, script: Script][] = [
    ['is cut', 'provider_cut', ({ raw, text }) => (text('Hel'), void raw.write('', () => raw.destroy()))],
    ['stalls', 'provider_timeout', ({ text }) => text('Hel')],
    ['is malformed', 'provider_invalid', ({ raw, text }) => (text('Hel'), void raw.end('data: {"choices": [\n\n'))],
    ['ends without an end', 'provider_cut', ({ raw, text }) => (text('Hel'), void raw.end())],
    [
      'tells of an error itself',
      'provider_unavailable',
      ({ raw, text }) => (text('Hel'), void raw.end('data: {"error":{"message":"secret-9"}}\n\ndata: [DONE]\n\n')),
    ],
  ]
  it.each(faults)('that %s ends with an error in the stream, and is charged by estimate', async (_, code, script) => {
    model.script(script)
    const { status, text } = await ask({ stream: true })
    expect(status).toBe(200)
    const events = text.trim().split('\n\n')
    expect(JSON.parse(events.at(-1)?.slice(6) ?? '')).toMatchObject({ error: { code, param: null } })
    expect(text).not.toContain('[DONE]')
    expect(text).not.toContain('secret-9')
    await stack.idle()
    expect(await ledger()).toMatchObject([{ outcome: code, estimated: true, completion_tokens: 2 }])
  })
})

describe('an answer that is not streamed', () => {
  it('is charged by estimate when the figures of its provider can be none', async () => {
    const odd = [-5, 1e300, 2.5, '7', null]
    for (const prompt_tokens of odd) {
      model.script(({ raw }) => tell(raw, { prompt_tokens, completion_tokens: 1, total_tokens: 1 }))
      expect((await ask({})).status).toBe(200)
    }
    await stack.idle()
    const rows = await ledger()
    expect(rows).toHaveLength(odd.length)
    for (const row of rows) expect(row).toMatchObject({ estimated: true, completion_tokens: 2 })
  })

  it('is what OpenAI’s own client expects', async () => {
    model.script(whole)
    const { choices, usage } = await openai().chat.completions.create(QUESTION)
    expect([choices[0]?.message.content, usage?.total_tokens]).toEqual(['Hello', 4])
    await stack.idle()
    expect(await ledger()).toMatchObject([{ outcome: 'whole', estimated: false, prompt_tokens: 3 }])
  })

  it('has no header of the provider', async () => {
    model.script(whole)
    const { headers } = await ask({})
    expect(headers.get('X-Internal')).toBeNull()
  })

  const failures: [what: string, expected: [number, string, string], script: Script][] = [
    ['refuses', [400, 'provider_refused', 'invalid_request_error'], ({ raw }) => void raw.writeHead(400).end('{}')],
    [
      'cannot',
      [422, 'provider_unprocessable', 'invalid_request_error'],
      ({ raw }) => void raw.writeHead(422).end('{}'),
    ],
    ['refuses the key', [502, 'provider_denied', 'server_error'], ({ raw }) => void raw.writeHead(401).end('{}')],
    ['is full', [429, 'provider_rate_limited', 'rate_limit_error'], ({ raw }) => void raw.writeHead(429).end('{}')],
    ['is down', [502, 'provider_unavailable', 'server_error'], ({ raw }) => void raw.destroy()],
    ['talks HTML', [502, 'provider_invalid', 'server_error'], ({ raw }) => void raw.end('<p>')],
  ]
  it.each(failures)('has a status of its own when the provider %s, streamed or not', async (_, expected, script) => {
    model.script(script)
    for (const stream of [false, true]) {
      const { status, json } = await ask({ stream })
      const { error } = json as { error: { code: string; type: string } }
      expect([status, error.code, error.type]).toEqual(expected)
    }
    await stack.idle()
    expect(await ledger()).toEqual([])
  })

  it('is given up when it takes too long', async () => {
    model.script(() => undefined)
    const slow = stackWith({ AI_ANSWER_TIMEOUT_MS: '100' })
    const answer = await ask({}, clientOf(slow.app, client.token, client.userId))
    expect([answer.status, answer.json]).toEqual([504, expect.objectContaining({ error: expect.any(Object) })])
  })

  it('comes from the next model when the first does not answer', async () => {
    model.script((reply, call) => (call.model === 'm' ? void reply.raw.writeHead(503).end() : whole(reply)))
    const spare = stackWith({ AI_FALLBACK_MODELS: 'spare' })
    expect((await ask({}, clientOf(spare.app, client.token, client.userId))).status).toBe(200)
    await spare.idle()
    expect(await ledger()).toMatchObject([{ model: 'spare', outcome: 'whole' }])
  })
})

describe('a client that leaves', () => {
  /** An answer that goes on until its caller is gone. */
  function endless(): { script: Script; call: Promise<Call> } {
    const called = Promise.withResolvers<Call>()
    const script: Script = (reply, call) => {
      reply.text('on ')
      const talk = setInterval(() => reply.text('and on '), 20)
      void call.closed.then(() => clearInterval(talk))
      called.resolve(call)
    }
    return { script, call: called.promise }
  }

  it('in mid-stream closes the call, which is recorded once', async () => {
    const { script, call } = endless()
    model.script(script)
    const answer = await client.fetch('/v1/chat/completions', {
      method: 'POST',
      body: JSON.stringify({ ...QUESTION, stream: true }),
      headers: { 'Content-Type': 'application/json' },
    })
    const reader = answer.body?.getReader()
    await reader?.read()
    await reader?.cancel()
    await (
      await call
    ).closed
    await stack.idle()
    expect(await ledger()).toMatchObject([{ outcome: 'broken_off', estimated: true }])
  })

  it('before the answer begins closes the call, which costs nothing', async () => {
    const called = Promise.withResolvers<Call>()
    model.script((_, call) => called.resolve(call))
    const leaving = new AbortController()
    const answer = client.fetch('/v1/chat/completions', {
      method: 'POST',
      body: JSON.stringify(QUESTION),
      headers: { 'Content-Type': 'application/json' },
      signal: leaving.signal,
    })
    const call = await called.promise
    leaving.abort()
    await call.closed
    expect((await answer).status).toBe(499)
    await stack.idle()
    expect(await ledger()).toEqual([])
  })
})

describe('the contract', () => {
  it('lists the models, for who is signed in', async () => {
    const { data } = await openai().models.list()
    expect(data.map(({ id }) => id)).toEqual(['m', 'other'])
    expect((await clientOf(stack.app, '', '').call('GET', '/v1/models')).json).toMatchObject({
      error: { code: 'unauthorized', type: 'authentication_error', param: null },
    })
  })

  it('names the field that is wrong', async () => {
    const calls = model.calls.length
    const answers = [
      await ask({ model: 'nobody' }),
      await ask({ messages: [] }),
      await ask({ messages: [{ content: 'x' }] }),
      await ask({ stream: 'yes' }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400])
    const params = answers.map(({ json }) => (json as { error: { param: string } }).error.param)
    expect(params).toEqual(['model', 'messages', 'messages.0.role', 'stream'])
    expect(model.calls.length).toBe(calls)
  })

  it('shows nobody another’s calls', async () => {
    model.script(whole)
    await ask({})
    await stack.idle()
    expect(await ledger()).toHaveLength(1)
    const { config } = stack
    const headers = { apikey: config.SUPABASE_PUBLISHABLE_KEY }
    const read = async (token: string) => {
      const url = `${config.SUPABASE_URL}/rest/v1/usage_ledger?select=owner_id`
      return (await fetch(url, { headers: { ...headers, Authorization: `Bearer ${token}` } })).json()
    }
    expect(await read(client.token)).toEqual([{ owner_id: client.userId }])
    expect(await read((await signUp(stack.app)).token)).toEqual([])
  })
})
