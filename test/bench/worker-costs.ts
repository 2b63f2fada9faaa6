import { setTimeout as pause } from 'node:timers/promises'
import { totalOf } from '../support/counting-proxy.ts'
import { meterServices } from '../support/cost-meter.ts'
import { spawnNode } from './app-process.ts'
import { costRow } from './cost-row.ts'

const SECONDS = 30
const SECONDS_A_DAY = 86_400
const POLL_MS = 20
/** The end of the first sweep, so that as many sweeps are counted as there are in the time. */
const SETTLE_MS = 3000

/** What a worker asks of the services when it finds nothing to do. */
export async function measureWorkerCosts(environment: Record<string, string>): Promise<string[][]> {
  const meter = await meterServices(environment)
  const readStart = await meter.start()
  const worker = spawnNode(['dist/worker.js'], { ...environment, ...meter.environment })
  while (totalOf((await readStart()).data) === 0) await pause(POLL_MS)
  await pause(SETTLE_MS)
  const read = await meter.start()
  await pause(SECONDS * 1000)
  const costs = await read()
  worker.kill()
  await meter.close()
  return [costRow({ what: 'an idle worker, a day', costs, parts: SECONDS / SECONDS_A_DAY })]
}
