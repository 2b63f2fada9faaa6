// What is counted elsewhere, for all processes, is handed out several turns at a time where many are asked for: a lease. It is
// used up within a second or lost, so that a process that dies with one does no harm.
import { createMemory } from './memory.ts'

/** How long a process goes by what it was given. */
export const LEASE_MS = 1000
/** Most turns of one lease. */
const MOST_TURNS = 64
/** While a process asks for more than one turn, whoever else asks gets one; so long at most, as it may have been stopped. */
const ASKING_MS = 5000

export type Lease = {
  /** How many turns it was given with, and has left. */
  size: number
  left: number
  /** By the clock that createLeases was given. */
  until: number
}

/** What takes one turn. */
export type Turn<L extends Lease> = { fits?: (lease: L) => boolean; take?: (lease: L) => void }

/** The leases of one process, by the name of what they are of. */
export function createLeases<L extends Lease>(now: () => number = Date.now) {
  const held = createMemory<L>()
  const asking = createMemory<true>()
  const isAsking = (name: string) => (asking.recall(name)?.until ?? 0) > now()

  function use(lease: L, { take }: Turn<L>): L {
    lease.left -= 1
    take?.(lease)
    return lease
  }

  /**
   * Asks for a lease: of twice as many turns as the last one, where that was used up in its time, else of one. What comes
   * of it takes the place of the last one.
   */
  async function renew(name: string, ask: (turns: number) => Promise<L>, turn?: Turn<L>): Promise<L> {
    const last = held.recall(name)?.answer
    const wasUsed = last !== undefined && now() < last.until && last.left <= last.size / 4
    const turns = wasUsed && !isAsking(name) ? Math.min(last.size * 2, MOST_TURNS) : 1
    if (turns > 1) asking.remember(name, true, now() + ASKING_MS)
    try {
      const lease = await ask(turns)
      if (turn !== undefined) use(lease, turn)
      const known = held.recall(name)?.answer
      // Of two that were asked for at a time, the larger one counts.
      const isLess = known !== undefined && now() < known.until && lease.size < known.size && lease.left <= known.left
      if (!isLess) held.remember(name, lease, lease.until)
      return lease
    } finally {
      if (turns > 1) asking.remember(name, true, 0)
    }
  }

  return {
    /** One turn of what is there, if there is any that fits. */
    take(name: string, turn: Turn<L>): L | undefined {
      const lease = held.recall(name)?.answer
      if (lease === undefined || lease.left < 1 || now() >= lease.until || turn.fits?.(lease) === false)
        return undefined
      return use(lease, turn)
    },
    /** Whether it is time to ask for the next, so that nobody has to wait for it. */
    isLow(name: string): boolean {
      const lease = held.recall(name)?.answer
      return lease !== undefined && lease.size > 1 && lease.left <= lease.size / 4 && !isAsking(name)
    },
    renew,
  }
}
