import type { RunRow } from '../services/database-types.ts'
import { readPages } from '../services/read-pages.ts'
import type { DatabaseClient } from '../services/supabase.ts'
import type { FactData, FactType } from './events.ts'

/** A fact as it is stored: whose it is, and within which step it was made. */
export type StoredFact = {
  seq: number
  type: string
  data: unknown
  epoch: number
  step: string | null
  attempt: number | null
}

/** What earlier drivers of a run have left. */
export type History = {
  /** The output of a step that they finished; undefined when they did not. */
  outputOf: (step: string, attempt: number) => { output: unknown } | undefined
  /** The facts that stand, in order: those of a finished step, or of the attempt that they broke off in. */
  factsOf: (step: string, attempt: number) => StoredFact[]
  /** All facts of steps that stand, in order. */
  standingFacts: () => StoredFact[]
  /** How many drivers in a row, up to the last one, have left nothing. */
  idleDrivers: number
  /** How long the run has waited for its provider, in seconds, each time. */
  waits: number[]
}

type StoredStep = { name: string; attempt: number; output: unknown; epoch: number }

/** Of a run that nobody has driven before, nothing is read. @throws {AppError} */
export async function readHistory(database: DatabaseClient, run: RunRow): Promise<History> {
  if (run.epoch <= 1) return toHistory(run, [], [])
  const steps = await readPages<StoredStep>((from, to) =>
    database
      .from('run_steps')
      .select('name,attempt,output,epoch', { count: 'exact' })
      .eq('run_id', run.id)
      .order('name')
      .order('attempt')
      .range(from, to),
  )
  const facts = await readPages<StoredFact>((from, to) =>
    database
      .from('run_events')
      .select('seq,type,data,epoch,step,attempt', { count: 'exact' })
      .eq('run_id', run.id)
      .order('seq')
      .range(from, to),
  )
  return toHistory(run, steps, facts)
}

function toHistory(run: RunRow, steps: StoredStep[], facts: StoredFact[]): History {
  const outputs = new Map(steps.map((step) => [keyOf(step.name, step.attempt), step]))
  const standing = withoutWithdrawn(facts)
  const byStep = new Map<string, StoredFact[]>()
  for (const fact of standing) {
    if (fact.step === null) continue
    const key = keyOf(fact.step, fact.attempt ?? 1)
    const facts = byStep.get(key)
    if (facts === undefined) byStep.set(key, [fact])
    else facts.push(fact)
  }
  return {
    outputOf: (step, attempt) => outputs.get(keyOf(step, attempt)),
    factsOf: (step, attempt) => byStep.get(keyOf(step, attempt)) ?? [],
    standingFacts: () => standing.filter(({ step }) => step !== null),
    idleDrivers: countIdleDrivers(run.epoch, steps, facts),
    waits: facts.flatMap(({ type, data }) => (type === WAITING ? [(data as FactData[typeof WAITING]).seconds] : [])),
  }
}

const WAITING = 'run.waiting' satisfies FactType

function withoutWithdrawn(facts: StoredFact[]): StoredFact[] {
  const withdrawn = facts
    .filter(({ type }) => type === ('facts.withdrawn' satisfies FactType))
    .map(({ data }) => data as FactData['facts.withdrawn'])
  if (withdrawn.length === 0) return facts
  return facts.filter(
    ({ seq, step, attempt }) =>
      !withdrawn.some(
        (range) => range.step === step && range.attempt === attempt && range.first_seq <= seq && seq <= range.last_seq,
      ),
  )
}

function countIdleDrivers(epoch: number, steps: StoredStep[], facts: StoredFact[]): number {
  const busy = new Set(steps.map((step) => step.epoch))
  for (const { step, type, epoch: made } of facts) if (step !== null || type === WAITING) busy.add(made)
  const lastBusy = Math.max(0, ...[...busy].filter((made) => made < epoch))
  return epoch - 1 - lastBusy
}

function keyOf(step: string, attempt: number): string {
  return `${step} ${attempt}`
}
