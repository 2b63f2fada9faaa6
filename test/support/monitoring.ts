// The monitoring services as processes: scripts/build-monitoring.ts builds those that are no packages of a distribution.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { expect, vi } from 'vitest'
import { binaryOf, type Built } from '../../scripts/monitoring-binaries.ts'
import { isMissing } from './commands.ts'

export type Service = { stop: () => Promise<void> }

/** What a test's name says where one of them is not there. */
export function notBuilt(...names: Built[]): string {
  const missing = names.filter((name) => !existsSync(binaryOf(name)))
  return missing.length === 0 ? '' : ` (skipped: npm run test:monitoring has not built ${missing.join(' and ')})`
}

export const NO_PROMETHEUS = isMissing('prometheus') ? ' (skipped: there is no prometheus on PATH)' : ''

/** Starts a service, and waits until it answers at `readyUrl` with 200. Throws what it said when it ends before that. */
export async function startService(
  program: string,
  parameters: string[],
  readyUrl: string,
  environment: Record<string, string> = {},
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
