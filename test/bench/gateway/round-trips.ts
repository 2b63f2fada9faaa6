import type { ChildProcess } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { meterServices } from '../../support/cost-meter.ts'
import { startOurs, type Contender } from './contenders.ts'
import { drive } from './measure.ts'

export const ROUND_TRIP_COLUMNS = [
  'answers in JSON, at once',
  'Redis round trips per call',
  'data-API calls per call',
] as const

const MEASURED_MS = 5000
const AFTERWARDS_MS = 2000

/** What ours asks of its services for a call, before and behind it; counted by proxies in front of them. */
export async function measureRoundTrips(
  callers: ChildProcess,
  upstream: Contender,
  environment: Record<string, string>,
): Promise<string[][]> {
  const meter = await meterServices(environment)
  const ours = await startOurs(upstream, { ...environment, ...meter.environment })
  const rows: string[][] = []
  for (const atOnce of [1, 32]) {
    await drive(callers, ours, { streamed: false, atOnce }, MEASURED_MS)
    await pause(AFTERWARDS_MS)
    const read = await meter.start()
    const { calls } = await drive(callers, ours, { streamed: false, atOnce }, MEASURED_MS)
    await pause(AFTERWARDS_MS)
    const { redis, data } = await read()
    rows.push([String(atOnce), (redis.requests / calls).toFixed(3), (data.requests / calls).toFixed(3)])
  }
  ours.kill()
  await meter.close()
  return rows
}
