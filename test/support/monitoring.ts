// The monitoring services of compose.yaml as processes, with their commands and files, but for where they listen and keep:
// scripts/build-monitoring.ts builds those that are no packages of a distribution.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { expect, vi } from 'vitest'
import { parse } from 'yaml'
import { binaryOf, type Built } from '../../scripts/monitoring-binaries.ts'
import { isMissing } from './commands.ts'
import { findFreePort } from './free-port.ts'
import { makeTemporaryFolder } from './temporary-folder.ts'

export const NO_LOGS = notBuilt('otelcol', 'victoria-logs')
export const NO_JAEGER = notBuilt('otelcol', 'jaeger')
export const NO_PROMETHEUS = isMissing('prometheus') ? ' (skipped: there is no prometheus on PATH)' : ''

/** What a test's name says where one of them is not there. */
function notBuilt(...names: Built[]): string {
  const missing = names.filter((name) => !existsSync(binaryOf(name)))
  return missing.length === 0 ? '' : ` (skipped: npm run test:monitoring has not built ${missing.join(' and ')})`
}

type Service = { stop: () => Promise<void> }
type Environment = Record<string, string>

let started: Service[] = []

/** Starts a service, which stopStarted ends. */
export async function start(...given: Parameters<typeof startService>): Promise<void> {
  started.push(await startService(...given))
}

export async function stopStarted(): Promise<void> {
  await Promise.all(started.map((service) => service.stop()))
  started = []
}

/** Starts a service, and waits until it answers at `readyUrl` with 200. Throws what it said when it ends before that. */
async function startService(
  program: string,
  parameters: string[],
  readyUrl: string,
  environment: Environment = {},
): Promise<Service> {
  const child = spawn(program, parameters, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const ended = once(child, 'exit')
  const stop = async () => {
    child.kill('SIGKILL')
    await ended
  }
  try {
    await vi.waitFor(
      async () => {
        expect(child.exitCode, said).toBeNull()
        expect((await fetch(readyUrl)).status).toBe(200)
      },
      { timeout: 60_000, interval: 100 },
    )
  } catch (error) {
    await stop()
    throw new Error(`${program} is not ready: ${said.slice(-2000)}`, { cause: error })
  }
  return { stop }
}

const compose = parse(await readFile('compose.yaml', 'utf8'), { merge: true }) as {
  services: Record<string, { command: string[] }>
}
export const commandOf = (name: string) => compose.services[name]?.command ?? []

export const freeAddress = async () => `127.0.0.1:${await findFreePort()}`

/** Where VictoriaLogs answers. */
export async function startLogs(): Promise<string> {
  const [address, folder] = [await freeAddress(), await makeTemporaryFolder()]
  const command = commandOf('victoria-logs').map((flag) =>
    flag
      .replace(/^-storageDataPath=.*/, `-storageDataPath=${folder}`)
      .replace(/^-httpListenAddr=.*/, `-httpListenAddr=${address}`),
  )
  await start(binaryOf('victoria-logs'), command, `http://${address}/health`)
  return `http://${address}`
}

/** The lines of the log store that LogsQL finds. */
export async function findLines(logs: string, query: string): Promise<Record<string, string>[]> {
  const response = await fetch(`${logs}/select/logsql/query?query=${encodeURIComponent(query)}`)
  const text = await response.text()
  expect(response.status, text).toBe(200)
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, string>)
}

/** `otlp` takes traces, `query` shows them. */
export async function startJaeger(): Promise<{ otlp: string; query: string }> {
  const [otlp, query, grpc, health] = await Promise.all([freeAddress(), freeAddress(), freeAddress(), freeAddress()])
  await start(binaryOf('jaeger'), ['--config=deploy/jaeger/jaeger.yml'], `http://${health}/status`, {
    OTLP_ADDRESS: otlp,
    QUERY_ADDRESS: query,
    QUERY_GRPC_ADDRESS: grpc,
    HEALTH_ADDRESS: health,
    STORAGE_FOLDER: await makeTemporaryFolder(),
  })
  return { otlp: `http://${otlp}/v1/traces`, query: `http://${query}` }
}

type JaegerSpan = { spanID: string; operationName: string; references: { spanID: string; traceID: string }[] }

/** The spans of a trace, as Jaeger shows them. */
export async function spansOf(query: string, traceId: string): Promise<JaegerSpan[]> {
  const response = await fetch(`${query}/api/traces/${traceId}`)
  const { data } = (await response.json()) as { data: { spans: JaegerSpan[] }[] | null }
  return data?.[0]?.spans ?? []
}

export type Collector = { otlp: string; folder: string }

/** A collector with one of the files of deploy/, which reads lines in a folder of its own. */
export async function startCollector(config: string, logs: string, traces: string): Promise<Collector> {
  const [folder, state] = [await makeTemporaryFolder(), await makeTemporaryFolder()]
  const [otlp, health] = [await freeAddress(), await freeAddress()]
  await start(binaryOf('otelcol'), [`--config=${config}`], `http://${health}/`, {
    OTLP_ADDRESS: otlp,
    HEALTH_ADDRESS: health,
    STATE_FOLDER: state,
    CONTAINERS_FOLDER: folder,
    PODS_FOLDER: folder,
    LOGS_ENDPOINT: `${logs}/insert/opentelemetry/v1/logs`,
    TRACES_ENDPOINT: traces,
  })
  return { otlp: `http://${otlp}`, folder }
}
