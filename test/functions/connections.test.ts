import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { clientOf, createProject, runPrompt, signUp, type Client } from '../support/client.ts'
import { makeStack, type Stack } from '../support/stack.ts'

/** What Workers wait for at a time: https://developers.cloudflare.com/workers/platform/limits/#simultaneous-open-connections */
const LIMIT = 6

const { fetch } = globalThis
let waiting = 0
let most = 0
beforeAll(() => {
  // Counts as Workers do: a connection waits until the head of its answer is there.
  globalThis.fetch = async (...call) => {
    waiting += 1
    most = Math.max(most, waiting)
    return fetch(...call).finally(() => (waiting -= 1))
  }
})
afterAll(() => {
  globalThis.fetch = fetch
})

describe('one request at a time waits for no more connections than Workers allow', () => {
  let stack: Stack
  let client: Client
  beforeEach(async () => {
    stack = makeStack({ EVENTS_POLL_MS: '10' })
    client = await signUp(stack.app)
    await stack.idle()
    most = 0
  })

  it.each(['/health/ready', '/metrics', '/factors', '/v1/models', '/api/auth/user', '/api/projects'])(
    '%s',
    async (path) => {
      await client.call('GET', path)
      await stack.idle()
      expect(most).toBeGreaterThan(0)
      expect(most).toBeLessThanOrEqual(LIMIT)
    },
  )

  it('a run with its events, its export, a change and a comparison', async () => {
    const project = await createProject(client)
    const events = await runPrompt(client, project, { prompt: 'A kanban board' })
    expect(events.at(-1)?.event).toBe('run.succeeded')
    await client.call('GET', `/api/projects/${project}/export`)
    await client.call('PUT', `/api/projects/${project}/files/index.html`, 'changed')
    await client.call('GET', `/api/projects/${project}/versions/1/diff/2`)
    await client.call('POST', `/api/projects/${project}/versions/1/restore`)
    await stack.idle()
    expect(most).toBeGreaterThan(1)
    expect(most).toBeLessThanOrEqual(LIMIT)
  })

  it('a direct call to a model', async () => {
    const model = stack.config.AI_MODELS[0]
    const body = { model, messages: [{ role: 'user', content: 'A timer' }], stream: true }
    const { text } = await clientOf(stack.app, client.token, '').call('POST', '/v1/chat/completions', body)
    expect(text).toContain('[DONE]')
    await stack.idle()
    expect(most).toBeLessThanOrEqual(LIMIT)
  })
})
