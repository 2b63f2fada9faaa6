import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Config } from '../../src/config.ts'
import { connectAsService, rowsOf } from '../../src/services/supabase.ts'

const SCRIPT = fileURLToPath(new URL('./driver-process.ts', import.meta.url))

/**
 * Drives a run in a process of its own, which is killed once it has given out so many events, then lets its lease run
 * out. Tells whether it was killed before the run had ended.
 */
export async function driveAndKill(
  config: Config,
  environment: Record<string, string>,
  runId: string,
  afterEvents: number,
  pipelinesModule?: string,
): Promise<boolean> {
  const more = pipelinesModule === undefined ? [] : [pipelinesModule]
  const child = spawn(process.execPath, [SCRIPT, runId, String(afterEvents), ...more], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  if (code !== null && code !== 0) throw new Error(`the driver ended with ${code}`)
  await expireLease(config, runId)
  return signal === 'SIGKILL'
}

/** As time would. */
export async function expireLease(config: Config, runId: string): Promise<void> {
  const past = new Date(Date.now() - 1000).toISOString()
  rowsOf(
    await connectAsService(config)
      .from('runs')
      // The types forbid what only the database's functions do; here the test plays the clock.
      .update({ lease_expires_at: past } as never)
      .eq('id', runId)
      .select('id'),
  )
}
