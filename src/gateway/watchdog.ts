export type Watchdog = {
  /** Aborts with the outer signal, or when what was expected did not come. */
  signal: AbortSignal
  /** Something of the answer itself is due within `ms`, whatever else comes meanwhile. */
  expectContent: (ms: number) => void
  /** Anything is due within `ms`. */
  expectLife: (ms: number) => void
  /** Stops both clocks: what comes next is not up to the other side. */
  pause: () => void
  timedOut: () => boolean
  /** When content is due, by performance.now(). */
  contentDueAt: () => number
  /** Stops both clocks for good; what is still open upstream is closed, unless the answer is whole. */
  release: (isWhole?: boolean) => void
}

/** One for all: the runtime would make an error with a stack for each call. */
const RELEASED = new Error('the call is over')

/** Two deadlines, tied to an outer signal. To move one costs no timer: the one timer looks again when it rings early. */
export function createWatchdog(outer: AbortSignal): Watchdog {
  const controller = new AbortController()
  const forward = () => controller.abort(outer.reason)
  let contentDueAt = Infinity
  let lifeDueAt = Infinity
  let ringsAt = Infinity
  let timer: ReturnType<typeof setTimeout> | undefined
  let timedOut = false
  if (outer.aborted) forward()
  outer.addEventListener('abort', forward)

  function ring(): void {
    const dueAt = Math.min(contentDueAt, lifeDueAt)
    ringsAt = Infinity
    // Timers may ring a little early.
    if (performance.now() < dueAt - 1) return look()
    timedOut = true
    controller.abort()
  }

  function look(): void {
    const dueAt = Math.min(contentDueAt, lifeDueAt)
    if (dueAt >= ringsAt) return
    clearTimeout(timer)
    ringsAt = dueAt
    timer = setTimeout(ring, Math.max(0, dueAt - performance.now()))
  }

  return {
    signal: controller.signal,
    expectContent: (ms) => {
      contentDueAt = performance.now() + ms
      look()
    },
    expectLife: (ms) => {
      lifeDueAt = performance.now() + ms
      look()
    },
    pause: () => {
      contentDueAt = Infinity
      lifeDueAt = Infinity
    },
    timedOut: () => timedOut,
    contentDueAt: () => contentDueAt,
    release: (isWhole = false) => {
      clearTimeout(timer)
      outer.removeEventListener('abort', forward)
      // Whatever is still open upstream is of no use to anyone. Where nothing is, to abort is a good part of a call.
      if (!isWhole) controller.abort(RELEASED)
    },
  }
}
