import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, inject, it } from 'vitest'

type Head = { statusCode: number; headers: Record<string, string> }
type Handler = (event: object, stream: PassThrough) => Promise<void>

let handler: Handler
const heads = new Map<PassThrough, Head>()

beforeAll(async () => {
  Object.assign(process.env, inject('environment'))
  const from = (stream: PassThrough, head: Head) => {
    heads.set(stream, head)
    return stream
  }
  const streamifyResponse = (handle: Handler) => handle
  Object.assign(globalThis, { awslambda: { streamifyResponse, HttpResponseStream: { from } } })
  const entry = pathToFileURL(resolve('dist', 'lambda.js')).href
  handler = ((await import(entry)) as { handler: Handler }).handler
})

/** Calls the function with an event of a function URL. */
async function call(method: string, rawPath: string, more: object = {}) {
  const stream = new PassThrough()
  const body = text(stream)
  await handler(
    {
      version: '2.0',
      rawPath,
      rawQueryString: '',
      headers: { host: 'api.test' },
      isBase64Encoded: false,
      requestContext: { domainName: 'api.test', http: { method, sourceIp: '203.0.113.9' } },
      ...more,
    },
    stream,
  )
  return { ...heads.get(stream), body: await body }
}

describe('the Lambda function', () => {
  it('answers a GET that comes with a body as one without', async () => {
    const answer = await call('GET', '/health', { body: 'eA==', isBase64Encoded: true })
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toBe((await call('GET', '/health')).body)
  })

  it.each(['TRACE', 'CONNECT'])('has an answer to %s, which no Request can be made with', async (method) => {
    expect((await call(method, '/health')).statusCode).toBe(405)
  })

  it('takes header values of any characters', async () => {
    const headers = { host: 'api.test', 'x-request-id': 'Привет 😀 \ud800' }
    expect((await call('GET', '/health', { headers })).statusCode).toBe(200)
  })

  it('sends the head of an answer without a body', async () => {
    expect(await call('OPTIONS', '/health')).toMatchObject({ statusCode: 204, body: '' })
  })
})
