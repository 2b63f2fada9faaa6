/** A few calls of the official client, one after the other, and what they must give. */
import type { Redis } from '@upstash/redis'

export type ClientCase = { name: string; run: Run; expected: unknown[] }

/** `k` makes a key of the case's own. */
type Run = (redis: Redis, k: (name: string) => string) => Promise<unknown[]>

export function clientCase(name: string, run: Run, expected: unknown[]): ClientCase {
  return { name, run, expected }
}

/** In turn, since a later call of a case builds on the earlier ones. */
export async function each(...calls: (() => Promise<unknown>)[]): Promise<unknown[]> {
  const results: unknown[] = []
  for (const call of calls) results.push(await call())
  return results
}
