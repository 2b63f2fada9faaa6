import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import type { Blob, CallRow, ClosingEvent, RunRow } from '../services/database-types.ts'
import { toStorable } from '../services/stored-text.ts'
import { rowsOf, type DatabaseClient } from '../services/supabase.ts'
import { toIso } from '../services/timestamp.ts'
import type { Broadcast } from './broadcast.ts'
import type { NewFact } from './events.ts'
import type { Outcome } from './pipeline.ts'
import type { Rest } from './rest.ts'

/** Thrown out of a driver's work when the user has asked the run to stop. */
export class RunCanceled extends Error {
  override readonly name = 'RunCanceled'
}

/** Within which step a fact is made; none for those of the engine. */
export type Within = { step: string; attempt: number }
type Entry = {
  facts: NewFact[]
  within?: Within
  /** Contents that the facts speak of. */
  blobs?: Blob[]
  /** The step that these facts complete. */
  finished?: Within & { output: unknown }
}

/** The one way a driver writes about its run: facts to Postgres first, then to whoever watches. */
export type Journal = {
  /** Stores facts, and what calls took meanwhile, and renews the lease. @throws {RunCanceled} */
  record: (entry: Entry) => Promise<void>
  /** Renews the lease. @throws {RunCanceled} */
  renew: () => Promise<void>
  /** When the lease was renewed last, by Date.now(). */
  renewedAt: () => number
  /** Keeps what a call has taken for the next record. */
  book: (row: CallRow) => void
  /** Until the call is booked, every record tells what it has taken by then: of a driver that dies, that stays. */
  bookOpen: (rowNow: () => CallRow) => void
  /** What was booked and has not been stored. */
  unbooked: () => CallRow[]
  /** Ends the run, and with a manifest commits the version in the same transaction. */
  finish: (outcome: Outcome) => Promise<RunRow>
  /** Lays the run to rest, unless the user has canceled it: then it ends. */
  rest: (rest: Rest) => Promise<RunRow>
}

type Services = { config: Config; database: DatabaseClient; broadcast: Broadcast }

export function openJournal({ config, database, broadcast }: Services, run: RunRow): Journal {
  const calls = new Map<string, CallRow>()
  const open = new Map<string, () => CallRow>()
  let renewedAt = Date.now()
  let writing: Promise<unknown> = Promise.resolve()

  /** One write at a time: each names the number of the event before its own. */
  function inTurn<T>(write: () => Promise<T>): Promise<T> {
    const mine = writing.then(write, write)
    writing = mine.catch(() => undefined)
    return mine
  }

  const unbooked = () => [...calls.values(), ...[...open.values()].map((rowNow) => rowNow())]

  /** What is to be booked now; it stays until it is known to be stored. */
  function takeCalls(): { rows: CallRow[]; stored: () => void } {
    const rows = unbooked()
    const stored = () => {
      for (const row of rows) if (calls.get(row.id) === row) calls.delete(row.id)
    }
    return { rows, stored }
  }

  async function write({ facts: news, within, blobs = [], finished }: Entry): Promise<void> {
    const facts = toStorable(news)
    const { rows, stored } = takeCalls()
    const startedAt = Date.now()
    const [state] = rowsOf(
      await database.rpc('record_run', {
        p_run: run.id,
        p_epoch: run.epoch,
        p_lease_seconds: config.RUN_LEASE_SECONDS,
        p_events: facts.map((fact) => ({ ...fact, ...within })),
        p_blobs: blobs,
        p_step:
          finished === undefined
            ? null
            : { name: finished.step, attempt: finished.attempt, output: toStorable(finished.output ?? null) },
        p_usage: rows,
        p_last_event: broadcast.lastSeq(),
      }),
    )
    renewedAt = startedAt
    stored()
    if (facts.length > 0) {
      const at = state === undefined ? new Date().toISOString() : toIso(state.stored_at)
      broadcast.addFacts(facts.map((fact) => ({ ...fact, at })))
    }
    if (state?.cancel_requested === true) throw new RunCanceled()
  }

  async function end({ status, error, failedFiles = [], summary = '', message = '', manifest = null }: Outcome) {
    const { rows, stored } = takeCalls()
    const result = { status, failed_files: failedFiles, summary, message }
    const reason = error === undefined ? {} : { error_code: error.code, error_message: error.message }
    const { events, ...ended } = rowsOf(
      await database.rpc('finish_run', {
        p_run: run.id,
        p_epoch: run.epoch,
        p_result: toStorable({ ...result, ...reason }),
        p_manifest: manifest,
        p_usage: rows,
      }),
    )
    stored()
    broadcast.addFacts(events.map(readClosing))
    return ended
  }

  async function layToRest(rest: Rest) {
    const { rows, stored } = takeCalls()
    const { events, ...resting } = rowsOf(
      await database.rpc('rest_run', {
        p_run: run.id,
        p_epoch: run.epoch,
        p_rest: toStorable(rest),
        p_usage: rows,
      }),
    )
    stored()
    broadcast.addFacts(events.map(readClosing))
    return resting
  }

  return {
    record: (entry) => inTurn(() => write(entry)),
    renew: () => inTurn(() => write({ facts: [] })),
    renewedAt: () => renewedAt,
    book: (row) => {
      open.delete(row.id)
      calls.set(row.id, { ...row, epoch: run.epoch })
    },
    bookOpen: (rowNow) => void open.set(rowNow().id, () => ({ ...rowNow(), epoch: run.epoch })),
    unbooked,
    finish: (outcome) => inTurn(() => end(outcome)),
    rest: (rest) => inTurn(() => layToRest(rest)),
  }
}

function readClosing({ type, data, created_at }: ClosingEvent) {
  return { type, data, at: toIso(created_at) }
}

/** Whether an error says that another process drives the run, or that it has ended. */
export function isReplaced(error: unknown): boolean {
  return error instanceof AppError && error.code === 'stale_epoch'
}
