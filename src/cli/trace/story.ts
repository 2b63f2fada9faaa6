// The story of a run as one timeline, of what the database keeps of it.
import { endsRun } from '../../runs/events.ts'
import type { RunRow } from '../../services/database-types.ts'
import { toIso, toIsoOrNull } from '../../services/timestamp.ts'
import { describeFact } from './describe-fact.ts'
import { tellDrivers, type Driver } from './drivers.ts'
import type { Call, Fact, RunRows } from './read-rows.ts'
import { sumUpCalls, type Spending } from './spending.ts'

export type Entry = { at: string; after_ms: number; epoch: number | null } & (
  | { entry: 'fact'; seq: number; type: string; step: string | null; attempt: number | null; detail: string }
  | { entry: 'step'; step: string; attempt: number }
  | ({ entry: 'call' } & Omit<Call, 'created_at'>)
  | { entry: 'cancel_requested' }
)

export type Story = {
  run: ReturnType<typeof pickRun>
  drivers: Driver[]
  timeline: Entry[]
  spending: Spending
  waits: Wait[]
  /** What each repair has told of itself. */
  repairs: unknown[]
}

/** A time in which the run rested; null is one that goes on. */
type Wait = { at: string; why: string; seconds: number | null }

export function tellStory(rows: RunRows): Story {
  const { run, calls } = rows
  const facts = inOrderOfTime(rows.facts)
  return {
    run: pickRun(run),
    drivers: tellDrivers({ ...rows, facts }),
    timeline: toTimeline({ ...rows, facts }),
    spending: sumUpCalls(run, calls),
    waits: tellWaits(facts),
    repairs: facts.flatMap(({ type, data }) => (type === 'repair.completed' ? [data] : [])),
  }
}

/** The time of a fact is when its transaction began; what waited for another one is no earlier than that one's facts. */
function inOrderOfTime(facts: Fact[]): Fact[] {
  let latest = 0
  return facts.map((fact) => {
    latest = Math.max(latest, Date.parse(fact.created_at))
    return { ...fact, created_at: new Date(latest).toISOString() }
  })
}

function toTimeline({ run, facts, steps, calls }: RunRows): Entry[] {
  const begin = Date.parse(toIso(run.created_at))
  const when = (at: string) => ({ at, after_ms: Date.parse(at) - begin })
  const entries: Entry[] = [
    // Of one moment, a call comes before what was made of its answer, and that before the end of its step.
    ...calls.map(({ created_at, ...call }) => ({ ...when(created_at), entry: 'call' as const, ...call })),
    ...facts.map(({ created_at, data, ...fact }) => ({
      ...when(created_at),
      entry: 'fact' as const,
      ...fact,
      detail: describeFact(fact.type, data),
    })),
    ...steps.map(({ name, attempt, epoch, finished_at }) => ({
      ...when(finished_at),
      entry: 'step' as const,
      epoch,
      step: name,
      attempt,
    })),
  ]
  if (run.cancel_requested_at !== null)
    entries.push({ ...when(toIso(run.cancel_requested_at)), entry: 'cancel_requested', epoch: null })
  return entries.toSorted((a, b) => a.after_ms - b.after_ms)
}

/** A rest ends when a process takes the run again, or with the run. */
function tellWaits(facts: Fact[]): Wait[] {
  return facts.flatMap(({ type, data, created_at }, index) => {
    if (type !== 'run.waiting' && type !== 'run.awaiting_input') return []
    const goesOn = facts.slice(index + 1).find((later) => later.type === 'run.started' || endsRun(later.type))
    const why = type === 'run.waiting' ? String((data as { reason?: unknown }).reason) : 'awaiting_input'
    const ms = goesOn === undefined ? undefined : Date.parse(goesOn.created_at) - Date.parse(created_at)
    return [{ at: created_at, why, seconds: ms === undefined ? null : ms / 1000 }]
  })
}

function pickRun(run: RunRow) {
  const { id, project_id, owner_id, kind, model, status, base_version, version, error_code, error_message } = run
  const { budget, facts_pruned } = run
  const times = {
    created_at: toIso(run.created_at),
    started_at: toIsoOrNull(run.started_at),
    finished_at: toIsoOrNull(run.finished_at),
    lease_expires_at: toIsoOrNull(run.lease_expires_at),
    retry_at: toIsoOrNull(run.retry_at),
  }
  const end = { status, base_version, version, error_code, error_message }
  // Of a W3C trace context, the trace is the second part.
  const trace_id = run.traceparent?.split('-')[1] ?? null
  return { id, trace_id, project_id, owner_id, kind, model, ...end, budget, ...times, facts_pruned }
}
