import { spawn, type ChildProcess } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { END_WITH_PARENT } from './end-with-parent.ts'

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

type Launch = { arguments: string[]; environment: Record<string, string | undefined>; listening: RegExp }

/**
 * Starts the built app as the process it is in production: all it knows is its environment.
 * Rejects when the process ends before it listens.
 */
export async function startWebProcess(options: WebProcessOptions): Promise<WebProcess> {
  const launch = options.runtime === 'node' ? launchNode(options) : await launchWorkers(options)
  const child = spawn(options.node ?? process.execPath, ['--import', END_WITH_PARENT, ...launch.arguments], {
    env: { ...process.env, ...launch.environment },
    stdio: ['pipe', 'pipe', 'inherit'],
    // wrangler starts processes of its own, which are to end with it.
    detached: options.runtime === 'workers',
  })
  const ended = new Promise<number>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 128)))
  })
  const port = await firstMatch(child, launch.listening, options.onLine, ended)
  return {
    url: `http://127.0.0.1:${port}`,
    ended,
    stop: (signal = 'SIGTERM') => {
      child.kill(signal)
      return ended
    },
  }
}

function launchNode({ environment, port }: WebProcessOptions): Launch {
  return {
    arguments: ['dist/node.js'],
    environment: { HOST: '127.0.0.1', ...environment, PORT: String(port) },
    listening: /\blistening\b.*\bport\W+(\d+)/,
  }
}

/** wrangler reads the variables from a file, so that no secret stands in the list of processes. */
async function launchWorkers({ environment, port, folder }: WebProcessOptions): Promise<Launch> {
  const file = join(folder, 'dev.vars')
  const lines = Object.entries(environment).map(([name, value]) => `${name}=${JSON.stringify(value)}\n`)
  await writeFile(file, lines.join(''), { mode: 0o600 })
  const wrangler = join('node_modules', 'wrangler', 'bin', 'wrangler.js')
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
    listening: /Ready on http:\/\/[\w.]+:(\d+)/,
  }
}

function firstMatch(
  child: ChildProcess,
  pattern: RegExp,
  onLine: (line: string) => void,
  ended: Promise<number>,
): Promise<string> {
  return new Promise((resolve, reject) => {
    if (child.stdout === null) throw new Error('the process has no standard output')
    createInterface({ input: child.stdout }).on('line', (line) => {
      onLine(line)
      const match = pattern.exec(line)
      if (match?.[1] !== undefined) resolve(match[1])
    })
    child.once('error', reject)
    void ended.then((code) => reject(new Error(`the web process ended with code ${code} before it listened`)))
  })
}
