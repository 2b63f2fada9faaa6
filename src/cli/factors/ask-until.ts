import { pause } from '../../timing.ts'

/** So long what does not answer well is asked again: it may be slow as the machine has much else to do. */
const PATIENCE_MS = 20_000
const AGAIN_MS = 1000

/** The first good answer, or the last one when patience is at its end. */
export async function askUntil<T>(isGood: (answer: T) => boolean, ask: () => Promise<T>): Promise<T> {
  const until = performance.now() + PATIENCE_MS
  for (;;) {
    const answer = await ask()
    if (isGood(answer) || performance.now() > until) return answer
    await pause(AGAIN_MS)
  }
}
