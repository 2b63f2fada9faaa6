import { createMemory } from './memory.ts'

/** An answer is asked for anew by whoever needs it in the last of so many parts of the time that it is believed. */
const PARTS = 5

/** Where requests may wait for what another has begun, which on Workers they must not. */
export type Sharing = {
  /** Keeps the process alive for what is asked ahead. */
  later: (work: Promise<unknown>) => void
}

/** An answer, and until when it is believed; without that it is not remembered. */
export type Told<Answer> = { answer: Answer; until?: number }

/** `isAhead` is that nobody waits for the answer; `known` is the last one, which may be too old by now. */
export type Ask<Answer> = (asking: { isAhead: boolean; known: Answer | undefined }) => Promise<Told<Answer>>

type Question<Answer> = { answer: Promise<Answer>; askedAt: number }

/**
 * What a process was told, and asks anew when it is too old. Where requests share, one asks for all that need the same at a
 * time, and ahead, so that under load nobody waits. A question that is older than `maxAgeMs` is joined by nobody.
 */
export function createSharedMemory<Answer>(maxAgeMs: number, now: () => number = Date.now) {
  const memory = createMemory<{ answer: Answer; dueAt: number }>()
  const underWay = new Map<string, Question<Answer>>()
  let forgotten = 0

  async function tell(name: string, ask: Ask<Answer>, isAhead: boolean): Promise<Answer> {
    const before = forgotten
    const { answer, until } = await ask({ isAhead, known: memory.recall(name)?.answer.answer })
    // What was asked before something was to be forgotten may be just that.
    if (until !== undefined && forgotten === before) {
      memory.remember(name, { answer, dueAt: until - (until - now()) / PARTS }, until)
    }
    return answer
  }

  function tellAll(name: string, ask: Ask<Answer>, isAhead: boolean): Promise<Answer> {
    const question = { answer: tell(name, ask, isAhead), askedAt: now() }
    underWay.set(name, question)
    const leave = () => {
      if (underWay.get(name) === question) underWay.delete(name)
    }
    question.answer.then(leave, leave)
    return question.answer
  }

  return {
    forget(name: string): void {
      forgotten += 1
      underWay.delete(name)
      memory.forget(name)
    },
    async read(name: string, ask: Ask<Answer>, sharing?: Sharing): Promise<Answer> {
      const known = memory.recall(name)
      if (known !== undefined && now() < known.until) {
        const isDue = now() >= known.answer.dueAt && !underWay.has(name)
        if (isDue && sharing !== undefined) sharing.later(tellAll(name, ask, true).catch(() => undefined))
        return known.answer.answer
      }
      if (sharing === undefined) return tell(name, ask, false)
      const question = underWay.get(name)
      if (question === undefined || now() - question.askedAt >= maxAgeMs) return tellAll(name, ask, false)
      // Why it failed may have to do with who asked: then each asks for itself.
      return question.answer.catch(() => tell(name, ask, false))
    },
  }
}
