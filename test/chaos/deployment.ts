import { expect, inject } from 'vitest'
import { startWebProcess, type WebProcess } from '../../local/web-process.ts'
import { withTimeout } from '../../src/timing.ts'
import { parseEvents, type StreamEvent } from '../support/client.ts'
import { fetchChecked } from '../support/checked-app.ts'
import { createRemoteClient, type RemoteClient } from '../support/remote.ts'
import { startScriptedModel, type Call, type Reply, type ScriptedModel } from '../support/scripted-model.ts'
import { startSwitch, type Switch } from '../support/switch.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'

/** How long a call to a backing service may take, and what a request may take by it. */
const SERVICE_TIMEOUT_MS = 2000
const ANSWERED_WITHIN_MS = SERVICE_TIMEOUT_MS + 1500
/** Within this, readiness tells of an outage and of its end. */
const NOTICED_WITHIN_MS = 5000

export type Deployment = {
  /** Two processes over the same services, each behind its switch. */
  url: string
  otherUrl: string
  services: { supabase: Switch; redis: Switch; ai: Switch }
  model: ScriptedModel
  client: RemoteClient
  /** What the processes have logged so far. */
  lines: string[]
  /** @throws when a process has ended meanwhile, or has answered with a 500 */
  close: () => Promise<void>
}

/** The built app over the shared services, as two processes that live through whatever a test does to the services. */
export async function startDeployment(environment: Record<string, string> = {}): Promise<Deployment> {
  const shared = inject('environment')
  const model = await startScriptedModel()
  model.script(writeOneFile)
  const services = {
    supabase: await startSwitch(shared['SUPABASE_URL'] ?? ''),
    redis: await startSwitch(shared['UPSTASH_REDIS_REST_URL'] ?? ''),
    ai: await startSwitch(model.url),
  }
  const variables = {
    ...shared,
    SUPABASE_URL: services.supabase.url,
    UPSTASH_REDIS_REST_URL: services.redis.url,
    AI_BASE_URL: services.ai.url,
    AI_API_KEY: 'k',
    AI_MODELS: 'm',
    AI_MAX_RETRIES: '0',
    EVENTS_POLL_MS: '50',
    RUN_LEASE_SECONDS: '2',
    SERVICE_TIMEOUT_MS: String(SERVICE_TIMEOUT_MS),
    ...environment,
  }
  const lines: string[] = []
  const processes = await Promise.all([startNode(variables, lines), startNode(variables, lines)])
  const [url, otherUrl] = processes.map((process) => process.url) as [string, string]
  return {
    url,
    otherUrl,
    services,
    model,
    client: await createRemoteClient(url),
    lines,
    close: async () => {
      for (const service of Object.values(services)) await service.restart()
      expect(await Promise.all(processes.map((process) => process.stop()))).toEqual([0, 0])
      await Promise.all([...Object.values(services), model].map((service) => service.close()))
      expect(lines.filter((line) => /"status":500|deferred work failed/.test(line))).toEqual([])
    },
  }
}

async function startNode(environment: Record<string, string>, lines: string[]): Promise<WebProcess> {
  const folder = await makeTemporaryFolder()
  return startWebProcess({ runtime: 'node', environment, port: 0, folder, onLine: (line) => void lines.push(line) })
}

const PLAN = '<plan title="One">\nOne file.\n- one.txt: it\n</plan>\n'
const FILE = '<file path="one.txt">\n1\n</file>\n'

/** A model that writes one file, one.txt. */
function writeOneFile(reply: Reply, { task }: Call): void {
  reply.text(task === 'plan' ? PLAN : FILE)
  reply.end()
}

export type SlowRun = { id: string; projectId: string; finish: () => void }

/** A run whose model has begun its file, and ends it when it is told to. */
export async function startSlowRun({ client, model }: Deployment): Promise<SlowRun> {
  const begun = Promise.withResolvers<() => void>()
  model.script((reply, call) => {
    if (call.task === 'plan') return writeOneFile(reply, call)
    const half = FILE.indexOf('1\n')
    reply.text(FILE.slice(0, half))
    begun.resolve(() => {
      reply.text(FILE.slice(half))
      reply.end()
    })
  })
  const project = await client.json<{ id: string }>('POST', '/api/projects', { name: 'x' })
  const run = await client.json<{ id: string }>('POST', `/api/projects/${project.id}/runs`, { prompt: 'x' })
  const finish = await begun.promise
  model.script(writeOneFile)
  return { id: run.id, projectId: project.id, finish }
}

/** Runs a prompt to its end and gives back its events. */
export async function runPrompt(client: RemoteClient, projectId: string): Promise<StreamEvent[]> {
  const path = `/api/projects/${projectId}/runs`
  const stream = await client.fetch('POST', path, { prompt: 'x' }, { Accept: 'text/event-stream' })
  return parseEvents(await stream.text())
}

export type Watch = { seen: () => StreamEvent[]; ended: Promise<void> }

/** Follows a run from its beginning, or behind one of its events, until the stream ends; it is open when this resolves. */
export async function watchRun(client: RemoteClient, runId: string, lastEventId = ''): Promise<Watch> {
  const headers = { 'Last-Event-ID': lastEventId }
  const { status, body } = await client.fetch('GET', `/api/runs/${runId}/events`, undefined, headers)
  if (status !== 200 || body === null) throw new Error(`there is no stream: ${status}`)
  let text = ''
  const ended = (async () => {
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) text += chunk
  })()
  return { seen: () => parseEvents(text), ended }
}

/** The events of a run until their stream ends. */
export async function follow(client: RemoteClient, runId: string, lastEventId = ''): Promise<StreamEvent[]> {
  const { seen, ended } = await watchRun(client, runId, lastEventId)
  await ended
  return seen()
}

/** Of a run's events those that are durable. */
export function factsOf(events: StreamEvent[]): StreamEvent[] {
  return events.filter(({ id, event }) => event !== 'stream.opened' && id?.endsWith('-0') === true)
}

/** Rejects when the work takes longer: a caller is answered in time, or is not. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return withTimeout(work, ms, () => {
    throw new Error(`took longer than ${ms} ms`)
  })
}

/** A refusal as callers can rely on it: in time, to be tried again, in the body that all errors have. */
export async function expectUnavailable(answer: Promise<Response>): Promise<void> {
  const response = await within(ANSWERED_WITHIN_MS, answer)
  expect(response.status, response.url).toBe(503)
  expect(response.headers.get('Retry-After')).toMatch(/^[1-9]\d*$/)
  expect(await response.json()).toEqual({
    error: { code: 'service_unavailable', message: expect.any(String), request_id: expect.any(String) },
  })
}

type Readiness = { status: number; down: string[] }

/** Holds once every process tells this of its services; alive they must be whatever it is. */
export async function expectReadiness({ url, otherUrl }: Deployment, expected: Readiness): Promise<void> {
  const states = () => Promise.all([url, otherUrl].map(readReadiness))
  const state = { ...expected, alive: 200 }
  await expect.poll(states, { timeout: NOTICED_WITHIN_MS }).toEqual([state, state])
}

async function readReadiness(url: string): Promise<Readiness & { alive: number }> {
  const ask = (path: string) => fetchChecked(url + path)
  const [ready, alive] = await Promise.all([ask('/health/ready?services=all'), ask('/health')])
  await alive.body?.cancel()
  const { services } = (await ready.json()) as { services: { name: string; ok: boolean }[] }
  return { status: ready.status, down: services.filter(({ ok }) => !ok).map(({ name }) => name), alive: alive.status }
}
