/** The HTTP surface of the offline model: the part of the OpenAI API that a chat client uses. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { answer } from './answer.ts'
import type { Catalogue } from './catalogue.ts'
import { assertKnownModel, modelId, parseChatRequest } from './chat-request.ts'
import { makeCompletion, toCompletionBody, toEvents } from './completion.ts'
import { OpenAiError } from './openai-error.ts'
import { type Pace, streamEvents } from './stream-events.ts'

/** An edit carries the project's files, so the limit is generous. In bytes. */
const maxBodyBytes = 8 * 1024 * 1024

export type ApiOptions = { catalogue: Catalogue; pace: Pace; apiKey: string | undefined }

export function createOfflineModelApi({ catalogue, pace, apiKey }: ApiOptions): Hono {
  const app = new Hono()
  app.onError((error, c) => {
    const known = error instanceof OpenAiError ? error : new OpenAiError(500, 'The server failed to answer.')
    return c.json(known.toBody(), known.status)
  })
  app.notFound((c) => {
    throw new OpenAiError(404, `Unknown request URL: ${c.req.method} ${c.req.path}.`, { code: 'unknown_url' })
  })
  app.use('/v1/*', async (c, next) => {
    if (apiKey !== undefined) assertKey(apiKey, c.req.header('Authorization'))
    await next()
  })

  const model = { id: modelId, object: 'model', created: 0, owned_by: modelId }
  app.get('/v1/models', (c) => c.json({ object: 'list', data: [model] }))
  app.get('/v1/models/:id', (c) => {
    assertKnownModel(c.req.param('id'))
    return c.json(model)
  })

  app.post('/v1/chat/completions', bodyLimit({ maxSize: maxBodyBytes, onError: refuseOversize }), async (c) => {
    const request = parseChatRequest(await c.req.text())
    const completion = makeCompletion(request, answer(catalogue, request.messages))
    if (request.stream !== true) return c.json(toCompletionBody(completion))
    const events = toEvents(completion, pace.tokensPerChunk, request.stream_options?.include_usage === true)
    return streamEvents(events, pace)
  })
  app.all('/v1/chat/completions', (c) => {
    c.header('Allow', 'POST')
    throw new OpenAiError(405, `Method ${c.req.method} is not allowed here; use POST.`, { code: 'method_not_allowed' })
  })
  return app
}

function refuseOversize(): never {
  const message = `The request is larger than ${maxBodyBytes} bytes.`
  throw new OpenAiError(413, message, { code: 'request_too_large' })
}

/** Throws a 401 OpenAiError unless the header carries the key; compares in constant time. */
function assertKey(apiKey: string, header: string | undefined): void {
  const given = /^Bearer\s+(.+)$/i.exec(header ?? '')?.[1] ?? ''
  if (timingSafeEqual(hash(given), hash(apiKey))) return
  throw new OpenAiError(401, 'Incorrect API key provided.', { code: 'invalid_api_key' })
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
