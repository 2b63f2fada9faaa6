// A request that waits for the end of a run, for programs that want no event stream.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { clientOf, createProject, signUp, type Answer, type Client } from '../support/client.ts'
import { startScriptedModel, type ScriptedModel } from '../support/scripted-model.ts'
import { makeStack, type Stack } from '../support/stack.ts'

const PAGE = '<file path="index.html">\n<!doctype html><title>x</title>\n</file>\n'

let model: ScriptedModel
let driver: Stack
let elsewhere: Stack
let owner: Client
let waiter: Client

beforeAll(async () => {
  model = await startScriptedModel()
  driver = makeStack(model.environment)
  elsewhere = makeStack(model.environment)
  owner = await signUp(driver.app)
  waiter = clientOf(elsewhere.app, owner.token, owner.userId)
})
afterAll(async () => {
  await Promise.all([driver.idle(), elsewhere.idle()])
  await model.close()
})

/** A run whose model says nothing until it is told what. */
async function startRun(kind = 'edit'): Promise<{ path: string; projectId: string; say: (text: string) => void }> {
  const asked = Promise.withResolvers<(text: string) => void>()
  model.script((reply) =>
    asked.resolve((text) => {
      reply.text(text)
      reply.end()
    }),
  )
  const projectId = await createProject(owner)
  const run = { prompt: 'x', kind }
  const { json } = await owner.call('POST', `/api/projects/${projectId}/runs`, run)
  return { path: `/api/runs/${(json as { id: string }).id}`, projectId, say: await asked.promise }
}

const statusOf = ({ status, json }: Answer) => [status, (json as { status?: string }).status]

it('is answered when the run has ended, in the process that drives it and in another', async () => {
  const { path, say } = await startRun()
  const waiting = [owner, waiter].map((client) => client.call('GET', `${path}?wait=60`))
  say(PAGE)
  const answers = await Promise.all(waiting)
  for (const answer of answers) expect(statusOf(answer)).toEqual([200, 'succeeded'])
  expect(answers[0]?.json).toEqual((await owner.call('GET', path)).json)
})

it('is answered when the run asks its user something', async () => {
  const { path, say } = await startRun('generate')
  const waiting = waiter.call('GET', `${path}?wait=60`)
  say('Shall it be light or dark?')
  expect(statusOf(await waiting)).toEqual([200, 'awaiting_input'])
})

it('is answered with the run as it is when the time is over, or not to be had', async () => {
  const { path, say } = await startRun()
  for (const client of [owner, waiter]) {
    expect(statusOf(await client.call('GET', `${path}?wait=1`))).toEqual([200, 'running'])
    expect(statusOf(await client.call('GET', `${path}?wait=0`))).toEqual([200, 'running'])
  }
  const request = () =>
    new Request(`http://test.local${path}?wait=60`, { headers: { Authorization: `Bearer ${owner.token}` } })
  // A process that is about to end, one that ends meanwhile, and a runtime that does not wait so long.
  const draining = new AbortController()
  const answers = [
    elsewhere.app.fetch(request(), { draining: AbortSignal.abort() }),
    elsewhere.app.fetch(request(), { draining: draining.signal }),
    elsewhere.app.fetch(request(), { longestWaitMs: 10 }),
  ]
  draining.abort()
  for (const answer of answers) expect(await (await answer).json()).toMatchObject({ status: 'running' })
  say(PAGE)
  expect(statusOf(await owner.call('GET', `${path}?wait=60`))).toEqual([200, 'succeeded'])
}, 30_000)

it('is answered at once for a run that has ended, and refused for a time that is none', async () => {
  const { path, say } = await startRun()
  say(PAGE)
  await owner.call('GET', `${path}?wait=60`)
  expect(statusOf(await waiter.call('GET', `${path}?wait=60`))).toEqual([200, 'succeeded'])
  for (const wait of ['61', '-1', 'x', '1.5']) {
    const { status, json } = await waiter.call('GET', `${path}?wait=${wait}`)
    expect([status, json], wait).toMatchObject([400, { error: { details: [{ path: ['query', 'wait'] }] } }])
  }
})

it('takes a place among the event streams of its account while it waits', async () => {
  const { path, say } = await startRun()
  const bounded = makeStack({ ...model.environment, EVENTS_STREAMS_PER_ACCOUNT: '1' })
  const caller = clientOf(bounded.app, owner.token, owner.userId)
  const stream = await caller.fetch(`${path}/events`)
  const reader = stream.body?.getReader()
  await reader?.read()
  expect((await caller.call('GET', `${path}?wait=60`)).status).toBe(429)
  await reader?.cancel()
  const waiting = caller.call('GET', `${path}?wait=60`)
  await expect.poll(async () => (await caller.call('GET', `${path}?wait=1`)).status).toBe(429)
  say(PAGE)
  expect(statusOf(await waiting)).toEqual([200, 'succeeded'])
  expect((await caller.call('GET', `${path}/events`)).status).toBe(200)
  await bounded.idle()
})

it('finds no run whose project is deleted meanwhile', async () => {
  const { path, projectId } = await startRun()
  const waiting = [owner, waiter].map((client) => client.call('GET', `${path}?wait=60`))
  expect((await owner.call('DELETE', `/api/projects/${projectId}`)).status).toBe(204)
  for (const answer of await Promise.all(waiting)) expect(answer.status).toBe(404)
})
