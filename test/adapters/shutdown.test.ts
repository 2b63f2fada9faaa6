import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request as httpRequest } from 'node:http'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { startWebProcess } from '../../local/web-process.ts'
import { parseEvents } from '../support/client.ts'
import { fetchChecked } from '../support/checked-app.ts'
import { createRemoteClient, type RemoteClient } from '../support/remote.ts'
import { startScriptedModel, type ScriptedModel } from '../support/scripted-model.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'

const REQUESTS = 50
const STREAMS = 20
const GRACE_SECONDS = 90

let model: ScriptedModel
beforeAll(async () => void (model = await startScriptedModel()))
afterAll(() => model.close())

async function startNode(environment: Record<string, string> = {}, lines: string[] = []) {
  return startWebProcess({
    runtime: 'node',
    environment: {
      ...inject('environment'),
      AI_BASE_URL: model.url,
      AI_API_KEY: 'k',
      AI_MODELS: 'm',
      RUN_LEASE_SECONDS: '2',
      // A busy machine may need longer for all that is under way at once.
      SERVICE_TIMEOUT_MS: String(GRACE_SECONDS * 1000),
      SHUTDOWN_GRACE_SECONDS: String(GRACE_SECONDS),
      ...environment,
    },
    port: 0,
    folder: await makeTemporaryFolder(),
    onLine: (line) => void lines.push(line),
  })
}

/** A run whose model says nothing more until it is told to. */
async function startSlowRun(client: RemoteClient): Promise<{ id: string; finish: () => void }> {
  const waiting = Promise.withResolvers<() => void>()
  model.script((reply, { task }) => {
    if (task === 'plan') {
      reply.text('<plan title="One">\nOne file.\n- one.txt: it\n</plan>\n')
      return reply.end()
    }
    waiting.resolve(() => {
      reply.text('<file path="one.txt">\n1\n</file>\n')
      reply.end()
    })
  })
  const project = await client.json<{ id: string }>('POST', '/api/projects', { name: 'x' })
  const run = await client.json<{ id: string }>('POST', `/api/projects/${project.id}/runs`, { prompt: 'x' })
  return { id: run.id, finish: await waiting.promise }
}

describe('SIGTERM', () => {
  it('fails none of 50 requests under way, sends 20 streams on, and ends with 0 within the grace period', async () => {
    const web = await startNode()
    const client = await createRemoteClient(web.url)
    const run = await startSlowRun(client)
    const streams = await Promise.all(
      Array.from({ length: STREAMS }, () => client.fetch('GET', `/api/runs/${run.id}/events`)),
    )
    const bodies = streams.map((stream) => stream.text())
    const requests = Array.from({ length: REQUESTS }, async (_, index) => {
      const body = { name: `Project ${index}` }
      const response =
        index % 2 === 0 ? client.fetch('POST', '/api/projects', body) : client.fetch('GET', '/api/projects')
      const answer = await response
      await answer.arrayBuffer()
      return answer.status
    })
    // The first answer tells that the others are on their way.
    await Promise.race(requests)
    const since = performance.now()
    const stopped = web.stop()
    expect(new Set(await Promise.all(requests))).toEqual(new Set([200, 201]))
    for (const text of await Promise.all(bodies)) {
      const last = parseEvents(text).at(-1)
      expect(last).toMatchObject({ id: undefined, event: 'stream.closing', data: { reason: 'process_ending' } })
      expect(text).toMatch(/retry: \d+\nevent: stream\.closing/)
    }
    run.finish()
    expect(await stopped).toBe(0)
    expect(performance.now() - since).toBeLessThan(GRACE_SECONDS * 1000)

    const later = await startNode()
    const other = await createRemoteClient(later.url, client.token)
    expect(await other.json('GET', `/api/runs/${run.id}`)).toMatchObject({ status: 'succeeded' })
    await later.stop()
  })

  it('still answers what comes in at that moment, and asks to close the connection', async () => {
    const web = await startNode()
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const connectionOf = () =>
      new Promise<string | undefined>((resolve, reject) => {
        const sent = httpRequest(`${web.url}/health`, { agent }, (response) => {
          response.resume().once('end', () => resolve(response.headers.connection))
        })
        sent.once('error', reject)
        sent.end()
      })
    expect(await connectionOf()).toBe('keep-alive')
    const stopped = web.stop()
    await expect.poll(connectionOf, { interval: 5 }).toBe('close')
    expect(await stopped).toBe(0)
    agent.destroy()
  })

  it('is heard once: when it comes again, or with SIGINT, what is under way still ends well', async () => {
    const lines: string[] = []
    const web = await startNode({}, lines)
    const client = await createRemoteClient(web.url)
    const run = await startSlowRun(client)
    const stream = await client.fetch('GET', `/api/runs/${run.id}/events`)
    const stopped = web.stop()
    await expect.poll(() => lines.filter((line) => line.includes('"stopping"'))).toHaveLength(1)
    void web.stop()
    void web.stop('SIGINT')
    expect(parseEvents(await stream.text()).at(-1)).toMatchObject({ event: 'stream.closing' })
    run.finish()
    expect(await stopped).toBe(0)
    expect(lines.filter((line) => line.includes('"stopping"'))).toHaveLength(1)
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ message: 'stopped', unfinished: 0 })
  })

  it('ends in time although a run does not, which another process then finishes', async () => {
    const web = await startNode({ SHUTDOWN_GRACE_SECONDS: '1' })
    const client = await createRemoteClient(web.url)
    const run = await startSlowRun(client)
    expect(await web.stop()).toBe(0)
    model.script((reply) => {
      reply.text('<file path="one.txt">\n1\n</file>\n')
      reply.end()
    })
    const later = await startNode()
    const other = await createRemoteClient(later.url, client.token)
    const state = () => other.json<{ status: string }>('GET', `/api/runs/${run.id}`)
    await expect.poll(state, { timeout: 15_000, interval: 200 }).toMatchObject({ status: 'succeeded', version: 1 })
    await later.stop()
  })
})

describe('a fault that nobody caught', () => {
  it.each(['throw fault', 'Promise.reject(fault)'])(
    'is a line of the log, without its secrets: %s',
    async (statement) => {
      const lines: string[] = []
      const code = `process.once('SIGUSR2', () => { const fault = new Error('password=hunter2'); ${statement} })`
      const web = await startNode({ NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` }, lines)
      expect(await web.stop('SIGUSR2')).toBe(1)
      expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
        level: 'error',
        message: 'crashed',
        error: 'Error: password=[redacted]',
      })
    },
  )
})

describe('a log that nobody reads any more', () => {
  it('costs no request', async () => {
    const environment = { ...inject('environment'), HOST: '127.0.0.1', PORT: '0' }
    const child = spawn(process.execPath, ['dist/node.js'], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = once(child, 'exit')
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    child.stdout.destroy()
    // Two lines may come at once.
    const { url } = JSON.parse(line.toString().split('\n')[0] ?? '') as { url: string }
    for (let turn = 0; turn < 20; turn++) expect((await fetchChecked(`${url}/health`)).status).toBe(200)
    child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
  })
})

describe('SIGKILL', () => {
  it('loses nothing that was acknowledged', async () => {
    const web = await startNode()
    const client = await createRemoteClient(web.url)
    const project = await client.json<{ id: string }>('POST', '/api/projects', { name: 'x' })
    const acknowledged = new Map<string, string>()
    const write = async (index: number) => {
      const path = `/api/projects/${project.id}/files/${index}.txt`
      const response = await client.fetch('PUT', path, `content ${index}`)
      if (response.ok) acknowledged.set(`${index}.txt`, `content ${index}`)
      await response.arrayBuffer()
    }
    const writing = (async () => {
      for (let index = 0; ; index++) await write(index)
    })().catch(() => 'the process was gone')
    await expect.poll(() => acknowledged.size, { timeout: 20_000 }).toBeGreaterThan(5)
    await web.stop('SIGKILL')
    expect(await writing).toBe('the process was gone')

    const later = await startNode()
    const other = await createRemoteClient(later.url, client.token)
    for (const [path, content] of acknowledged) {
      const found = await other.fetch('GET', `/api/projects/${project.id}/files/${path}`)
      expect([path, await found.text()]).toEqual([path, content])
    }
    await later.stop()
  })
})

describe('a stream that may look for news only so often', () => {
  it('sends its client to a new one, which goes on behind the last event', async () => {
    const driver = await startNode()
    // Where a run is driven, nobody has to look for news of it.
    const web = await startNode({ EVENTS_MAX_POLLS: '3', EVENTS_POLL_MS: '20' })
    const owner = await createRemoteClient(driver.url)
    const client = await createRemoteClient(web.url, owner.token)
    const run = await startSlowRun(owner)
    const path = `/api/runs/${run.id}/events`
    const first = parseEvents(await (await client.fetch('GET', path)).text())
    expect(first.at(-1)).toMatchObject({ event: 'stream.closing', data: { reason: 'poll_limit' } })
    run.finish()
    const seen = first.slice(0, -1)
    while (seen.at(-1)?.event !== 'run.succeeded') {
      const headers = { 'Last-Event-ID': seen.at(-1)?.id ?? '' }
      const next = parseEvents(await (await client.fetch('GET', path, undefined, headers)).text())
      seen.push(...next.filter(({ event }) => !event.startsWith('stream.')))
    }
    const ids = seen.filter(({ event }) => event !== 'stream.opened').map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    await Promise.all([web.stop(), driver.stop()])
  })
})
