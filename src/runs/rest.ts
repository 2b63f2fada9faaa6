// How a run comes to rest: its driver lets go of it, and any other goes on with it, days later.
import type { RunErrorCode } from '../errors.ts'
import type { Question, RunInput } from '../services/database-types.ts'
import type { History } from './history.ts'
import type { AwaitInput } from './pipeline.ts'

export type Rest =
  | ({ status: 'awaiting_input' } & Question)
  | { status: 'waiting'; seconds: number; reason: RunErrorCode }

/** Thrown out of a driver's work to lay the run to rest. */
export class RunRests extends Error {
  override readonly name = 'RunRests'
  readonly rest: Rest

  constructor(rest: Rest) {
    super(`the run rests: ${rest.status}`)
    this.rest = rest
  }
}

/** Makes the `awaitInput` of one drive: what a name is answered is stored as the output of a step of that name. */
export function createAwaitInput(history: History): AwaitInput {
  const attempts = new Map<string, number>()
  return (name, question) => {
    const attempt = (attempts.get(name) ?? 0) + 1
    attempts.set(name, attempt)
    const answered = history.outputOf(name, attempt)
    // answer_run has stored it in this shape.
    if (answered !== undefined) return answered.output as RunInput
    throw new RunRests({ status: 'awaiting_input', step: name, attempt, ...question })
  }
}

/** The first wait of a run, unless the provider asks for a longer one; each after it is twice as long … */
const FIRST_WAIT_SECONDS = 2
/** … up to this. */
const LONGEST_STEP_SECONDS = 600

/** How long to wait now, in seconds, or undefined when all waits of the run would come to more than `mostSeconds`. */
export function nextWait(earlier: readonly number[], askedSeconds: number, mostSeconds: number): number | undefined {
  const own = Math.min(LONGEST_STEP_SECONDS, FIRST_WAIT_SECONDS * 2 ** earlier.length)
  const seconds = Math.max(own, askedSeconds)
  const waited = earlier.reduce((sum, wait) => sum + wait, 0)
  return waited + seconds > mostSeconds ? undefined : seconds
}
