// What is counted elsewhere, for all processes, is handed out several turns at a time where many are asked for: a lease. It is
// used up within a second or lost, so that a process that dies with one does no harm.
import { createMemory } from './memory.ts'
import { createQueue } from './lease-queue.ts'

/** How long a process goes by what it was given. */
export const LEASE_MS = 1000
/** Most turns of one lease. */
const MOST_TURNS = 256
/** While a process asks for more than one turn, whoever else asks gets one; so long at most, as it may have been stopped. */
const ASKING_MS = 5000
/** For so long after its end, what a lease was used for tells of the demand. */
const RECENT_MS = 5000

export type Lease = {
  /** How many turns it was given with, 0 where there are none, and has left. */
  size: number
  left: number
  /** By the clock that createLeases was given. */
  until: number
}

/** What takes one turn. */
export type Turn<L extends Lease> = { fits?: (lease: L) => boolean; take?: (lease: L) => void }

/** Of one name: those that may have turns left, oldest first, and the last one that was asked for because of demand. */
type Held<L> = { leases: readonly L[]; last: L }

/** Gives as many turns as it can, up to so many. */
export type AskForLease<L extends Lease> = (turns: number) => Promise<L>
/** `isShort` is that fewer turns were given than were asked for. */
export type Asked<L extends Lease> = { lease: L; isShort: boolean }

/** The leases of one process, by the name of what they are of. */
export function createLeases<L extends Lease>(now: () => number = Date.now) {
  const memory = createMemory<Held<L>>()
  const asking = createMemory<true>()
  const isAsking = (name: string) => (asking.recall(name)?.until ?? 0) > now()
  const isLive = ({ left, until }: L) => left > 0 && now() < until

  function use(lease: L, { take }: Turn<L>): L {
    lease.left -= 1
    take?.(lease)
    return lease
  }

  /** Whether the last lease was used up in its time, so that more turns would have been of use. */
  function isUsedUp({ leases, last }: Held<L>): boolean {
    const left = leases.filter(isLive).reduce((sum, lease) => sum + lease.left, 0)
    return now() < last.until && left <= last.size / 4
  }

  /**
   * How many turns to ask for: twice as many as the last lease had, where that was used up in its time, so that more would
   * have been of use; as many as were used of one whose time has just passed, as where calls are slow.
   */
  function turnsAfter(held: Held<L>): number {
    const { last } = held
    if (isUsedUp(held)) return Math.min(last.size * 2, MOST_TURNS)
    const endedAgo = now() - last.until
    return endedAgo >= 0 && endedAgo < RECENT_MS ? Math.max(1, last.size - last.left) : 1
  }

  function keep(name: string, lease: L): void {
    const { leases = [], last = lease } = memory.recall(name)?.answer ?? {}
    // While one asks for several turns, others get one each, which says nothing of the demand.
    const isLess = now() < last.until && lease.size < last.size
    memory.remember(name, { leases: [...leases.filter(isLive), lease], last: isLess ? last : lease }, lease.until)
  }

  function take(name: string, turn: Turn<L>): L | undefined {
    const held = memory.recall(name)?.answer.leases ?? []
    const lease = held.find((one) => isLive(one) && turn.fits?.(one) !== false)
    return lease === undefined ? undefined : use(lease, turn)
  }

  /** Asks for as many turns as are of use, or for as many as wait. While one asks for several, others ask for one each. */
  async function ask(name: string, askFor: AskForLease<L>, turn: Turn<L> | undefined, waiting = 1): Promise<Asked<L>> {
    const held = memory.recall(name)?.answer
    const useful = held === undefined || isAsking(name) ? 1 : turnsAfter(held)
    const turns = Math.min(Math.max(useful, waiting), MOST_TURNS)
    if (turns > 1) asking.remember(name, true, now() + ASKING_MS)
    try {
      const lease = await askFor(turns)
      const isShort = lease.size < turns
      // There may be no turn at all.
      if (lease.size === 0) return { lease, isShort }
      if (turn !== undefined) use(lease, turn)
      keep(name, lease)
      return { lease, isShort }
    } finally {
      if (turns > 1) asking.remember(name, true, 0)
    }
  }

  const askTogether = createQueue<L>({ ask, take, now })

  return {
    /** One turn of what is there, if there is any that fits. */
    take,
    /** Whether it is time to ask for the next, so that nobody has to wait for it. */
    isLow(name: string): boolean {
      const held = memory.recall(name)?.answer
      return held !== undefined && held.last.size > 1 && isUsedUp(held) && !isAsking(name)
    },
    /** Asks for a lease, and takes `turn` of it. Where requests may wait for what another has begun, they ask together. */
    async renew(name: string, askFor: AskForLease<L>, turn?: Turn<L>, mayWait = false): Promise<L> {
      return mayWait ? askTogether(name, askFor, turn) : (await ask(name, askFor, turn)).lease
    },
  }
}
