// Who needs a turn while another asks for some waits for those: one question for all, of as many turns as are needed.
import type { AskForLease, Asked, Lease, Turn } from './leases.ts'
import { createMemory } from './memory.ts'

/** Behind so many, waiting would only take memory: whoever comes then asks for itself, and hears what comes of that. */
const MOST_WAITING = 1000
/** How long it stays so, where fewer turns were given than were asked for. */
const SCARCE_MS = 1000
/** A question that fails later than this fails for all who waited for it; one that fails at once may be asked again. */
const LONG_MS = 500

type Leases<L extends Lease> = {
  ask: (name: string, askFor: AskForLease<L>, turn: Turn<L> | undefined, waiting?: number) => Promise<Asked<L>>
  take: (name: string, turn: Turn<L>) => L | undefined
  now: () => number
}

/**
 * `isOver` tells whether it gave less than was asked for, or nothing at once; it rejects as a question does that failed after a
 * while. `waiting` is how many wait for it who have no turn yet.
 */
type Question = { isOver: Promise<boolean>; waiting: number }

/** Only for runtimes where a request may wait for what another one has begun. Without a turn to take, it asks ahead. */
export function createQueue<L extends Lease>({ ask, take, now }: Leases<L>) {
  const questions = new Map<string, Question>()
  /** Of what little is left: there each asks for itself, so that nobody waits in a row for one turn after the other. */
  const scarce = createMemory<true>()

  async function askForAll(
    name: string,
    askFor: AskForLease<L>,
    turn: Turn<L> | undefined,
    waiting: number,
  ): Promise<L> {
    const askedAt = now()
    const asked = ask(name, askFor, turn, waiting)
    const isShort = ({ isShort }: Asked<L>) => {
      if (isShort) scarce.remember(name, true, now() + SCARCE_MS)
      return isShort
    }
    const failed = (error: unknown) => {
      // Who has waited so long does not begin anew with one who does not answer.
      if (now() - askedAt >= LONG_MS) throw error
      return true
    }
    const question = { isOver: asked.then(isShort, failed), waiting: 0 }
    // Nobody may wait for it.
    question.isOver.catch(() => undefined)
    questions.set(name, question)
    try {
      return (await asked).lease
    } finally {
      // Before those go on who wait for it.
      if (questions.get(name) === question) questions.delete(name)
    }
  }

  async function waitForTurn(name: string, askFor: AskForLease<L>, turn: Turn<L>, waiting = 1): Promise<L> {
    const question = questions.get(name)
    if (question === undefined) return askForAll(name, askFor, turn, waiting)
    if (question.waiting >= MOST_WAITING) return (await ask(name, askFor, turn)).lease
    question.waiting += 1
    const isShort = await question.isOver
    const lease = take(name, turn)
    if (lease !== undefined) {
      question.waiting -= 1
      return lease
    }
    if (isShort) return (await ask(name, askFor, turn)).lease
    return waitForTurn(name, askFor, turn, question.waiting)
  }

  return async function askTogether(name: string, askFor: AskForLease<L>, turn?: Turn<L>): Promise<L> {
    if (turn === undefined) return askForAll(name, askFor, turn, 1)
    const isScarce = (scarce.recall(name)?.until ?? 0) > now()
    return isScarce ? (await ask(name, askFor, turn)).lease : waitForTurn(name, askFor, turn)
  }
}
