/** npm passes a Ctrl-C on that the terminal has sent to every process already: the same one comes twice. */
const SAME_WITHIN_MS = 500

/** Hears Ctrl-C and SIGTERM: the first asks for an orderly end, and a second one for an end at once. */
export function hearInterrupts(end: () => void, endAtOnce: () => void): void {
  let first: number | undefined
  const hear = () => {
    if (first === undefined) {
      first = performance.now()
      end()
    } else if (performance.now() - first > SAME_WITHIN_MS) {
      endAtOnce()
    }
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, hear)
}
