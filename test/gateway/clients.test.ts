// Clients that people have, with only the base URL and the key changed.
import { OpenAI } from 'openai'
import { zodResponseFormat } from 'openai/helpers/zod'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { connectAsService, rowsOf } from '../../src/services/supabase.ts'
import { signUp, type Client } from '../support/client.ts'
import { startScriptedModel, type Call, type Script, type ScriptedModel } from '../support/scripted-model.ts'
import { makeStack, type Stack } from '../support/stack.ts'
import { choice, DONE, frames, json, role, stop, usage, whole } from './faults.ts'

const MODEL = 'acme/vendor/model-1'
const ASK = { model: MODEL, messages: [{ role: 'user' as const, content: 'Hi' }] }

let model: ScriptedModel
let stack: Stack
let client: Client
let openai: OpenAI

beforeAll(async () => {
  model = await startScriptedModel()
  stack = makeStack(
    { AI_PROVIDERS: `acme=${model.url}`, AI_MODELS: `${MODEL},m`, AI_MAX_RETRIES: '0' },
    () => undefined,
  )
  client = await signUp(stack.app)
  const fetch = async (url: string | URL | Request, init?: RequestInit) => stack.app.fetch(new Request(url, init))
  openai = new OpenAI({ baseURL: 'http://test.local/v1', apiKey: client.token, maxRetries: 0, fetch })
})
afterAll(() => model.close())

const say = (content: string, more: object = {}, reason = 'stop') =>
  json(whole([{ index: 0, message: { role: 'assistant', content, ...more }, finish_reason: reason }]))
const last = () => model.calls.at(-1) as Call

/** A call of a tool in pieces, of which the first says whose it is. */
const toolCall = (index: number, name: string, pieces: string[]) =>
  pieces.map((piece, at) => {
    const call = { index, id: `call-${index}`, type: 'function', function: { name, arguments: piece } }
    return choice({ tool_calls: [at === 0 ? call : { index, function: { arguments: piece } }] })
  })

describe('the client of OpenAI', () => {
  it('lists and retrieves models, of which one has slashes of its own', async () => {
    expect((await openai.models.list()).data.map(({ id }) => id)).toEqual([MODEL, 'm'])
    expect(await openai.models.retrieve(MODEL)).toMatchObject({ id: MODEL, object: 'model' })
    for (const path of [MODEL, encodeURIComponent(MODEL)]) {
      expect((await client.call('GET', `/v1/models/${path}`)).json).toMatchObject({ id: MODEL })
    }
    expect((await client.call('GET', '/v1/models/acme/nobody')).status).toBe(404)
  })

  it('creates a chat completion, and the provider is asked for its own name of the model', async () => {
    model.script(say('Hello'))
    const { data, response } = await openai.chat.completions.create(ASK).withResponse()
    expect(data.choices[0]?.message.content).toBe('Hello')
    expect(last().model).toBe('vendor/model-1')
    const header = (name: string) => response.headers.get(`X-Samokoder-${name}`)
    expect(['Model', 'Provider', 'Attempts'].map(header)).toEqual([MODEL, 'acme', '1'])
    expect(response.headers.get('X-Request-Id')).not.toBeNull()
  })

  it('parses what a schema describes, and calls tools', async () => {
    model.script(say('{"answer":42}'))
    const format = zodResponseFormat(z.object({ answer: z.number() }), 'answer')
    const parsed = await openai.chat.completions.parse({ ...ASK, response_format: format })
    expect(parsed.choices[0]?.message.parsed).toEqual({ answer: 42 })
    expect(last().body['response_format']).toMatchObject({ type: 'json_schema' })
    model.script(frames([role, ...toolCall(0, 'add', ['{"a":', '1}']), choice({}, 'tool_calls'), usage, DONE]))
    const tools = [{ type: 'function' as const, function: { name: 'add', parameters: {} } }]
    const stream = openai.chat.completions.stream({ ...ASK, tools })
    const { choices } = await stream.finalChatCompletion()
    expect(choices[0]?.message.tool_calls?.[0]).toMatchObject({ function: { name: 'add', arguments: '{"a":1}' } })
  })

  it('aborts, and the call upstream is closed', async () => {
    model.script((reply) => reply.text('on and on'))
    const stream = await openai.chat.completions.create({ ...ASK, stream: true })
    for await (const _ of stream) stream.controller.abort()
    await last().closed
    await stack.idle()
  })

  it('embeds, which is charged as told', async () => {
    const data = [{ object: 'embedding', index: 0, embedding: [0.5, -0.5] }]
    model.script(json({ object: 'list', data, model: 'm', usage: { prompt_tokens: 7, total_tokens: 7 } }))
    const input = { model: MODEL, input: ['a text'], encoding_format: 'float' as const }
    expect((await openai.embeddings.create(input)).data[0]?.embedding).toEqual([0.5, -0.5])
    expect(last().body).toEqual({ model: 'vendor/model-1', input: ['a text'], encoding_format: 'float' })
    await stack.idle()
    const rows = await connectAsService(stack.config).from('usage_ledger').select().eq('owner_id', client.userId)
    expect(rowsOf(rows)).toContainEqual(
      expect.objectContaining({ prompt_tokens: 7, completion_tokens: 0, estimated: false }),
    )
  })
})

describe('responses of the client of OpenAI', () => {
  it('are made of chat completions: instructions, images, tools and earlier calls of tools', async () => {
    const calls = [{ id: 'c1', type: 'function', function: { name: 'add', arguments: '{"a":1}' } }]
    model.script(say('Look', { tool_calls: calls }, 'tool_calls'))
    const answer = await openai.responses.create({
      model: MODEL,
      instructions: 'Be brief.',
      max_output_tokens: 100,
      tools: [{ type: 'function', name: 'add', parameters: { type: 'object' }, strict: true }],
      text: { format: { type: 'json_schema', name: 'x', schema: { type: 'object' } } },
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'What is this?' },
            { type: 'input_image', image_url: 'data:image/png;base64,AA==', detail: 'auto' },
          ],
        },
        { type: 'function_call', call_id: 'c0', name: 'add', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c0', output: '3' },
      ],
    })
    expect(answer.output_text).toBe('Look')
    expect(answer.output.map(({ type }) => type)).toEqual(['message', 'function_call'])
    expect(answer.output[1]).toMatchObject({ call_id: 'c1', name: 'add', arguments: '{"a":1}' })
    expect(answer).toMatchObject({ status: 'completed', usage: { input_tokens: 10, output_tokens: 20 } })
    expect(last().body).toMatchObject({
      max_tokens: 100,
      tools: [{ type: 'function', function: { name: 'add', strict: true } }],
      response_format: { type: 'json_schema', json_schema: { name: 'x' } },
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: [{ type: 'text' }, { type: 'image_url', image_url: { detail: 'auto' } }] },
        { role: 'assistant', tool_calls: [{ id: 'c0' }] },
        { role: 'tool', tool_call_id: 'c0', content: '3' },
      ],
    })
  })

  it('are streamed as events that the client makes a response of', async () => {
    const thought = choice({ reasoning_content: 'Hm.' })
    const words = [choice({ content: 'Hel' }), choice({ content: 'lo' })]
    const both = [...toolCall(0, 'add', ['{"a":', '1}']), ...toolCall(1, 'sub', ['{}'])]
    model.script(frames([thought, ...words, ...both, choice({}, 'tool_calls'), usage, DONE]))
    const stream = openai.responses.stream({ model: MODEL, input: 'Hi' })
    const types: string[] = []
    stream.on('event', ({ type }) => types.push(type))
    const answer = await stream.finalResponse()
    expect(answer.output_text).toBe('Hello')
    expect(answer.output.map(({ type }) => type)).toEqual(['reasoning', 'message', 'function_call', 'function_call'])
    expect(answer.output.slice(2)).toMatchObject([{ arguments: '{"a":1}' }, { arguments: '{}' }])
    expect(types.filter((type) => type === 'response.output_text.delta')).toHaveLength(2)
    expect([types[0], types.at(-1)]).toEqual(['response.created', 'response.completed'])
  })

  it.each<[string, object[], string[]]>([
    [
      'without an index, by their ids',
      [
        { id: 'a', function: { name: 'add', arguments: '{"a":' } },
        { id: 'b', function: { name: 'sub', arguments: '{"b":' } },
        { id: 'a', function: { arguments: '1}' } },
        { id: 'b', function: { arguments: '2}' } },
      ],
      ['add {"a":1}', 'sub {"b":2}'],
    ],
    [
      'without an index, with an id in the first piece only',
      [
        { id: 'a', function: { name: 'add', arguments: '{"a":' } },
        { function: { arguments: '1}' } },
        { id: 'b', function: { name: 'sub', arguments: '{"b":' } },
        { id: '', function: { arguments: '2}' } },
      ],
      ['add {"a":1}', 'sub {"b":2}'],
    ],
    [
      'with nothing but their names',
      [{ function: { name: 'add', arguments: '{"a":1}' } }, { function: { name: 'sub', arguments: '{"b":2}' } }],
      ['add {"a":1}', 'sub {"b":2}'],
    ],
    [
      'all with the index 0, by their ids',
      [
        { index: 0, id: 'a', function: { name: 'add', arguments: '{"a":1}' } },
        { index: 0, id: 'b', function: { name: 'sub', arguments: '{"b":2}' } },
      ],
      ['add {"a":1}', 'sub {"b":2}'],
    ],
    [
      'by their index, with all that is known of a call in each piece',
      [
        { index: 0, id: 'a', function: { name: 'add', arguments: '{"a":' } },
        { index: 1, id: 'b', function: { name: 'sub', arguments: '{"b":' } },
        { index: 0, id: 'a', function: { name: 'add', arguments: '1}' } },
        { index: 1, id: 'b', function: { name: 'sub', arguments: '2}' } },
      ],
      ['add {"a":1}', 'sub {"b":2}'],
    ],
  ])('have the calls of tools that come %s', async (_, pieces, calls) => {
    model.script(frames([...pieces.map((call) => choice({ tool_calls: [call] })), choice({}, 'tool_calls'), DONE]))
    const { output } = await openai.responses.stream({ model: MODEL, input: 'Hi' }).finalResponse()
    expect(output.map((item) => (item.type === 'function_call' ? `${item.name} ${item.arguments}` : ''))).toEqual(calls)
  })

  it.each<[string, Script, string, object]>([
    ['is cut', frames([choice({ content: 'Hel' })]), 'response.failed', { error: { code: 'provider_cut' } }],
    [
      'is too long',
      frames([choice({ content: 'x' }, 'length'), DONE]),
      'response.incomplete',
      { incomplete_details: { reason: 'max_output_tokens' } },
    ],
    ['is whole', frames([choice({ content: 'x' }), stop, DONE]), 'response.completed', { error: null }],
    [
      'has calls of tools that are no list',
      frames([choice({ content: 'x', tool_calls: {} }), stop, DONE]),
      'response.completed',
      { error: null },
    ],
  ])('end as the answer does: it %s', async (_, script, type, response) => {
    model.script(script)
    const events = []
    for await (const event of await openai.responses.create({ model: MODEL, input: 'Hi', stream: true }))
      events.push(event)
    expect(events.at(-1)).toMatchObject({ type, response })
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, index) => index))
  })

  it('may be named by the ids of what they said, by their own account and unless they were not to be stored', async () => {
    const calls = [{ id: 'c1', type: 'function', function: { name: 'add', arguments: '{"a":1}' } }]
    model.script(say('Let me see.', { reasoning_content: 'Hm.', tool_calls: calls }, 'tool_calls'))
    const ask = async (store?: boolean) => {
      const { output } = await openai.responses.create({
        model: MODEL,
        input: 'Hi',
        ...(store === undefined ? {} : { store }),
      })
      return output.map(({ id }) => ({ type: 'item_reference', id }))
    }
    const references = await ask()
    const result = { type: 'function_call_output', call_id: 'c1', output: [{ type: 'input_text', text: '3' }] }
    const body = { model: MODEL, input: [...references, result] }
    expect((await client.call('POST', '/v1/responses', body)).status).toBe(200)
    expect(last().messages).toEqual([
      { role: 'assistant', content: 'Let me see.', tool_calls: calls },
      { role: 'tool', tool_call_id: 'c1', content: '3' },
    ])
    const paramOf = async (who: Client, input: unknown[]) => {
      const { status, json } = await who.call('POST', '/v1/responses', { model: MODEL, input: [result, ...input] })
      return [status, (json as { error?: { param: string } }).error?.param]
    }
    expect(await paramOf(await signUp(stack.app), references.slice(1))).toEqual([400, 'input.1'])
    expect(await paramOf(client, (await ask(false)).slice(1))).toEqual([400, 'input.1'])
    expect(await paramOf(client, [{ type: 'item_reference', id: 'msg_of_somebody_else' }])).toEqual([400, 'input.1'])
  })

  it('name the field that has no counterpart', async () => {
    const refused = [
      { previous_response_id: 'resp_1', input: 'x' },
      { tools: [{ type: 'web_search' }], input: 'x' },
      { input: [{ type: 'computer_call', id: 'x' }] },
      { input: [{ role: 'user', content: [{ type: 'input_file', file_url: 'https://example.com/a.pdf' }] }] },
      {
        input: [{ type: 'function_call_output', call_id: 'c', output: [{ type: 'input_image', image_url: 'data:' }] }],
      },
    ]
    const answers = await Promise.all(
      refused.map((body) => client.call('POST', '/v1/responses', { model: MODEL, ...body })),
    )
    const params = answers.map(({ json }) => (json as { error: { param: string } }).error.param)
    expect(params).toEqual([
      'previous_response_id',
      'tools.0.type',
      'input.0.type',
      'input.0.content',
      'input.0.output',
    ])
  })
})
