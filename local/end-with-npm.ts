import { execFileSync } from 'node:child_process'
import { isAlive } from '../src/cli/is-alive.ts'

const LOOK_EVERY_MS = 500

/**
 * Ends this process at once when the npm that started it is gone: killed, it takes nothing along, and whoever starts
 * again would find the port and the folder taken. A shell stands between the two.
 */
export function endWithNpm(): void {
  if (process.env['npm_lifecycle_event'] === undefined) return
  const npm = parentOf(process.ppid)
  if (npm === undefined) return
  setInterval(() => {
    if (!isAlive(npm)) process.kill(process.pid, 'SIGKILL')
  }, LOOK_EVERY_MS).unref()
}

/** Undefined where there is no `ps` to ask. */
function parentOf(pid: number): number | undefined {
  try {
    return Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' })) || undefined
  } catch {
    return undefined
  }
}
