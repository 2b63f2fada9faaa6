import { spawn } from 'node:child_process'
import { connect } from 'node:net'
import { dirname, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { pause } from '../../src/timing.ts'

export type Started = {
  /** Resolves when it serves; rejects with what it said when it ends before. */
  serves: Promise<void>
  /** All that it has written. */
  said: string[]
  ended: Promise<number | null>
  /** Ends the process itself with SIGKILL, and nothing that it has started. */
  kill: () => Promise<void>
  stop: () => Promise<number | null>
  signal: (signal: NodeJS.Signals) => void
}

/** What `npm start` runs once everything is built, beside its data: a .dev.vars of this checkout is not its business. */
export function npmStart(folder: string, port: number, environment: Record<string, string> = {}): Started {
  return startIn(dirname(folder), { ...environment, SAMOKODER_DATA_DIR: folder, PORT: String(port) })
}

/** The same in a folder, with what it finds there; a test that wants a browser says which. */
export function startIn(cwd: string, environment: Record<string, string> = {}): Started {
  const child = spawn(process.execPath, [resolve('local/start.ts')], {
    env: { PATH: process.env['PATH'], CHROME_PATH: 'none', ...environment },
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', resolve)
  })
  const serves = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        said.push(line)
        if (line.startsWith('Samokoder on ')) resolve()
      })
    }
    void ended.then((code) => reject(new Error(`it ended with ${code}: ${said.join('\n')}`)))
  })
  // Whoever kills it does not wait for it to serve.
  serves.catch(() => undefined)
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal)
    return ended
  }
  return {
    serves,
    said,
    ended,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    signal: (signal) => void child.kill(signal),
  }
}

/** Resolves when nothing listens on the port any more. */
export async function untilFree(port: number): Promise<void> {
  while (await accepts(port)) await pause(50)
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
