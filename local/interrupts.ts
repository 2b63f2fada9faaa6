/** The exit code of what Ctrl-C ended, as shells have it. */
export const INTERRUPTED = 130

/** npm passes a Ctrl-C on that the terminal has sent to every process already: the same one comes twice. */
const SAME_WITHIN_MS = 500

/**
 * Hears Ctrl-C and SIGTERM. The first asks for an orderly end, and a later Ctrl-C for an end at once; supervisors that send
 * SIGTERM again mean the same as before.
 */
export function hearInterrupts(end: () => void, endAtOnce: () => void): void {
  let first: number | undefined
  const hear = (signal: NodeJS.Signals) => {
    if (first === undefined) {
      first = performance.now()
      end()
    } else if (signal === 'SIGINT' && performance.now() - first > SAME_WITHIN_MS) {
      endAtOnce()
    }
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, hear)
}
