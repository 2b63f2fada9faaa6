import { setTimeout as pause } from 'node:timers/promises'
import { totalOf } from '../support/counting-proxy.ts'
import type { Costs } from '../support/cost-meter.ts'

/** An app does some work after its answer; then it asks nothing any more for as long. */
const QUIET_MS = 500

/** Reads the costs again and again until they stay the same. */
export async function settledCosts(read: () => Promise<Costs>): Promise<Costs> {
  let last = await read()
  for (;;) {
    await pause(QUIET_MS)
    const next = await read()
    if (sumOf(next) === sumOf(last)) return next
    last = next
  }
}

function sumOf({ redis, data }: Costs): number {
  return totalOf(redis) + totalOf(data)
}
