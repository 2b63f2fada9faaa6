import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startChild, type ChildOptions, type RunningChild } from './child-process.ts'

export type Runtime = 'node' | 'workers'
export type WebProcessOptions = {
  runtime: Runtime
  /** The Node that it, or wrangler, runs on; this one unless told otherwise. */
  node?: string
  /** The app's variables. */
  environment: Record<string, string | undefined>
  /** 0 takes a free one. */
  port: number
  /** Where files that only this process reads may stand. */
  folder: string
  /** Gets each line of the process's standard output. */
  onLine: (line: string) => void
}
export type WebProcess = {
  url: string
  /** Resolves with the exit code, however the process ends. */
  ended: Promise<number>
  /** Sends a signal, SIGTERM unless told otherwise, and waits for the end. */
  stop: (signal?: NodeJS.Signals) => Promise<number>
}

type Launch = Pick<ChildOptions, 'arguments' | 'environment' | 'ready' | 'repeats' | 'leadsGroup' | 'folder'>

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/**
 * Starts the built app as the process it is in production: all it knows is its environment.
 * Rejects when the process ends before it listens.
 */
export async function startWebProcess(options: WebProcessOptions): Promise<WebProcess> {
  const launch = options.runtime === 'node' ? launchNode(options) : await launchWorkers(options)
  const { node, onLine } = options
  const { told: port, ended, stop } = await startChild({ name: 'web process', node, onLine, ...launch })
  return { url: `http://127.0.0.1:${port}`, ended, stop }
}

/** Starts the built worker, which takes up runs that a process has left. */
export function startWorkerProcess(
  environment: WebProcessOptions['environment'],
  onLine: WebProcessOptions['onLine'],
): Promise<Pick<RunningChild, 'ended' | 'stop'>> {
  const file = join(ROOT, 'dist', 'worker.js')
  return startChild({ name: 'worker', arguments: [file], environment, ready: /\bworking\b/, onLine })
}

function launchNode({ environment, port }: WebProcessOptions): Launch {
  return {
    arguments: [join(ROOT, 'dist', 'node.js')],
    environment: { HOST: '127.0.0.1', ...environment, PORT: String(port) },
    ready: /\blistening\b.*\bport\W+(\d+)/,
  }
}

/** wrangler reads the variables from a file, so that no secret stands in the list of processes. */
async function launchWorkers({ environment, port, folder }: WebProcessOptions): Promise<Launch> {
  const file = resolve(folder, 'dev.vars')
  const lines = Object.entries(environment).map(([name, value]) => `${name}=${JSON.stringify(value)}\n`)
  await writeFile(file, lines.join(''), { mode: 0o600 })
  const wrangler = join(ROOT, 'node_modules', 'wrangler', 'bin', 'wrangler.js')
  return {
    arguments: [
      wrangler,
      'dev',
      '--ip',
      '127.0.0.1',
      '--port',
      String(port),
      '--inspector-port',
      '0',
      '--env-file',
      file,
    ],
    environment: {
      // wrangler stays on this machine: no usage figures, no look-up of a request's location.
      WRANGLER_SEND_METRICS: 'false',
      CLOUDFLARE_CF_FETCH_ENABLED: 'false',
    },
    ready: /Ready on http:\/\/[\w.]+:(\d+)/,
    // The app logs its requests itself.
    repeats: /^\[wrangler:info\] [A-Z]+ \//,
    // It starts processes of its own, which are to end with it.
    leadsGroup: true,
    folder: ROOT,
  }
}
