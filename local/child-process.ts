import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { END_WITH_PARENT } from './end-with-parent.ts'

export type ChildOptions = {
  /** What it is, as a message calls it. */
  name: string
  /** The Node that it runs on; this one unless told otherwise. */
  node?: string | undefined
  arguments: string[]
  environment: Record<string, string | undefined>
  /** The line of its standard output that says that it is ready. */
  ready: RegExp
  /** Lines that repeat what another line says. */
  repeats?: RegExp
  /** Leads a process group, so that what it starts ends with it. */
  leadsGroup?: boolean
  folder?: string
  onLine: (line: string) => void
}

export type RunningChild = {
  /** The first group of `ready`, empty without one. */
  told: string
  /** Resolves with the exit code, however the process ends. */
  ended: Promise<number>
  /** Sends a signal, SIGTERM unless told otherwise, and waits for the end. */
  stop: (signal?: NodeJS.Signals) => Promise<number>
}

/** Starts a process that ends with this one, however that ends. Rejects when it ends before it is ready. */
export async function startChild(options: ChildOptions): Promise<RunningChild> {
  const child = spawn(options.node ?? process.execPath, ['--import', END_WITH_PARENT, ...options.arguments], {
    env: { ...process.env, ...options.environment },
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: options.leadsGroup ?? false,
    ...(options.folder === undefined ? {} : { cwd: options.folder }),
  })
  const ended = new Promise<number>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 128)))
  })
  const told = await untilReady(child, options, ended)
  return {
    told,
    ended,
    stop: (signal = 'SIGTERM') => {
      child.kill(signal)
      return ended
    },
  }
}

function untilReady(child: ChildProcess, options: ChildOptions, ended: Promise<number>): Promise<string> {
  const { name, ready, repeats, onLine } = options
  return new Promise((resolve, reject) => {
    if (child.stdout === null) throw new Error('the process has no standard output')
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (repeats?.test(line) !== true) onLine(line)
      const match = ready.exec(line)
      if (match !== null) resolve(match[1] ?? '')
    })
    child.once('error', reject)
    void ended.then((code) => reject(new Error(`the ${name} ended with code ${code} before it was ready`)))
  })
}
