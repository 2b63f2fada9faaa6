export type Watchdog = {
  /** Aborts with the outer signal, or when what was expected did not come. */
  signal: AbortSignal
  /** Starts the clock anew: the next sign of life is due within `ms`. */
  expect: (ms: number) => void
  /** Stops the clock: what comes next is not up to the other side. */
  pause: () => void
  timedOut: () => boolean
  release: () => void
}

/** A deadline that moves with every sign of life, tied to an outer signal. */
export function createWatchdog(outer: AbortSignal): Watchdog {
  const controller = new AbortController()
  const forward = () => controller.abort(outer.reason)
  let timer: ReturnType<typeof setTimeout> | undefined
  let timedOut = false
  if (outer.aborted) forward()
  outer.addEventListener('abort', forward)
  return {
    signal: controller.signal,
    expect: (ms) => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        timedOut = true
        controller.abort()
      }, ms)
    },
    pause: () => clearTimeout(timer),
    timedOut: () => timedOut,
    release: () => {
      clearTimeout(timer)
      outer.removeEventListener('abort', forward)
      // Whatever is still open upstream is of no use to anyone.
      controller.abort()
    },
  }
}
