import { meterServices, type CostMeter } from '../support/cost-meter.ts'
import { writeAtPace, type MeteredScript } from '../support/paced-model.ts'
import { createRemoteClient, type RemoteClient } from '../support/remote.ts'
import { startScriptedModel, type ScriptedModel } from '../support/scripted-model.ts'
import { startWeb } from './app-process.ts'
import { costRow } from './cost-row.ts'
import { settledCosts } from './settle.ts'

const FILES = 6
const LONG_RUN_SECONDS = 60
const WATCHED_RUN_SECONDS = 15
const REMOTE_WATCHERS = 3

/** One process drives each run for the caller that asked for it; another, behind a meter of its own, serves the rest. */
type Site = {
  model: ScriptedModel
  driving: CostMeter
  watching: CostMeter
  owner: RemoteClient
  watcher: RemoteClient
}

export async function measureRunCosts(environment: Record<string, string>): Promise<string[][]> {
  const model = await startScriptedModel()
  const [driving, watching] = await Promise.all([meterServices(environment), meterServices(environment)])
  const ai = { AI_BASE_URL: model.url, AI_API_KEY: 'k', AI_MODELS: 'm' }
  const [own, other] = await Promise.all([
    startWeb({ ...environment, ...driving.environment, ...ai }),
    startWeb({ ...environment, ...watching.environment, ...ai }),
  ])
  const owner = await createRemoteClient(own.url)
  const watcher = await createRemoteClient(other.url, owner.token)
  const site = { model, driving, watching, owner, watcher }
  const rows = [...(await measureOwnWatcher(site)), ...(await measureRemoteWatchers(site))]
  own.kill()
  other.kill()
  await Promise.all([model.close(), driving.close(), watching.close()])
  return rows
}

async function measureOwnWatcher(site: Site): Promise<string[][]> {
  const paced = writeAtPace({ files: FILES, seconds: LONG_RUN_SECONDS }, site.driving)
  const projectId = await createProject(site)
  const read = await site.driving.start()
  await requireEnd(await startRun(site, projectId, paced))
  const costs = await settledCosts(read)
  const streaming = await paced.streaming
  return [
    costRow({
      what: 'a run with its own watcher, each second that text streams',
      costs: streaming.costs,
      parts: streaming.seconds,
      most: '2.5 commands',
    }),
    costRow({ what: `such a run of ${LONG_RUN_SECONDS} s and ${FILES} files, all in all`, costs, most: '20 calls' }),
  ]
}

async function measureRemoteWatchers(site: Site): Promise<string[][]> {
  const opened = Promise.withResolvers<void>()
  const paced = writeAtPace({ files: FILES, seconds: WATCHED_RUN_SECONDS }, site.watching, opened.promise)
  const run = await startRun(site, await createProject(site), paced)
  const path = `/api/runs/${run.headers.get('Location')?.split('/').at(-1)}/events`
  const streams = await Promise.all(Array.from({ length: REMOTE_WATCHERS }, () => site.watcher.fetch('GET', path)))
  opened.resolve()
  await Promise.all([run, ...streams].map(requireEnd))
  const { costs, seconds } = await paced.streaming
  return [
    costRow({
      what: 'each remote watcher, each second that text streams',
      // What Redis bills is the driver's, too.
      costs: { ...costs, billedCommands: undefined },
      parts: seconds * REMOTE_WATCHERS,
      most: '1.1 commands',
    }),
  ]
}

async function createProject({ owner }: Site): Promise<string> {
  return (await owner.json<{ id: string }>('POST', '/api/projects', { name: 'Bench' })).id
}

function startRun({ model, owner }: Site, projectId: string, { script }: MeteredScript): Promise<Response> {
  model.script(script)
  const stream = { Accept: 'text/event-stream' }
  return owner.fetch('POST', `/api/projects/${projectId}/runs`, { prompt: 'Notes' }, stream)
}

/** Reads a run's events; what did not succeed has cost something else. */
async function requireEnd(stream: Response): Promise<void> {
  const text = await stream.text()
  if (!text.includes('event: run.succeeded')) throw new Error(`The run did not succeed: ${text.slice(-500)}`)
}
