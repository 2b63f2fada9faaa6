// Who has driven a run, one process after the other, by what each has left in the database.
import { endsRun } from '../../runs/events.ts'
import type { RunRows } from './read-rows.ts'

export type Driver = {
  epoch: number
  claimed_at: string
  /** Whether the one before it broke off: it ended neither the run nor its own part by a rest. */
  took_over: boolean
  /** When the one before it had left its last trace, then. */
  silent_ms: number | null
  last_seen_at: string
  facts: number
  steps: number
  calls: number
  left: 'ended' | 'rested' | 'taken over' | 'under way'
}

const RESTS = new Set(['run.waiting', 'run.awaiting_input'])

export function tellDrivers({ facts, steps, calls }: RunRows): Driver[] {
  const claims = facts.filter(({ type }) => type === 'run.started')
  const drivers: Driver[] = []
  for (const { epoch, created_at } of claims) {
    const own = facts.filter((fact) => fact.epoch === epoch)
    const ownSteps = steps.filter((step) => step.epoch === epoch)
    const ownCalls = calls.filter((call) => call.epoch === epoch)
    const seen = [
      ...own.map((fact) => fact.created_at),
      ...ownSteps.map(({ finished_at }) => finished_at),
      ...ownCalls.map((call) => call.created_at),
    ].map((time) => Date.parse(time))
    const before = drivers.at(-1)
    const took_over = before?.left === 'taken over'
    drivers.push({
      epoch,
      claimed_at: created_at,
      took_over,
      silent_ms: took_over ? Date.parse(created_at) - Date.parse(before.last_seen_at) : null,
      last_seen_at: new Date(Math.max(...seen)).toISOString(),
      facts: own.length,
      steps: ownSteps.length,
      calls: ownCalls.length,
      left: leaving(own, epoch < (claims.at(-1)?.epoch ?? 0)),
    })
  }
  return drivers
}

function leaving(own: RunRows['facts'], isFollowed: boolean): Driver['left'] {
  if (own.some(({ type }) => endsRun(type))) return 'ended'
  if (own.some(({ type }) => RESTS.has(type))) return 'rested'
  return isFollowed ? 'taken over' : 'under way'
}
