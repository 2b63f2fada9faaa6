// On Node, a request and an answer are light as long as nobody asks for their streams, or makes an answer of an answer.
import { afterEach, expect, inject, it, vi } from 'vitest'
// oxlint-disable-next-line no-restricted-imports -- what holds answers to their contract asks for their streams
import { createApp, parseConfig } from '../../src/app.ts'
import { signUp } from '../support/client.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

/** Counts what is made and asked for from now on. */
function watchStreams() {
  const seen = { answers: 0, bodies: 0 }
  const watch = <T extends object>(one: T): T => {
    const get = () => {
      seen.bodies += 1
      return null
    }
    return Object.defineProperty(one, 'body', { get })
  }
  class WatchedResponse extends Response {
    constructor(...args: ConstructorParameters<typeof Response>) {
      super(...args)
      seen.answers += 1
      watch(this)
    }
  }
  vi.stubGlobal('Response', WatchedResponse)
  return { seen, watch }
}

const CASES = [
  { what: 'an answer with the headers of a limit', method: 'GET', path: '/v1/models', status: 200 },
  { what: 'an answer to a body', method: 'POST', path: '/api/projects', body: '{"name":"x"}', status: 201 },
  { what: 'a refusal', method: 'POST', path: '/api/projects', body: '{}', status: 400 },
]

it.each(CASES)('$what is made once, and no stream is asked for', async ({ method, path, body, status }) => {
  const config = parseConfig({ ...inject('environment'), LOG_LEVEL: 'error', CORS_ORIGINS: 'https://a.example' })
  const app = createApp(config)
  const { token } = await signUp(app)
  const { seen, watch } = watchStreams()
  const headers = {
    Authorization: `Bearer ${token}`,
    Origin: 'https://a.example',
    ...(body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': String(body.length) }),
  }
  const init = { method, headers, ...(body === undefined ? {} : { body }) }
  const request = watch(new Request(`http://test.local${path}`, init))
  const answer = await app.fetch(request, { clientAddress: '127.0.0.1', defer: () => undefined })
  expect([answer.status, seen]).toEqual([status, { answers: 1, bodies: 0 }])
  expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('https://a.example')
  expect(answer.headers.get('X-Request-Id')).toMatch(/^[\w-]+$/)
})
