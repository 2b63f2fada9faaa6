import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { isAfter } from '../../src/runs/event-id.ts'
import { meterServices, type CostMeter } from '../support/cost-meter.ts'
import { totalOf } from '../support/counting-proxy.ts'
import { writeAtPace } from '../support/paced-model.ts'
import { createRemoteClient, type RemoteClient } from '../support/remote.ts'
import { startScriptedModel, type ScriptedModel } from '../support/scripted-model.ts'
import { startWeb } from './app-process.ts'
import { usageOf } from './process-usage.ts'
import { formatBytes, formatMs, quantile } from './table.ts'
import type { Crowd } from './watch-crowd.ts'

export const WATCHER_COLUMNS = [
  'watchers of one run',
  'Redis commands a second',
  'of a core',
  'memory each',
  'of a bare stream',
  'ratio',
  'lag, median',
  'lag, p99',
] as const

const CROWDS = [1, 100, 1000]
const SECONDS = 20
const FILES = 6
const CROWD = fileURLToPath(new URL('watch-crowd.ts', import.meta.url))
const BARE_STREAM = fileURLToPath(new URL('bare-stream.ts', import.meta.url))
const WARM_UP_REQUESTS = 2000
const AT_A_TIME = 25

type Site = { model: ScriptedModel; meter: CostMeter; owner: RemoteClient; environment: Record<string, string> }

/**
 * One process drives a run, another serves its watchers, who are a process of their own. Their lag is counted from when
 * an entry is in Redis, where the driver puts one a second.
 */
export async function measureWatchers(environment: Record<string, string>): Promise<string[][]> {
  const model = await startScriptedModel()
  const meter = await meterServices(environment)
  const ai = { AI_BASE_URL: model.url, AI_API_KEY: 'k', AI_MODELS: 'm', RATE_LIMIT_PER_ACCOUNT: '0' }
  // It begins to write when all watch.
  const patience = { AI_FIRST_TOKEN_TIMEOUT_MS: '600000' }
  const driver = await startWeb({ ...environment, ...ai, ...patience })
  const site = { model, meter, owner: await createRemoteClient(driver.url), environment: { ...environment, ...ai } }
  const rows: string[][] = []
  for (const count of CROWDS) rows.push(await measureCrowd(site, count))
  driver.kill()
  await Promise.all([model.close(), meter.close()])
  return rows
}

async function measureCrowd({ model, meter, owner, environment }: Site, count: number): Promise<string[]> {
  const web = await startWeb({ ...environment, ...meter.environment })
  const opened = Promise.withResolvers<void>()
  const paced = writeAtPace({ files: FILES, seconds: SECONDS }, meter, opened.promise)
  model.script(paced.script)
  const runId = await startRun(owner)
  const client = await createRemoteClient(web.url, owner.token)
  await warmUp(() => client.json('GET', `/api/runs/${runId}`))
  const before = await usageOf(web)
  const crowd = startCrowd([`${web.url}/api/runs/${runId}/events`, owner.token, String(count), runId], environment)
  await crowd.opened
  const open = await usageOf(web)
  opened.resolve()
  const { costs, seconds } = await paced.streaming
  const after = await usageOf(web)
  const lags = lagsOf(await crowd.seen)
  web.kill()
  const bytesEach = (after.residentBytes - before.residentBytes) / count
  const floorBytes = await measureBareStreams(environment, count)
  return [
    String(count),
    (totalOf(costs.redis) / seconds).toFixed(1),
    `${(((after.cpuSeconds - open.cpuSeconds) / seconds) * 100).toFixed(0)} %`,
    formatBytes(bytesEach),
    formatBytes(floorBytes),
    (bytesEach / floorBytes).toFixed(1),
    formatMs(quantile(lags, 0.5)),
    formatMs(quantile(lags, 0.99)),
  ]
}

/** Resident bytes that each of so many streams takes of a process that serves nothing else. */
async function measureBareStreams(environment: Record<string, string>, count: number): Promise<number> {
  const bare = await startWeb(environment, [BARE_STREAM])
  await warmUp(async () => (await fetch(`${bare.url}/health`)).text())
  const before = await usageOf(bare)
  const responses: IncomingMessage[] = []
  const open = async () => {
    const [response] = (await once(get(`${bare.url}/events`), 'response')) as [IncomingMessage]
    // The process is killed under its streams.
    responses.push(response.on('error', () => undefined).resume())
  }
  for (let left = count; left > 0; left -= AT_A_TIME) {
    await Promise.all(Array.from({ length: Math.min(left, AT_A_TIME) }, open))
  }
  await pause(SECONDS * 1000)
  const after = await usageOf(bare)
  bare.kill()
  for (const response of responses) response.destroy()
  return (after.residentBytes - before.residentBytes) / count
}

/**
 * A process that has served for a while has a young generation of full size and compiled code: some 50 MB, which would be
 * counted as its first streams'.
 */
async function warmUp(ask: () => Promise<unknown>): Promise<void> {
  for (let left = WARM_UP_REQUESTS; left > 0; left -= AT_A_TIME) {
    await Promise.all(Array.from({ length: Math.min(left, AT_A_TIME) }, ask))
  }
}

async function startRun(owner: RemoteClient): Promise<string> {
  const { id } = await owner.json<{ id: string }>('POST', '/api/projects', { name: 'Bench' })
  return (await owner.json<{ id: string }>('POST', `/api/projects/${id}/runs`, { prompt: 'Notes' })).id
}

function startCrowd(args: string[], environment: Record<string, string>) {
  const child = spawn(process.execPath, [CROWD, ...args], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] })
  process.once('exit', () => child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const nextLine = async () => {
    const { value, done } = await lines.next()
    if (done === true) throw new Error('The watchers broke down')
    return value
  }
  const opened = nextLine()
  const seen = opened.then(nextLine).then(async (text) => {
    if (child.exitCode === null) await once(child, 'exit')
    return JSON.parse(text) as Crowd
  })
  return { opened, seen }
}

/** How long after an entry was in Redis each watcher had all of it. */
function lagsOf({ entries, arrivals }: Crowd): number[] {
  return arrivals.flatMap((seen) =>
    entries.flatMap(({ id, at }) => {
      const arrival = seen.find((one) => !isAfter(id, one.id))
      if (arrival === undefined) throw new Error(`A watcher has not seen ${id.seq}-${id.part}`)
      return arrival.at - at
    }),
  )
}
