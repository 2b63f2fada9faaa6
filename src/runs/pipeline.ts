// What the engine is handed: for each kind of run, how its work is done. A pipeline is ordinary code over durable steps.
import type { Config } from '../config.ts'
import type { RunError, RunErrorCode } from '../errors.ts'
import type { OwnProviders } from '../gateway/resolve-model.ts'
import type { Blob, CallRow, FailedFile, Manifest, Question, RunInput, RunRow } from '../services/database-types.ts'
import type { DatabaseClient } from '../services/supabase.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import type { RunBudget } from './budget.ts'
import type { LiveEvent, NewFact } from './events.ts'
import type { StoredFact } from './history.ts'

/** How a run ends, and the files of the version that it makes, if any. */
export type Outcome = {
  status: 'succeeded' | 'partial' | 'failed' | 'canceled'
  error?: RunError
  failedFiles?: FailedFile[]
  /** What the version is called. */
  summary?: string
  /** What the user is told. */
  message?: string
  manifest?: Manifest | null
}

/** What a step may do while it works. */
export type StepTools = {
  /** Stores facts now, with the blobs that they speak of. */
  record: (facts: NewFact[], blobs?: Blob[]) => Promise<void>
  /** Stores facts in the transaction that stores the step's output. */
  conclude: (...facts: NewFact[]) => void
  show: (event: LiveEvent) => void
}

export type StepOptions = {
  /** Brings back what the facts tell that an earlier driver has recorded in the step. */
  restore?: (facts: readonly StoredFact[]) => void
  /**
   * Whether an attempt goes on from the facts of a driver that broke off in it, which are restored. Otherwise they are
   * withdrawn, and the attempt begins anew.
   */
  resumes?: boolean
}

/**
 * Does a piece of work once: its stored output is returned when an earlier driver has finished it. A name that is used
 * again is the step's next attempt, so the order of a pipeline's steps must follow from their outputs and facts alone.
 * Outputs are JSON.
 */
export type Step = <T>(name: string, work: (tools: StepTools) => Promise<T>, options?: StepOptions) => Promise<T>

/**
 * What the user answers to a question; until then the run rests. A name that is used again asks anew, and must be the name
 * of no step.
 */
export type AwaitInput = (name: string, question: Pick<Question, 'kind' | 'text'>) => RunInput

export type RunContext = {
  config: Config
  database: DatabaseClient
  telemetry: Telemetry
  run: RunRow
  /** Aborts when the run is canceled or taken over: its reason is for the engine. */
  signal: AbortSignal
  step: Step
  /** Throws what lays the run to rest, for the engine. */
  awaitInput: AwaitInput
  /**
   * Lays the run to rest for a while, since its provider has no capacity: throws, for the engine. Returns when the run has
   * waited for as long as it may.
   */
  waitFor: (reason: RunErrorCode, askedSeconds?: number) => void
  /** What the account of the run has own keys for, as it was when this driver took the run. */
  own: OwnProviders
  /** What the run may take, and has taken. */
  budget: RunBudget
  /** Every fact of steps that earlier drivers have recorded and that stands, in order. */
  standingFacts: readonly StoredFact[]
  /** Books what a call has taken, with the next facts. */
  book: (row: CallRow) => void
  /** A call is charged from now on: it is told of at once, and whatever is stored tells what it has taken by then. */
  bookOpen: (rowNow: () => CallRow) => void
}

export type Pipeline = {
  /** Throws what the signal was aborted with, and whatever the data API throws. */
  work: (context: RunContext) => Promise<Outcome>
  /** What can be kept of a run whose work cannot go on; without it, nothing. Asks nobody but the database. */
  salvage?: (context: RunContext, error: RunError) => Promise<Outcome>
}

/** By the kind of the run. */
export type Pipelines = Readonly<Record<string, Pipeline>>
