// SIGKILL of workerd, the process that wrangler dev and Cloudflare run, right after each write of a run has reached the
// database and before its answer has come back. A second workerd is there to take the run up.
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { parseConfig } from '../../src/config.ts'
import { connectAsService, rowsOf, type DatabaseClient } from '../../src/services/supabase.ts'
import { startRuntime, type Running } from '../conformance/runtimes.ts'
import { parseEvents, type StreamEvent } from '../support/client.ts'
import { forwardRequest } from '../support/forward.ts'
import { createRemoteClient, type RemoteClient } from '../support/remote.ts'
import { startScriptedModel, type ScriptedModel } from '../support/scripted-model.ts'
import { factsOf } from './deployment.ts'
import { PIPELINES, scriptOf, seqOf, standing } from './killed-runs.ts'

const LEASE_SECONDS = 3
/** The most that a run waits for its next driver behind the end of its lease, on a machine with time to spare. */
const PROMISED_SECONDS = 2
/** A write takes some seconds with the lease that must pass: of more boundaries than these, as many, evenly. */
const MOST_BOUNDARIES = 12

let model: ScriptedModel
let folder: string
let environment: Record<string, string>
let survivor: Running
let client: RemoteClient
let database: DatabaseClient
const lateSeconds: number[] = []

beforeAll(async () => {
  model = await startScriptedModel()
  folder = await mkdtemp(join(tmpdir(), 'samokoder-test-'))
  environment = {
    ...inject('environment'),
    ...model.environment,
    RUN_LEASE_SECONDS: String(LEASE_SECONDS),
    EVENTS_POLL_MS: '100',
    LOG_LEVEL: 'error',
  }
  survivor = await startWorkerd(environment)
  client = await createRemoteClient(urlOf(survivor))
  database = connectAsService(parseConfig(environment))
})
afterAll(async () => {
  await survivor.stop()
  await model.close()
  await rm(folder, { recursive: true, force: true })
})

const urlOf = ({ port }: Running) => `http://127.0.0.1:${port}`

async function startWorkerd(environment: Record<string, string>): Promise<Running> {
  const own = await mkdtemp(join(folder, 'workerd-'))
  await cp('dist', join(own, 'dist'), { recursive: true })
  return startRuntime('workerd', { folder: own, environment })
}

/** In front of the database: calls back when so many writes of a driver have been answered, and keeps that answer. */
async function startWriteGate(
  target: string,
  onWrite: (count: number) => boolean,
): Promise<{ url: string; server: Server }> {
  let count = 0
  const server = createServer((request, response) => {
    const isWrite = /\/rpc\/(?:record|finish)_run/.test(request.url ?? '')
    forwardRequest(request, response, new URL(target).origin, () => !isWrite || onWrite((count += 1)))
  })
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening)
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}

async function makeProject(kind: string): Promise<string> {
  const { id } = await client.json<{ id: string }>('POST', '/api/projects', { name: 'Killed' })
  if (kind === 'generate') return id
  for (const name of ['one', 'two', 'three']) {
    await client.json('PUT', `/api/projects/${id}/files/${name}.txt`, `${name}\n`)
  }
  return id
}

type Ended = { facts: StreamEvent[]; state: unknown; writes: number }

/** A run that a process of its own drives, which is killed after so many writes; the survivor watches it to its end. */
async function runAndKill(kind: string, killAfter: number): Promise<Ended> {
  const projectId = await makeProject(kind)
  let writes = 0
  const killed = Promise.withResolvers<void>()
  const gate = await startWriteGate(environment['SUPABASE_URL'] ?? '', (count) => {
    writes = count
    if (count < killAfter) return true
    killed.resolve()
    return false
  })
  const driver = await startWorkerd({ ...environment, SUPABASE_URL: gate.url })
  const caller = await createRemoteClient(urlOf(driver), client.token)
  const body = { prompt: 'Translate', kind, model: 'm' }
  const { id } = await caller.json<{ id: string }>('POST', `/api/projects/${projectId}/runs`, body)
  const watching = follow(id)
  await Promise.race([killed.promise, watching])
  await driver.stop('SIGKILL')
  gate.server.close()
  gate.server.closeAllConnections()
  const leaseEnd = await readLeaseEnd(id)
  const facts = factsOf(await watching)
  if (leaseEnd !== undefined) await noteRecovery(id, leaseEnd)
  return { facts, state: await readState(projectId), writes }
}

/** The stream of the survivor ends now and then, as when it is due to look again. */
async function follow(runId: string): Promise<StreamEvent[]> {
  const events: StreamEvent[] = []
  for (;;) {
    const last = events.findLast(({ id, event }) => id !== undefined && event !== 'stream.opened')?.id ?? ''
    const answer = await client.fetch('GET', `/api/runs/${runId}/events`, undefined, { 'Last-Event-ID': last })
    events.push(...parseEvents(await answer.text()))
    if (events.some(({ event }) => /^run\.(?:succeeded|partial|failed|canceled)$/.test(event))) return events
  }
}

/** Until when the one who is dead now held the run; undefined once it has ended. */
async function readLeaseEnd(runId: string): Promise<number | undefined> {
  const row = rowsOf(await database.from('runs').select('lease_expires_at,epoch').eq('id', runId).single())
  return row.epoch > 1 || row.lease_expires_at === null ? undefined : Date.parse(row.lease_expires_at)
}

/** By the clock of the database. */
async function noteRecovery(runId: string, leaseEnd: number): Promise<void> {
  const started = database.from('run_events').select('data,created_at').eq('run_id', runId).eq('type', 'run.started')
  const rows = rowsOf(await started.order('seq')) as unknown as { created_at: string }[]
  const next = rows[1]
  if (next !== undefined) lateSeconds.push((Date.parse(next.created_at) - leaseEnd) / 1000)
}

async function readState(projectId: string) {
  const { items } = await client.json<{ items: unknown[] }>('GET', `/api/projects/${projectId}/versions`)
  const { files } = await client.json<{ files: unknown[] }>('GET', `/api/projects/${projectId}/files`)
  return { versions: items.length, files }
}

/** The numbers from 1 to `last`, or as many of them as are to be tried, the first and the last among them. */
function sample(last: number): number[] {
  const count = Math.min(last, MOST_BOUNDARIES)
  return Array.from({ length: count }, (_, index) => Math.round(1 + (index * (last - 1)) / Math.max(1, count - 1)))
}

describe.each(PIPELINES)('$name on workerd', ({ answer, kind }) => {
  it('whose process is killed at any of its writes ends with the version of an undisturbed one, each fact once', async () => {
    model.script(scriptOf(answer))
    const calm = await runAndKill(kind, Infinity)
    const expected = standing(calm.facts)
    expect(calm.writes).toBeGreaterThan(3)
    for (const boundary of sample(calm.writes)) {
      const { facts, state } = await runAndKill(kind, boundary)
      const at = `killed after write ${boundary} of ${calm.writes}`
      expect(
        facts.map(({ id }) => seqOf(id)),
        at,
      ).toEqual(facts.map((_, index) => index + 1))
      expect(standing(facts), at).toEqual(expected)
      expect(state, at).toEqual(calm.state)
    }
  }, 900_000)
})

describe('recovery', () => {
  it('follows the end of a lease within seconds', () => {
    const sorted = lateSeconds.toSorted((a, b) => a - b)
    const p99 = sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Infinity
    const median = sorted[Math.floor(sorted.length / 2)] ?? Infinity
    console.log(
      `taken up behind the end of the lease: median ${median.toFixed(2)} s, p99 ${p99.toFixed(2)} s of ${sorted.length}; ` +
        `${(p99 / PROMISED_SECONDS).toFixed(2)} of the ${PROMISED_SECONDS} s that are promised`,
    )
    expect(sorted.length).toBeGreaterThan(10)
    expect(Math.min(...sorted)).toBeGreaterThanOrEqual(0)
    expect(median).toBeLessThan(PROMISED_SECONDS)
    // A busy machine takes its time.
    expect(p99).toBeLessThan(PROMISED_SECONDS * 5)
  })
})
