// A run is billed by what its driver and its watchers ask of Redis and of the data API while it goes on.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { clientOf, createProject, parseEvents, signUp, type Client } from '../support/client.ts'
import { meterServices, type CostMeter } from '../support/cost-meter.ts'
import { totalOf } from '../support/counting-proxy.ts'
import { writeAtPace, type MeteredScript } from '../support/paced-model.ts'
import { startScriptedModel, type ScriptedModel } from '../support/scripted-model.ts'
import { makeStack, type Stack } from '../support/stack.ts'

const SECONDS = 6
const FILES = 6
const WATCHERS = 3
/** What happens once in a while may happen at both ends of the time that is measured. */
const EDGE = 2

let model: ScriptedModel
let driving: CostMeter
let watching: CostMeter
let driver: Stack
let elsewhere: Stack
let client: Client

beforeAll(async () => {
  model = await startScriptedModel()
  const environment = inject('environment')
  ;[driving, watching] = await Promise.all([meterServices(environment), meterServices(environment)])
  // The pace at which events are read is as it comes.
  const settings = { AI_BASE_URL: model.url, AI_API_KEY: 'k', AI_MODELS: 'm', EVENTS_POLL_MS: '' }
  driver = makeStack({ ...settings, ...driving.environment })
  elsewhere = makeStack({ ...settings, ...watching.environment })
  client = await signUp(driver.app)
})
afterAll(async () => {
  await Promise.all([driver.idle(), elsewhere.idle()])
  await Promise.all([model.close(), driving.close(), watching.close()])
})

async function startRun(projectId: string, { script }: MeteredScript): Promise<Response> {
  model.script(script)
  return client.fetch(`/api/projects/${projectId}/runs`, {
    method: 'POST',
    headers: { Accept: 'text/event-stream', 'Content-Type': 'application/json' },
    body: JSON.stringify({ prompt: 'Notes' }),
  })
}

async function lastEventOf(stream: Response): Promise<string | undefined> {
  return parseEvents(await stream.text()).at(-1)?.event
}

describe('a run', () => {
  it('with its own watcher asks Redis at most 2.5 times a second while text streams', async () => {
    const paced = writeAtPace({ files: FILES, seconds: SECONDS }, driving)
    const run = await startRun(await createProject(client), paced)
    expect(await lastEventOf(run)).toBe('run.succeeded')
    const { costs, seconds } = await paced.streaming
    expect(totalOf(costs.redis)).toBeLessThanOrEqual(2.5 * seconds + EDGE)
  })

  it('costs at most 1.1 commands a second more for each watcher at another process', async () => {
    const opened = Promise.withResolvers<void>()
    const paced = writeAtPace({ files: FILES, seconds: SECONDS }, watching, opened.promise)
    const run = await startRun(await createProject(client), paced)
    const path = `/api/runs/${run.headers.get('Location')?.split('/').at(-1)}/events`
    const watcher = clientOf(elsewhere.app, client.token, client.userId)
    const streams = await Promise.all(Array.from({ length: WATCHERS }, () => watcher.fetch(path)))
    opened.resolve()
    expect(await Promise.all([run, ...streams].map(lastEventOf))).toEqual(
      Array.from({ length: WATCHERS + 1 }, () => 'run.succeeded'),
    )
    const { costs, seconds } = await paced.streaming
    expect(totalOf(costs.redis) / WATCHERS).toBeLessThanOrEqual(1.1 * seconds + EDGE)
  })

  // No renewal of the lease is among them, as files follow each other closely: 60 s have room for six more.
  it('calls the data API once for each file and at most nine times besides, from the request to its end', async () => {
    const projectId = await createProject(client)
    await driver.idle()
    const read = await driving.start()
    const run = await startRun(projectId, writeAtPace({ files: FILES, seconds: SECONDS }, driving))
    expect(await lastEventOf(run)).toBe('run.succeeded')
    await driver.idle()
    const { data } = await read()
    expect(totalOf(data), JSON.stringify([...data.asked])).toBeLessThanOrEqual(FILES + 9)
  })
})
