// A built entry as a process of its own, killed at the end: nothing here measures how it ends.
import { spawn } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

const START_TIMEOUT_MS = 30_000
const RETRY_MS = 2

export type AppProcess = { pid: number | undefined; kill: () => void }
export type WebProcess = AppProcess & { url: string; startMs: number }

/** Runs Node with `args`. */
export function spawnNode(args: string[], environment: Record<string, string>): AppProcess {
  const child = spawn(process.execPath, args, { env: environment, stdio: ['ignore', 'ignore', 'inherit'] })
  const kill = () => void child.kill('SIGKILL')
  // A benchmark that breaks down leaves nothing running.
  process.once('exit', kill)
  child.once('exit', () => process.off('exit', kill))
  return { pid: child.pid, kill }
}

/** Starts the app, or what `args` say, on a free port and waits for its first 200, to a GET of `probe`. */
export async function startWeb(
  environment: Record<string, string>,
  args: string[] | ((port: number) => string[]) = ['dist/node.js'],
  probe = '/health',
): Promise<WebProcess> {
  const port = await findFreePort()
  const url = `http://127.0.0.1:${port}`
  const start = performance.now()
  const child = spawnNode(typeof args === 'function' ? args(port) : args, { ...environment, PORT: String(port) })
  await untilAnswering(`${url}${probe}`)
  return { ...child, url, startMs: performance.now() - start }
}

export async function untilAnswering(url: string): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS
  while (performance.now() < deadline) {
    const answer = await fetch(url).catch(() => undefined)
    await answer?.text()
    if (answer?.ok === true) return
    await pause(RETRY_MS)
  }
  throw new Error(`${url} did not answer within ${START_TIMEOUT_MS / 1000} s`)
}

function findFreePort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
