// Many may watch a run. Those of a process read it together, and each gets all of it.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { clientOf, createProject, parseEvents, signUp, type Client, type StreamEvent } from '../support/client.ts'
import { countRedis, tallySince, type CountingProxy } from '../support/counting-proxy.ts'
import { holdWithinFile } from '../support/held-model.ts'
import { startScriptedModel, type ScriptedModel } from '../support/scripted-model.ts'
import { makeStack, type Stack } from '../support/stack.ts'

const WATCHERS = 20
const POLL_MS = 200

let model: ScriptedModel
let redis: CountingProxy
let driver: Stack
let elsewhere: Stack
let owner: Client
let watcher: Client

beforeAll(async () => {
  model = await startScriptedModel()
  redis = await countRedis(inject('environment')['UPSTASH_REDIS_REST_URL'] ?? '')
  const settings = { AI_BASE_URL: model.url, AI_API_KEY: 'k', AI_MODELS: 'm', EVENTS_POLL_MS: String(POLL_MS) }
  driver = makeStack(settings)
  elsewhere = makeStack({ ...settings, UPSTASH_REDIS_REST_URL: redis.url })
  owner = await signUp(driver.app)
  watcher = clientOf(elsewhere.app, owner.token, owner.userId)
})
afterAll(async () => {
  await Promise.all([driver.idle(), elsewhere.idle()])
  await Promise.all([model.close(), redis.close()])
})

/** A run that has a plan, and whose model waits within its file. */
async function startRun(client: Client = owner): Promise<{ path: string; projectId: string; finish: () => void }> {
  const within = holdWithinFile(model)
  const projectId = await createProject(client)
  const { json } = await client.call('POST', `/api/projects/${projectId}/runs`, { prompt: 'x' })
  return { path: `/api/runs/${(json as { id: string }).id}/events`, projectId, finish: await within }
}

async function readEvents(stream: Response): Promise<StreamEvent[]> {
  return parseEvents(await stream.text()).filter(({ event }) => event !== 'stream.opened')
}

function watchTogether(client: Client, path: string): Promise<Response[]> {
  return Promise.all(Array.from({ length: WATCHERS }, () => client.fetch(path)))
}

describe('watchers of one run in one process', () => {
  it('get the same, and all of it, in the process that drives the run and in another', async () => {
    const { path, finish } = await startRun()
    const streams = await Promise.all([watchTogether(owner, path), watchTogether(watcher, path)])
    const reading = streams.map((together) => Promise.all(together.map(readEvents)))
    finish()
    const [here = [], there = []] = await Promise.all(reading)
    const [first = []] = here
    expect(first.map(({ event }) => event)).toEqual(expect.arrayContaining(['file.delta', 'file.completed']))
    expect(first.at(-1)?.event).toBe('run.succeeded')
    for (const events of here) expect(events).toEqual(first)
    for (const events of there) expect(events).toEqual(there[0])
    // What is no fact goes through Redis, which a busy machine may keep from answering in time.
    const facts = (events: readonly StreamEvent[] = []) => events.filter(({ id }) => id?.endsWith('-0') === true)
    expect(facts(there[0])).toEqual(facts(first))
    expect(first).toEqual(expect.arrayContaining(there[0] ?? []))
  })

  it('read it from its driver where that is in their process, also when the run was begun without a stream', async () => {
    const metered = makeStack({
      AI_BASE_URL: model.url,
      AI_API_KEY: 'k',
      AI_MODELS: 'm',
      UPSTASH_REDIS_REST_URL: redis.url,
    })
    const client = clientOf(metered.app, owner.token, owner.userId)
    const before = redis.tally()
    const { path, finish } = await startRun(client)
    const { body } = await client.fetch(path)
    let seen = ''
    for await (const piece of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      seen += piece
      if (seen.includes('event: file.delta')) finish()
    }
    expect(parseEvents(seen).at(-1)?.event).toBe('run.succeeded')
    expect([...tallySince(before, redis.tally()).asked.keys()]).not.toContain('XRANGE')
    await metered.idle()
  })

  it('read it four times as often as one would, at most, however many they are', async () => {
    const { path, finish } = await startRun()
    const reading = (await watchTogether(watcher, path)).map(readEvents)
    const countLooks =
      (since = redis.tally()) =>
      () =>
        tallySince(since, redis.tally()).asked.get('XRANGE') ?? 0
    // Each that has come in may look once for itself.
    await expect.poll(countLooks(), { timeout: 20_000 }).toBeGreaterThan(WATCHERS)
    const looks = countLooks()
    const began = Date.now()
    await expect.poll(looks, { timeout: 20_000 }).toBeGreaterThan(10)
    expect(looks()).toBeLessThanOrEqual((4 * (Date.now() - began)) / POLL_MS + 4)
    finish()
    for (const events of await Promise.all(reading)) expect(events.at(-1)?.event).toBe('run.succeeded')
  })

  it('go on each from where it left off', async () => {
    const { path, finish } = await startRun()
    const from = async (id: string) => readEvents(await watcher.fetch(path, { headers: { 'Last-Event-ID': id } }))
    const before = redis.tally()
    const reading = Promise.all([from(''), from('3-0'), from('999-0')])
    // Whoever comes to a run that has ended is told nothing new, so that it goes on when all have looked several times.
    const looks = () => tallySince(before, redis.tally()).asked.get('XRANGE') ?? 0
    await expect.poll(looks, { timeout: 60_000 }).toBeGreaterThan(20)
    finish()
    const [all, later, ahead] = await reading
    expect(all.slice(0, 2).map(({ id }) => id)).toEqual(['1-0', '2-0'])
    expect(later).toEqual(all.slice(all.findIndex(({ id }) => id === '3-0') + 1))
    // No run has been so far: it gets what comes after the last fact.
    expect(ahead.at(-1)?.event).toBe('run.succeeded')
  })
})

describe('a process that is about to end', () => {
  it('sends its streams on at once, however long they would wait for news', async () => {
    const { path, finish } = await startRun()
    // Longer than the test may take.
    const patient = makeStack({ AI_BASE_URL: model.url, AI_API_KEY: 'k', AI_MODELS: 'm', EVENTS_POLL_MS: '10000' })
    const draining = new AbortController()
    const request = new Request(`http://test.local${path}`, { headers: { Authorization: `Bearer ${owner.token}` } })
    const stream = await patient.app.fetch(request, { draining: draining.signal })
    const events = readEvents(stream)
    draining.abort()
    expect((await events).at(-1)).toMatchObject({ event: 'stream.closing', data: { reason: 'process_ending' } })
    finish()
  }, 9000)
})

describe('a project that is deleted while its run is watched', () => {
  it('ends the streams, wherever they are', async () => {
    const { path, projectId } = await startRun()
    const streams = [...(await watchTogether(owner, path)), ...(await watchTogether(watcher, path))]
    const ended = Promise.all(streams.map(readEvents))
    expect((await owner.call('DELETE', `/api/projects/${projectId}`)).status).toBe(204)
    // One that was to begin just then has none at all.
    for (const events of await ended)
      expect(events.at(-1)?.event ?? 'none').not.toMatch(/^(?:stream\.failed|run\.succeeded)$/)
  })

  it('ends the stream of the request that began the run, however soon it is deleted', async () => {
    model.script(() => undefined)
    const deleteSoon = async (pauseMs: number) => {
      const projectId = await createProject(owner)
      const stream = await owner.fetch(`/api/projects/${projectId}/runs`, {
        method: 'POST',
        headers: { Accept: 'text/event-stream', 'Content-Type': 'application/json' },
        body: JSON.stringify({ prompt: 'x' }),
      })
      const text = stream.text()
      await new Promise((resolve) => {
        setTimeout(resolve, pauseMs)
      })
      await owner.call('DELETE', `/api/projects/${projectId}`)
      return text
    }
    const texts = await Promise.all(Array.from({ length: 10 }, (_, index) => deleteSoon(index * 5)))
    for (const text of texts) expect(text).toContain('event: stream.opened')
  })
})

describe('the event streams of a process', () => {
  it.each([
    ['an account', { EVENTS_STREAMS_PER_ACCOUNT: '2' }],
    ['all', { EVENTS_STREAMS_PER_PROCESS: '2' }],
  ])('are bounded for %s: one more is 429 with Retry-After, until one has ended', async (_, bound) => {
    const { path, projectId, finish } = await startRun()
    const bounded = makeStack(bound)
    const client = clientOf(bounded.app, owner.token, owner.userId)
    // A HEAD has no stream, and takes no place.
    for (let turn = 0; turn < 3; turn += 1) expect((await client.fetch(path, { method: 'HEAD' })).status).toBe(200)
    const readers = [await client.fetch(path), await client.fetch(path)].map(({ body }) => body?.getReader())
    for (const reader of readers) await reader?.read()
    const refused = await client.call('GET', path)
    expect(refused).toMatchObject({ status: 429, json: { error: { code: 'rate_limited' } } })
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0)
    const stream = { Accept: 'text/event-stream' }
    const begun = await client.call('POST', `/api/projects/${projectId}/runs`, { prompt: 'x' }, stream)
    expect(begun.status).toBe(429)
    await readers[0]?.cancel()
    await expect.poll(async () => (await client.fetch(path, { method: 'HEAD' })).status).toBe(200)
    finish()
    await readers[1]?.cancel()
  })
})
