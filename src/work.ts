// Long computations on the one thread that serves everybody: counted, bounded, and done in slices.
import { pause } from './timing.ts'

/** Longest slice, in milliseconds; a step that cannot be divided may come on top of it. */
const SLICE_MS = 10

/** Where the clock stands still while code computes, as on Workers, a slice ends by what was counted. */
const SLICE_UNITS = 20_000

/** The clock is read once in so many units: reading it costs about as much as a unit. */
const CLOCK_UNITS = 250

/** Between two slices, whoever computes them, sockets and timers get their turn: at least so many milliseconds. */
const GAP_MS = 1

/** How much longer each waits for those before it, in case that none of them takes its turn. */
const PATIENCE_MS = 5

/** One who waits longer than this does not wait any more: its request was broken off, as Workers do it. */
const LONGEST_WAIT_MS = 30_000

/** As many computations hold much memory at the same time: what all of them hold is marked again by each collection. */
const LARGE_AT_ONCE = 2

/** One who waits for a place looks again after so long. */
const LOOK_MS = 20

/** A place that was taken longer ago than this is free again: its request was broken off. */
const LONGEST_PLACE_MS = 60_000

/** When the last slice of this process ended, and since when computations wait for their next, oldest first. */
let lastSliceEnd = -Infinity
/** When the first computation began of those that began since sockets were looked at. */
let turnStart: number | undefined
const waitingSince = new Map<symbol, number>()

/** Large computations, in the order in which they came, and when each was last heard of before it began. */
const placedSince = new Map<symbol, number>()

/** The work of a computation has reached its limit. */
export class WorkLimitError extends Error {
  override readonly name = 'WorkLimitError'
}

/** Counted in units of about a microsecond each, the same on every machine. */
export interface Work {
  readonly spent: number
  readonly left: number
  /** Counts what was done; true when the slice is over: `if (work.spend(1)) await work.pause()`. @throws {WorkLimitError} */
  spend(units: number): boolean
  /** Whether the slice is over by the clock, which `spend` does not read each time: asked before what cannot be divided. */
  isOver(): boolean
  /** Lets everybody else have a turn. */
  pause(): Promise<void>
  /** A part with a limit of its own: what is spent in it is spent here too. */
  part(limit: number): Work
}

export function createWork({ limit = Infinity, now = () => performance.now() } = {}): Work {
  let mustQueue = hasHadSlice()
  let sliceStart = now()
  let sliceUnits = 0
  let unreadUnits = 0

  function isSliceOver(units: number): boolean {
    sliceUnits += units
    unreadUnits += units
    if (mustQueue || sliceUnits >= SLICE_UNITS) return true
    if (unreadUnits < CLOCK_UNITS) return false
    unreadUnits = 0
    return now() - sliceStart >= SLICE_MS
  }

  async function startNextSlice(): Promise<void> {
    await waitForTurn()
    mustQueue = false
    sliceStart = now()
    sliceUnits = 0
    unreadUnits = 0
  }

  function createPart(limit: number, countAbove: (units: number) => void): Work {
    let spent = 0
    const count = (units: number): void => {
      spent += units
      countAbove(units)
      if (spent > limit) throw new WorkLimitError(`more than ${limit} units of work`)
    }
    return {
      get spent() {
        return spent
      },
      get left() {
        return Math.max(0, limit - spent)
      },
      spend(units) {
        count(units)
        return isSliceOver(units)
      },
      isOver: () => mustQueue || now() - sliceStart >= SLICE_MS,
      pause: startNextSlice,
      part: (limit) => createPart(limit, count),
    }
  }
  return createPart(limit, () => {})
}

/**
 * Ends a slice and waits for the next: until those who have waited longer had theirs, and sockets and timers had their
 * turn after the last. Nobody is woken by another: on Workers no request may wait for the work of another.
 */
async function waitForTurn(): Promise<void> {
  const me = Symbol('computation')
  lastSliceEnd = performance.now()
  waitingSince.set(me, lastSliceEnd)
  for (;;) {
    const ahead = countAhead(waitingSince, me, LONGEST_WAIT_MS)
    const left = lastSliceEnd + GAP_MS + ahead * PATIENCE_MS - performance.now()
    if (left > 0) {
      await pause(Math.min(left, Math.max(1, ahead) * PATIENCE_MS))
      continue
    }
    const sliceBefore = lastSliceEnd
    await afterSockets()
    if (lastSliceEnd === sliceBefore) break
  }
  waitingSince.delete(me)
  lastSliceEnd = performance.now()
}

/**
 * Whether a slice has gone by since sockets were looked at: who begins then queues up first. Many may begin in one go, and
 * each of them may end before its own slice does.
 */
function hasHadSlice(): boolean {
  const now = performance.now()
  if (turnStart === undefined) {
    turnStart = now
    void afterSockets().then(() => (turnStart = undefined))
  }
  return now - lastSliceEnd < GAP_MS || now - turnStart >= SLICE_MS
}

/**
 * Resolves when sockets have been looked at. Timers alone do not see to that: while there are timers that are due, Node
 * runs one after the other, and with each a slice. Without setImmediate each request has a process of its own, or almost.
 */
export function afterSockets(): Promise<void> {
  const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown }
  return new Promise((resolve) => {
    if (setImmediate === undefined) resolve()
    else setImmediate(resolve)
  })
}

/** How many came before; those who are left from longer than `longestMs` ago are forgotten. */
function countAhead(queue: Map<symbol, number>, me: symbol, longestMs: number): number {
  if (!queue.has(me)) return 0
  const oldest = performance.now() - longestMs
  let ahead = 0
  for (const [one, since] of queue) {
    if (one === me) break
    if (since < oldest) queue.delete(one)
    else ahead += 1
  }
  return ahead
}

/**
 * Computes what holds much memory as long as it computes, when few others do so: they come one after the other, in the
 * order of their calls.
 */
export async function takeTurnWithLarge<T>(compute: () => Promise<T>): Promise<T> {
  const me = Symbol('large computation')
  placedSince.set(me, performance.now())
  try {
    while (countAhead(placedSince, me, LONGEST_PLACE_MS) >= LARGE_AT_ONCE) {
      await pause(LOOK_MS)
      placedSince.set(me, performance.now())
    }
    return await compute()
  } finally {
    placedSince.delete(me)
  }
}

/**
 * What a computation gives with at most half of the work that is left, so that one which takes too much leaves enough
 * for the next; undefined when that did not suffice, and `onLimit` is called.
 */
export async function attemptPart<T>(
  work: Work,
  compute: (part: Work) => Promise<T>,
  onLimit: () => void = () => {},
): Promise<T | undefined> {
  try {
    if (work.spend(1) || work.isOver()) await work.pause()
    return await compute(work.part(work.left / 2))
  } catch (error) {
    if (!(error instanceof WorkLimitError)) throw error
    onLimit()
    return undefined
  }
}
