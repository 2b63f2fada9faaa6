// Long computations on the one thread that serves everybody: counted, bounded, and done in slices.

/** Longest slice, in milliseconds; a step that cannot be divided may come on top of it. */
const SLICE_MS = 10

/** Where the clock stands still while code computes, as on Workers, a slice ends by what was counted. */
const SLICE_UNITS = 20_000

/** The clock is read once in so many units: reading it costs about as much as a unit. */
const CLOCK_UNITS = 250

/** Computations of this process that wait for their next slice. They share the time that one alone would take. */
let waiting = 0

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
  /** Lets everybody else have a turn. */
  pause(): Promise<void>
  /** A part with a limit of its own: what is spent in it is spent here too. */
  part(limit: number): Work
}

export function createWork({ limit = Infinity, now = () => performance.now() } = {}): Work {
  let sliceStart = now()
  let sliceUnits = 0
  let unreadUnits = 0

  function isSliceOver(units: number): boolean {
    sliceUnits += units
    unreadUnits += units
    if (sliceUnits * (1 + waiting) >= SLICE_UNITS) return true
    if (unreadUnits < CLOCK_UNITS) return false
    unreadUnits = 0
    return (now() - sliceStart) * (1 + waiting) >= SLICE_MS
  }

  async function pause(): Promise<void> {
    waiting += 1
    // A timer is what every runtime has; only after its turn do sockets and other timers get theirs.
    await new Promise<void>((resolve) => {
      setTimeout(resolve, 0)
    })
    waiting -= 1
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
      pause,
      part: (limit) => createPart(limit, count),
    }
  }
  return createPart(limit, () => {})
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
    if (work.spend(1)) await work.pause()
    return await compute(work.part(work.left / 2))
  } catch (error) {
    if (!(error instanceof WorkLimitError)) throw error
    onLimit()
    return undefined
  }
}
