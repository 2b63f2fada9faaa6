// The AI SDK of Vercel, with the provider that it takes by default, which calls /v1/responses, and with the one for
// compatible servers, which calls /v1/chat/completions.
import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { APICallError, embed, embedMany, generateObject, generateText, isStepCount, streamText, tool } from 'ai'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { refuse } from '../gateway/faults.ts'
import { embedInputs, inTurn, say, talkOn } from './scripts.ts'
import { MODEL, startStage, THINKING_MODEL, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
  return stage.close
})

const add = tool({
  description: 'Adds numbers.',
  inputSchema: z.object({ a: z.number(), b: z.number() }),
  execute: ({ a, b }) => a + b,
})

const PROVIDERS = {
  'its default provider': () => createOpenAI({ baseURL: stage.baseURL, apiKey: stage.apiKey }),
  'the provider for compatible servers': () =>
    createOpenAICompatible({ name: 'samokoder', ...stage, includeUsage: true, supportsStructuredOutputs: true }),
}

describe.each(Object.entries(PROVIDERS))('the AI SDK with %s', (_, connect) => {
  it('generates a text', async () => {
    stage.model.script(say('Hello'))
    const { text, finishReason, usage } = await generateText({ model: connect()(MODEL), prompt: 'Hi' })
    expect([text, finishReason, usage.inputTokens, usage.outputTokens]).toEqual(['Hello', 'stop', 10, 20])
    expect(stage.last().model).toBe('vendor/model-1')
    expect(stage.last().messages).toEqual([{ role: 'user', content: 'Hi' }])
  })

  it('streams a text', async () => {
    stage.model.script(say('Hello'))
    const { textStream, usage } = streamText({ model: connect()(MODEL), prompt: 'Hi' })
    const pieces = await Array.fromAsync(textStream)
    expect(pieces).toEqual(['He', 'llo'])
    expect(await usage).toMatchObject({ inputTokens: 10, outputTokens: 20 })
  })

  it.each([MODEL, THINKING_MODEL])('calls tools in steps, with words before them: %s', async (name) => {
    stage.model.script(inTurn(say('Let me see.', { id: 'c1', name: 'add', input: { a: 1, b: 2 } }), say('It is 3.')))
    const options = { model: connect()(name), prompt: 'How much is 1 + 2?', tools: { add }, stopWhen: isStepCount(3) }
    const { text, steps } = await generateText(options)
    expect([text, steps.length]).toEqual(['It is 3.', 2])
    expect(stage.last().messages.slice(-2)).toMatchObject([
      { role: 'assistant', content: 'Let me see.', tool_calls: [{ id: 'c1', function: { name: 'add' } }] },
      { role: 'tool', tool_call_id: 'c1', content: '3' },
    ])
  })

  it('streams calls of tools in steps', async () => {
    stage.model.script(inTurn(say('Let me see.', { id: 'c1', name: 'add', input: { a: 1, b: 2 } }), say('It is 3.')))
    const options = { model: connect()(MODEL), prompt: 'How much is 1 + 2?', tools: { add }, stopWhen: isStepCount(3) }
    const result = streamText(options)
    expect((await Array.fromAsync(result.textStream)).join('')).toBe('Let me see.It is 3.')
    expect((await result.steps)[0]?.toolResults).toMatchObject([{ toolName: 'add', output: 3 }])
  })

  it('generates an object by a schema', async () => {
    stage.model.script(say('{"answer":42}'))
    const schema = z.object({ answer: z.number() })
    const { object } = await generateObject({ model: connect()(MODEL), schema, prompt: 'The answer?' })
    expect(object).toEqual({ answer: 42 })
    expect(stage.last().body['response_format']).toMatchObject({
      type: 'json_schema',
      json_schema: { schema: { properties: { answer: { type: 'number' } } } },
    })
  })

  it('shows an image', async () => {
    stage.model.script(say('A dot'))
    const image = Buffer.from('iVBORw0KGgo=', 'base64')
    const content = [
      { type: 'text' as const, text: 'What is it?' },
      { type: 'image' as const, image, mediaType: 'image/png' },
    ]
    await generateText({ model: connect()(MODEL), messages: [{ role: 'user', content }] })
    expect(stage.last().messages[0]?.content).toMatchObject([
      { type: 'text', text: 'What is it?' },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
    ])
  })

  it('embeds a text, and many', async () => {
    stage.model.script(embedInputs)
    const model = connect().embeddingModel(MODEL)
    const one = await embed({ model, value: 'four' })
    expect([one.embedding, one.usage.tokens]).toEqual([[4, 0.5], 7])
    const { embeddings } = await embedMany({ model, values: ['a', 'bb'] })
    expect(embeddings).toEqual([
      [1, 0.5],
      [2, 0.5],
    ])
  })

  it('aborts, and the call upstream is closed', async () => {
    stage.model.script(talkOn)
    const controller = new AbortController()
    const options = { model: connect()(MODEL), prompt: 'Hi', abortSignal: controller.signal }
    for await (const _ of streamText({ ...options, onError: () => undefined }).textStream) controller.abort()
    await stage.last().closed
  })

  it('is told what a provider refuses, and does not ask again what was asked often enough', async () => {
    stage.model.script(refuse(400, { code: 'context_length_exceeded', param: 'messages' }))
    const before = stage.model.calls.length
    const error: unknown = await generateText({ model: connect()(MODEL), prompt: 'Hi' }).catch(
      (error: unknown) => error,
    )
    expect(APICallError.isInstance(error) && [error.statusCode, error.isRetryable]).toEqual([400, false])
    expect(stage.model.calls.length).toBe(before + 1)
  })
})
