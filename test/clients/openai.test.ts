// The client of OpenAI, over a socket. What else it does stands in test/gateway/clients.test.ts.
import { OpenAI } from 'openai'
import { zodResponseFormat, zodTextFormat } from 'openai/helpers/zod'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { refuse } from '../gateway/faults.ts'
import { embedInputs, inTurn, say, talkOn } from './scripts.ts'
import { MODEL, startStage, type Stage } from './stage.ts'

let stage: Stage
let openai: OpenAI
beforeAll(async () => {
  stage = await startStage()
  openai = new OpenAI({ baseURL: stage.baseURL, apiKey: stage.apiKey })
  return stage.close
})

const messages = [{ role: 'user' as const, content: 'Hi' }]
const ASK = { model: MODEL, messages }
const parameters = { type: 'object', properties: { a: { type: 'number' }, b: { type: 'number' } } }
const call = { id: 'c1', name: 'add', input: { a: 1, b: 2 } }
const schema = z.object({ answer: z.number() })

describe('chat completions of the client of OpenAI', () => {
  it('are created, streamed and parsed', async () => {
    stage.model.script(say('Hello'))
    expect((await openai.chat.completions.create(ASK)).choices[0]?.message.content).toBe('Hello')
    const stream = await openai.chat.completions.create({
      ...ASK,
      stream: true,
      stream_options: { include_usage: true },
    })
    const chunks = await Array.fromAsync(stream)
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe('Hello')
    expect(chunks.at(-1)?.usage).toMatchObject({ prompt_tokens: 10, completion_tokens: 20 })
    stage.model.script(say('{"answer":42}'))
    const parsed = await openai.chat.completions.parse({ ...ASK, response_format: zodResponseFormat(schema, 'answer') })
    expect(parsed.choices[0]?.message.parsed).toEqual({ answer: 42 })
  })

  it.each([false, true])('run tools until there is an answer, streamed: %s', async (stream) => {
    stage.model.script(inTurn(say('Let me see.', call), say('It is 3.')))
    const add = ({ a, b }: { a: number; b: number }) => String(a + b)
    const parse = (text: string) => JSON.parse(text) as { a: number; b: number }
    const tools = [
      { type: 'function' as const, function: { name: 'add', description: '', parameters, parse, function: add } },
    ]
    const runner = stream
      ? openai.chat.completions.runTools({ ...ASK, stream, tools })
      : openai.chat.completions.runTools({ ...ASK, tools })
    expect(await runner.finalContent()).toBe('It is 3.')
    expect(stage.last().messages.at(-1)).toMatchObject({ role: 'tool', tool_call_id: 'c1', content: '3' })
  })

  it('are aborted, and the call upstream is closed', async () => {
    stage.model.script(talkOn)
    const stream = await openai.chat.completions.create({ ...ASK, stream: true })
    for await (const _ of stream) stream.controller.abort()
    await stage.last().closed
  })

  it('are not asked for again when they were asked for often enough', async () => {
    stage.model.script(refuse(503))
    const before = stage.model.calls.length
    await expect(openai.chat.completions.create(ASK)).rejects.toMatchObject({ status: 502 })
    expect(stage.model.calls.length).toBe(before + 1)
  })
})

describe('responses of the client of OpenAI', () => {
  it('are created, streamed and parsed', async () => {
    stage.model.script(say('Hello'))
    expect((await openai.responses.create({ model: MODEL, input: 'Hi' })).output_text).toBe('Hello')
    const streamed = await openai.responses.stream({ model: MODEL, input: 'Hi' }).finalResponse()
    expect([streamed.output_text, streamed.usage?.output_tokens]).toEqual(['Hello', 20])
    stage.model.script(say('{"answer":42}'))
    const text = { format: zodTextFormat(schema, 'answer') }
    expect((await openai.responses.parse({ model: MODEL, input: 'x', text })).output_parsed).toEqual({ answer: 42 })
  })

  it('go on from the output of an earlier one', async () => {
    stage.model.script(inTurn(say('Let me see.', call), say('It is 3.')))
    const tools = [{ type: 'function' as const, name: 'add', parameters, strict: null }]
    const question = { role: 'user' as const, content: 'How much is 1 + 2?' }
    const { output } = await openai.responses.create({ model: MODEL, input: [question], tools })
    // Their types differ in what nobody uses here.
    const said = output as OpenAI.Responses.ResponseInputItem[]
    const result = { type: 'function_call_output' as const, call_id: 'c1', output: '3' }
    const answer = await openai.responses.create({ model: MODEL, input: [question, ...said, result], tools })
    expect(answer.output_text).toBe('It is 3.')
    expect(stage.last().messages).toMatchObject([
      question,
      { role: 'assistant', content: 'Let me see.', tool_calls: [{ id: 'c1', function: { name: 'add' } }] },
      { role: 'tool', tool_call_id: 'c1', content: '3' },
    ])
  })
})

it('models are listed and retrieved by the client of OpenAI, and texts embedded', async () => {
  expect((await Array.fromAsync(openai.models.list()))[0]).toMatchObject({ id: MODEL, object: 'model' })
  expect(await openai.models.retrieve(MODEL)).toMatchObject({ id: MODEL })
  stage.model.script(embedInputs)
  // It asks for base64 by itself, and decodes it.
  const { data } = await openai.embeddings.create({ model: MODEL, input: ['four'] })
  expect(data[0]?.embedding).toEqual([4, 0.5])
})
