import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { withTimeout } from '../../timing.ts'

/** Entries of the build that are processes. */
export type ProcessType = 'node' | 'worker'

export type Launched = {
  /** Empty for a process that serves nobody. */
  url: string
  pid: number
  /** What it has written to standard output. */
  lines: string[]
  /** From its start until it was ready. */
  readyMs: number
  ended: Promise<number>
  /** Sends a signal, SIGTERM unless told otherwise, and waits for the end; one that does not come is forced. */
  stop: (signal?: NodeJS.Signals, withinMs?: number) => Promise<{ code: number; forced: boolean; ms: number }>
}

export type Launcher = {
  environment: Record<string, string>
  start: (type: ProcessType, overrides?: Record<string, string>, folder?: string) => Promise<Launched>
  /** Runs an entry to its end. */
  run: (entry: string, parameters: string[], overrides?: Record<string, string>) => Promise<Ended>
  stopAll: () => Promise<void>
}

export type Ended = { code: number; stdout: string }

/** How long a process may take to start, or to come to its end, on a machine that has much else to do. */
const TIMEOUT_MS = 60_000

/** Starts processes of the build in `dist` that know nothing but `environment`. */
export function createLauncher(
  dist: string,
  environment: Record<string, string>,
  timeoutMs: number = TIMEOUT_MS,
): Launcher {
  const running = new Set<Launched>()
  const base = { ...environment, HOST: '127.0.0.1', PORT: '0', LOG_FORMAT: 'json' }
  return {
    environment,
    start: async (type, overrides = {}, folder = '.') => {
      const launched = await launch(resolve(dist, `${type}.js`), { ...base, ...overrides }, folder, timeoutMs)
      running.add(launched)
      void launched.ended.then(() => running.delete(launched))
      return launched
    },
    run: (entry, parameters, overrides = {}) =>
      runToEnd(resolve(dist, entry), parameters, { ...base, ...overrides }, timeoutMs),
    stopAll: async () => {
      await Promise.all([...running].map((launched) => launched.stop('SIGKILL')))
    },
  }
}

async function launch(entry: string, env: Record<string, string>, cwd: string, timeoutMs: number): Promise<Launched> {
  const since = performance.now()
  const child = spawn(process.execPath, [entry], { env, cwd, stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = new Promise<number>((done) => {
    child.once('close', (code) => done(code ?? 128))
  })
  const lines: string[] = []
  const ready = new Promise<string>((done) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line)
      const [, message, url = ''] = /"message":"(listening|working)"(?:,"url":"([^"]+)")?/.exec(line) ?? []
      if (message !== undefined) done(url)
    })
  })
  const url = await withTimeout(Promise.race([ready, ended.then(nothing)]), timeoutMs, nothing)
  if (url === undefined) {
    child.kill('SIGKILL')
    throw new Error(`${entry.split('/').at(-1) ?? entry} did not start: ${lines.at(-1) ?? 'it said nothing'}`)
  }
  return {
    url,
    pid: child.pid ?? 0,
    lines,
    readyMs: Math.round(performance.now() - since),
    ended,
    stop: async (signal = 'SIGTERM', withinMs = timeoutMs) => {
      const start = performance.now()
      child.kill(signal)
      const code = await withTimeout(ended, withinMs, nothing)
      if (code === undefined) child.kill('SIGKILL')
      const end = code ?? (await ended)
      return { code: end, forced: code === undefined, ms: Math.round(performance.now() - start) }
    },
  }
}

async function runToEnd(
  entry: string,
  parameters: string[],
  env: Record<string, string>,
  timeoutMs: number,
): Promise<Ended> {
  const child = spawn(process.execPath, [entry, ...parameters], { env, stdio: ['ignore', 'pipe', 'ignore'] })
  let stdout = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  const ended = new Promise<number>((done) => {
    child.once('close', (code) => done(code ?? 128))
  })
  const code = await withTimeout(ended, timeoutMs, nothing)
  if (code !== undefined) return { code, stdout }
  child.kill('SIGKILL')
  return { code: await ended, stdout }
}

const nothing = () => undefined
