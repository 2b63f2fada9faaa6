// The main job, step by step, as a caller of a deployment does it.
import { randomBytes } from 'node:crypto'
import { unzipSync } from 'fflate'
import type { ModelSettings } from '../../gateway/model-facts.ts'
import { encodePath } from '../../services/encode-path.ts'
import type { ProbeResult, ProbeStep } from '../../telemetry/probe.ts'
import { createCaller, type Caller } from './caller.ts'
import { chooseModel } from './choose-model.ts'
import { followRun } from './follow-run.ts'

export type Walk = {
  url: string
  /** A key or an access token; without one, an account is made. */
  key: string | undefined
  model: string | undefined
  /** What is known of prices. */
  settings: ModelSettings
  /** How long a run may take. */
  runTimeoutMs: number
  /** What an error says, without secrets. */
  messageOf: (error: unknown) => string
}

const PROMPT = 'One page that says hello, and nothing else.'

/** Walks the job to its end, or to the step that fails; a project that was made is deleted in any case. */
export async function walkDeployment(walk: Walk): Promise<ProbeResult> {
  const checked_at = new Date().toISOString()
  const start = performance.now()
  const steps: ProbeStep[] = []
  const found: Found = { firstTextMs: null, model: null }
  const ok = await takeSteps(walk, steps, found)
  const duration_ms = Math.round(performance.now() - start)
  return { checked_at, url: walk.url, model: found.model, ok, duration_ms, first_text_ms: found.firstTextMs, steps }
}

type Found = { firstTextMs: number | null; model: string | null; caller?: Caller; projectId?: string }

async function takeSteps(walk: Walk, steps: ProbeStep[], found: Found): Promise<boolean> {
  /** Times a step and keeps what came of it. */
  async function step<T>(name: string, work: () => Promise<{ gives: T; evidence: string }>): Promise<T> {
    const start = performance.now()
    const note = (isOk: boolean, evidence: string) =>
      void steps.push({ step: name, ok: isOk, duration_ms: Math.round(performance.now() - start), evidence })
    try {
      const { gives, evidence } = await work()
      note(true, evidence)
      return gives
    } catch (error) {
      note(false, walk.messageOf(error))
      throw new StepFailed()
    }
  }

  try {
    await step('health', () => readHealth(walk.url))
    const caller = await step('account', () => openAccount(walk))
    found.caller = caller
    const projectId = await step('project', () => createProject(caller))
    found.projectId = projectId
    const model = await step('model', () => readModel(caller, walk))
    found.model = model
    const runId = await step('run', () => createRun(caller, projectId, model))
    found.firstTextMs = await step('events', () => followToEnd(caller, runId, walk.runTimeoutMs))
    const file = await step('file', () => readFile(caller, projectId))
    await step('export', () => exportProject(caller, projectId, file))
    await step('delete', () => deleteProject(caller, projectId))
    return true
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error
    const { caller, projectId } = found
    // Nothing is to stay of a probe; what went wrong is known already.
    if (projectId !== undefined && steps.at(-1)?.step !== 'delete')
      await caller?.status('DELETE', `/api/projects/${projectId}`).catch(() => undefined)
    return false
  }
}

class StepFailed extends Error {}

async function readHealth(url: string) {
  const { release, runtime } = await createCaller(url, undefined).json<{ release: string; runtime: string }>(
    'GET',
    '/health',
  )
  if (typeof release !== 'string') throw new Error('/health is not that of Samokoder')
  return { gives: undefined, evidence: `${release} on ${runtime}` }
}

async function openAccount({ url, key }: Walk) {
  if (key !== undefined) {
    const caller = createCaller(url, key)
    await caller.json('GET', '/api/projects?limit=1')
    return { gives: caller, evidence: 'the given key is good' }
  }
  const name = randomBytes(6).toString('hex')
  const account = { email: `probe-${name}@example.com`, password: randomBytes(12).toString('hex') }
  const { access_token } = await createCaller(url, undefined).json<{ access_token?: string }>(
    'POST',
    '/api/auth/register',
    account,
  )
  if (access_token === undefined) throw new Error('addresses must be confirmed there: give a key')
  return { gives: createCaller(url, access_token), evidence: `registered ${account.email}` }
}

/** A model that is named is asked without a look at the list, for which a key needs a scope more. */
async function readModel(caller: Caller, { model, settings }: Walk) {
  if (model !== undefined) return { gives: model, evidence: `${model}, as it was named` }
  const { data } = await caller.json<{ data: { id: string }[] }>('GET', '/v1/models')
  const served = data.map(({ id }) => id)
  const chosen = chooseModel(settings, served)
  if (chosen === undefined) throw new Error('no model may be asked')
  return { gives: chosen, evidence: `${chosen}, of ${served.length}` }
}

async function createProject(caller: Caller) {
  const { id } = await caller.json<{ id: string }>('POST', '/api/projects', { name: 'Probe' })
  return { gives: id, evidence: id }
}

async function createRun(caller: Caller, projectId: string, model: string) {
  const path = `/api/projects/${projectId}/runs`
  const { id } = await caller.json<{ id: string }>('POST', path, { prompt: PROMPT, kind: 'generate', model })
  return { gives: id, evidence: id }
}

async function followToEnd(caller: Caller, runId: string, timeoutMs: number) {
  const { end, data, events, firstTextMs } = await followRun(caller, runId, timeoutMs)
  if (end !== 'run.succeeded') {
    const { error } = JSON.parse(data) as { error?: { code: string } }
    throw new Error(`${end} ${error?.code ?? ''}`.trim())
  }
  return { gives: firstTextMs, evidence: `${events} events` }
}

async function readFile(caller: Caller, projectId: string) {
  const { files } = await caller.json<{ files: { path: string; size_bytes: number }[] }>(
    'GET',
    `/api/projects/${projectId}/files`,
  )
  const [file] = files
  if (file === undefined) throw new Error('the run made no file')
  const { length } = await caller.bytes(`/api/projects/${projectId}/files/${encodePath(file.path)}`)
  if (length !== file.size_bytes) throw new Error(`${file.path} has ${length} bytes, not ${file.size_bytes}`)
  return { gives: file, evidence: `${file.path}, ${length} bytes` }
}

async function exportProject(caller: Caller, projectId: string, file: { path: string; size_bytes: number }) {
  const entries = unzipSync(await caller.bytes(`/api/projects/${projectId}/export`))
  if (entries[file.path]?.length !== file.size_bytes) throw new Error(`${file.path} is not in the archive as it is`)
  return { gives: undefined, evidence: `${Object.keys(entries).length} files` }
}

async function deleteProject(caller: Caller, projectId: string) {
  const path = `/api/projects/${projectId}`
  const deleted = await caller.status('DELETE', path)
  if (deleted !== 204) throw new Error(`DELETE ${path} answered ${deleted}`)
  const after = await caller.status('GET', path)
  if (after !== 404) throw new Error(`the project still answers, with ${after}`)
  return { gives: undefined, evidence: 'it is gone' }
}
