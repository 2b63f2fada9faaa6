import { AppError } from '../../errors.ts'
import type { StoredFact } from '../../runs/history.ts'
import type { LedgerRow, PassedOver, RunRow } from '../../services/database-types.ts'
import { readPages } from '../../services/read-pages.ts'
import { rowsOf, type DatabaseClient } from '../../services/supabase.ts'
import { toIso } from '../../services/timestamp.ts'

export type Fact = StoredFact & { created_at: string }
export type FinishedStep = { name: string; attempt: number; epoch: number; finished_at: string }
/** A row of the ledger; null is what the release that made it did not tell. */
export type Call = {
  id: string
  model: string
  provider: string | null
  outcome: string
  estimated: boolean
  prompt_tokens: number
  completion_tokens: number
  cached_tokens: number
  reasoning_tokens: number
  cost_usd: number | null
  epoch: number | null
  attempts: number | null
  passed_over: PassedOver[] | null
  duration_ms: number | null
  created_at: string
}

type StoredCall = LedgerRow & { created_at: string }

/** All that the database knows of a run. */
export type RunRows = { run: RunRow; facts: Fact[]; steps: FinishedStep[]; calls: Call[] }

/** @throws {AppError} not_found */
export async function readRunRows(database: DatabaseClient, runId: string): Promise<RunRows> {
  // Before what was made of it, so that none of that is newer than its sums, unless the run goes on meanwhile.
  const [run] = rowsOf(await database.from('runs').select().eq('id', runId))
  if (run === undefined) throw new AppError('not_found')
  const facts = await readPages<Fact>((from, to) =>
    database
      .from('run_events')
      .select('seq,type,data,epoch,step,attempt,created_at', { count: 'exact' })
      .eq('run_id', runId)
      .order('seq')
      .range(from, to),
  )
  const steps = await readPages<FinishedStep>((from, to) =>
    database
      .from('run_steps')
      .select('name,attempt,epoch,finished_at', { count: 'exact' })
      .eq('run_id', runId)
      .order('finished_at')
      .order('name')
      .order('attempt')
      .range(from, to),
  )
  const calls = await readPages<StoredCall>((from, to) =>
    database
      .from('usage_ledger')
      .select('*', { count: 'exact' })
      .eq('run_id', runId)
      .order('created_at')
      .order('id')
      .range(from, to),
  )
  return {
    run,
    facts: facts.map((fact) => ({ ...fact, created_at: toIso(fact.created_at) })),
    steps: steps.map((step) => ({ ...step, finished_at: toIso(step.finished_at) })),
    calls: calls.map(toCall),
  }
}

function toCall(row: StoredCall): Call {
  const { id, model, outcome, estimated, prompt_tokens, completion_tokens } = row
  return {
    id,
    model,
    outcome,
    estimated,
    prompt_tokens,
    completion_tokens,
    provider: row.provider ?? null,
    cached_tokens: row.cached_tokens ?? 0,
    reasoning_tokens: row.reasoning_tokens ?? 0,
    cost_usd: row.cost_usd ?? null,
    epoch: row.epoch ?? null,
    attempts: row.attempts ?? null,
    passed_over: row.passed_over ?? null,
    duration_ms: row.duration_ms ?? null,
    created_at: toIso(row.created_at),
  }
}
