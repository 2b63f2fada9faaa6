// A run that awaits input has nothing to tell. Who watches it learns that at once, and asks for it once.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { connectRedis } from '../../src/services/redis.ts'
import { redisKeys } from '../../src/services/redis-keys.ts'
import { clientOf, createProject, parseEvents, signUp, type Client } from '../support/client.ts'
import { countData, tallySince, type CountingProxy } from '../support/counting-proxy.ts'
import { startScriptedModel, type ScriptedModel } from '../support/scripted-model.ts'
import { makeStack, type Stack } from '../support/stack.ts'

const WATCHERS = 20
const QUESTION = 'Shall it be light or dark?'

let model: ScriptedModel
let data: CountingProxy
let driver: Stack
let elsewhere: Stack
let owner: Client
let watcher: Client

beforeAll(async () => {
  model = await startScriptedModel()
  data = await countData(inject('environment')['SUPABASE_URL'] ?? '')
  const settings = { AI_BASE_URL: model.url, AI_API_KEY: 'k', AI_MODELS: 'm', EVENTS_POLL_MS: '100' }
  driver = makeStack(settings)
  elsewhere = makeStack({ ...settings, SUPABASE_URL: data.url })
  owner = await signUp(driver.app)
  watcher = clientOf(elsewhere.app, owner.token, owner.userId)
})
afterAll(async () => {
  await Promise.all([driver.idle(), elsewhere.idle()])
  await Promise.all([model.close(), data.close()])
})

/** A run whose model is about to ask something. */
async function startRun(): Promise<{ id: string; ask: () => void }> {
  const asked = Promise.withResolvers<() => void>()
  model.script((reply) => {
    asked.resolve(() => {
      reply.text(QUESTION)
      reply.end()
    })
  })
  const projectId = await createProject(owner)
  const { json } = await owner.call('POST', `/api/projects/${projectId}/runs`, { prompt: 'x' })
  return { id: (json as { id: string }).id, ask: await asked.promise }
}

const reads = (since = data.tally()) => tallySince(since, data.tally()).asked.get('GET /rest/v1/runs') ?? 0
const lastOf = (text: string) => parseEvents(text).at(-1)?.event

describe('a run that comes to rest while it is watched', () => {
  it('ends all streams of a process with one question to the database', async () => {
    const { id, ask } = await startRun()
    const streams = await Promise.all(Array.from({ length: WATCHERS }, () => watcher.fetch(`/api/runs/${id}/events`)))
    const texts = Promise.all(streams.map((stream) => stream.text()))
    const before = data.tally()
    ask()
    for (const text of await texts) expect(lastOf(text)).toBe('run.awaiting_input')
    // Besides, each looks for what it lacks while Redis says nothing: once in seconds, for all of them.
    expect(reads(before)).toBeLessThan(WATCHERS / 2)
  })

  it('is told of an answer that came before the stream did', async () => {
    const { id, ask } = await startRun()
    const first = await watcher.fetch(`/api/runs/${id}/events`)
    ask()
    expect(lastOf(await first.text())).toBe('run.awaiting_input')
    model.script((reply, { task }) => {
      reply.text(
        task === 'plan'
          ? '<plan title="One">\nOne file.\n- one.txt: it\n</plan>\n'
          : '<file path="one.txt">\n1\n</file>\n',
      )
      reply.end()
    })
    expect((await owner.call('POST', `/api/runs/${id}/input`, { text: 'Dark' })).status).toBe(202)
    expect(lastOf(await (await watcher.fetch(`/api/runs/${id}/events`)).text())).toBe('run.succeeded')
  })
})

describe('a run that rests, and whose live events are gone', () => {
  it('is told from the database, which is not asked again and again whether its driver still has something to send', async () => {
    const { id, ask } = await startRun()
    const first = await watcher.fetch(`/api/runs/${id}/events`)
    ask()
    await first.text()
    await driver.idle()
    await connectRedis(driver.config).del(redisKeys.runEvents(id))
    const before = data.tally()
    expect(lastOf(await (await watcher.fetch(`/api/runs/${id}/events`)).text())).toBe('run.awaiting_input')
    // When the stream begins, when the facts are there, when nothing is held back any more, and whether it rests still.
    expect(reads(before)).toBeLessThanOrEqual(5)
  })
})
