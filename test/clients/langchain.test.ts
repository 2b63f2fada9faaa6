// ChatOpenAI and OpenAIEmbeddings of LangChain.
import { HumanMessage, ToolMessage, type AIMessageChunk } from '@langchain/core/messages'
import { tool } from '@langchain/core/tools'
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { embedInputs, inTurn, say, talkOn } from './scripts.ts'
import { MODEL, startStage, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
  return stage.close
})

const add = tool(({ a, b }) => String(a + b), {
  name: 'add',
  description: 'Adds numbers.',
  schema: z.object({ a: z.number(), b: z.number() }),
})

describe.each([
  ['chat completions', false],
  ['responses', true],
])('ChatOpenAI over %s', (_, useResponsesApi) => {
  const connect = () =>
    new ChatOpenAI({
      model: MODEL,
      apiKey: stage.apiKey,
      configuration: { baseURL: stage.baseURL },
      maxRetries: 0,
      useResponsesApi,
    })

  it('is invoked', async () => {
    stage.model.script(say('Hello'))
    const answer = await connect().invoke('Hi')
    expect(answer.text).toBe('Hello')
    expect(answer.usage_metadata).toMatchObject({ input_tokens: 10, output_tokens: 20 })
    expect(stage.last().messages).toEqual([{ role: 'user', content: 'Hi' }])
  })

  it('streams', async () => {
    stage.model.script(say('Hello'))
    let whole: AIMessageChunk | undefined
    for await (const chunk of await connect().stream('Hi')) whole = whole === undefined ? chunk : whole.concat(chunk)
    expect(whole?.text).toBe('Hello')
    expect(whole?.usage_metadata).toMatchObject({ input_tokens: 10, output_tokens: 20 })
  })

  it('calls tools, and is told what came of it', async () => {
    stage.model.script(inTurn(say('Let me see.', { id: 'c1', name: 'add', input: { a: 1, b: 2 } }), say('It is 3.')))
    const model = connect().bindTools([add])
    const question = new HumanMessage('How much is 1 + 2?')
    const asked = await model.invoke([question])
    expect(asked.tool_calls).toMatchObject([{ id: 'c1', name: 'add', args: { a: 1, b: 2 } }])
    const result = new ToolMessage({ content: '3', tool_call_id: 'c1' })
    const answer = await model.invoke([question, asked, result])
    expect(answer.text).toBe('It is 3.')
    expect(stage.last().messages.slice(1)).toMatchObject([
      { role: 'assistant', content: 'Let me see.', tool_calls: [{ id: 'c1', function: { name: 'add' } }] },
      { role: 'tool', tool_call_id: 'c1', content: '3' },
    ])
  })

  it('gives structured output', async () => {
    stage.model.script(say('{"answer":42}'))
    const model = connect().withStructuredOutput(z.object({ answer: z.number() }), { method: 'jsonSchema' })
    expect(await model.invoke('The answer?')).toEqual({ answer: 42 })
    expect(stage.last().body['response_format']).toMatchObject({ type: 'json_schema' })
  })

  it('aborts, and the call upstream is closed', async () => {
    stage.model.script(talkOn)
    const controller = new AbortController()
    const reading = async () => {
      for await (const _ of await connect().stream('Hi', { signal: controller.signal })) controller.abort()
    }
    await reading().catch(() => undefined)
    await stage.last().closed
  })
})

it('OpenAIEmbeddings embeds a text, and many', async () => {
  stage.model.script(embedInputs)
  const configuration = { baseURL: stage.baseURL }
  const embeddings = new OpenAIEmbeddings({ model: MODEL, apiKey: stage.apiKey, configuration, maxRetries: 0 })
  expect(await embeddings.embedQuery('four')).toEqual([4, 0.5])
  expect(await embeddings.embedDocuments(['a', 'bb'])).toEqual([
    [1, 0.5],
    [2, 0.5],
  ])
})
