import { ProviderError, type ProviderErrorCode } from './provider-error.ts'
import type { Piece } from './read-answer.ts'

/** An answer that has begun, or that came to its end before. */
export type OpenAnswer = {
  /** The pieces that came together; undefined behind the last. @throws {ProviderError}, or the reason of the signal */
  next: () => Promise<Piece[] | undefined>
  /** Closes the call, unless it has ended. */
  leave: () => void
  /** Has it told how the answer ended, in whatever way. */
  onEnd: (listener: EndListener) => void
}

export type EndListener = (outcome: Outcome) => void
export type Outcome = 'whole' | 'broken_off' | ProviderErrorCode

export function outcomeOf(failure: unknown): Outcome {
  return failure instanceof ProviderError ? failure.code : 'broken_off'
}

/** Those who are to hear of an end, in the order in which they came, each once. */
export function createEnd() {
  const listeners: EndListener[] = []
  return {
    add: (listener: EndListener) => void listeners.push(listener),
    tell: (outcome: Outcome) => {
      for (const listener of listeners.splice(0)) listener(outcome)
    },
  }
}
