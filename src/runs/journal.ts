import type { Blob, FailedFile, Manifest, RunRow, Usage } from '../services/database-types.ts'
import type { Config } from '../config.ts'
import { toStorable } from '../services/stored-text.ts'
import { rowsOf, type DatabaseClient } from '../services/supabase.ts'
import { describeError, type Log } from '../telemetry/log.ts'
import type { EventId } from './event-id.ts'
import type { LiveEvent, NewFact, RunEvent } from './events.ts'
import { openLive } from './live-stream.ts'

/** Text is sent to watchers at most this often: a Redis call costs money. */
const FLUSH_MS = 100

export type RunResult = {
  status: 'succeeded' | 'partial' | 'failed' | 'canceled'
  error_code?: string
  error_message?: string
  failed_files: FailedFile[]
  usage: Usage
  summary: string
  message: string
}

/** Thrown out of a driver's work when the user has asked the run to stop. */
export class RunCanceled extends Error {
  override readonly name = 'RunCanceled'
}

/** The one way a driver writes about its run: facts to Postgres first, then everything to the live stream. */
export type Journal = {
  /** Stores facts, with the blobs they speak of and the step they complete. @throws {RunCanceled} */
  record: (facts: NewFact[], more?: { blobs?: Blob[]; step?: { name: string; output: unknown } }) => Promise<void>
  /** Shows something to live watchers; a Redis failure is not an error. */
  show: (event: LiveEvent) => Promise<void>
  /** Renews the lease. @throws {RunCanceled} */
  renew: () => Promise<void>
  /** Whether somebody wants the driver to look at its run; false when nobody can tell. */
  isCalled: () => Promise<boolean>
  /** Ends the run, and with a manifest commits the version in the same transaction. */
  finish: (result: RunResult, manifest: Manifest | null) => Promise<RunRow>
}

export function openJournal(services: { config: Config; database: DatabaseClient; log: Log }, run: RunRow): Journal {
  const { config, database, log } = services
  const live = openLive(config, run.id)
  let last: EventId = { seq: run.last_event, part: 0 }
  let unsent: RunEvent[] = []
  let sentAt = 0

  async function send(): Promise<void> {
    const events = unsent
    unsent = []
    sentAt = Date.now()
    try {
      await live.append(events)
    } catch (error) {
      noteLoss(error)
    }
  }

  /** Shows what the database has written about the end. */
  async function sendClosing(): Promise<void> {
    const closing = rowsOf(
      await database.from('run_events').select('seq,type,data').eq('run_id', run.id).gt('seq', last.seq).order('seq'),
    )
    unsent.push(...closing.map(({ seq, type, data }) => ({ id: { seq, part: 0 }, type, data })))
    await send()
  }

  function noteLoss(error: unknown): void {
    log('warn', 'live events were lost', { run_id: run.id, ...describeError(error) })
  }

  const journal: Journal = {
    async record(news, { blobs = [], step } = {}) {
      const facts = toStorable(news)
      // Text goes out before the fact that ends it, or a watcher that has the fact already would pass it over.
      if (facts.length > 0 && unsent.length > 0) await send()
      const [state] = rowsOf(
        await database.rpc('record_run', {
          p_run: run.id,
          p_epoch: run.epoch,
          p_lease_seconds: config.RUN_LEASE_SECONDS,
          p_events: facts,
          p_blobs: blobs,
          p_step: step === undefined ? null : { ...toStorable(step), attempt: 1 },
        }),
      )
      for (const fact of facts) {
        last = { seq: last.seq + 1, part: 0 }
        unsent.push({ id: last, ...fact })
      }
      if (facts.length > 0) await send()
      if (state?.cancel_requested === true) throw new RunCanceled()
    },
    async show(event) {
      if (!appendText(unsent.at(-1), event)) {
        last = { seq: last.seq, part: last.part + 1 }
        unsent.push({ id: last, type: event.type, data: { ...event.data } })
      }
      if (Date.now() - sentAt >= FLUSH_MS) await send()
    },
    renew: () => journal.record([]),
    isCalled: () => live.isCalled().catch(() => false),
    async finish(result, manifest) {
      if (unsent.length > 0) await send()
      const ended = rowsOf(
        await database.rpc('finish_run', {
          p_run: run.id,
          p_epoch: run.epoch,
          p_result: toStorable(result),
          p_manifest: manifest,
        }),
      )
      // The run has ended. Watchers that are not shown so here find it in Postgres.
      await sendClosing().catch(noteLoss)
      return ended
    },
  }
  return journal
}

/** Lets text that follows text of the same file or message join it in one event. */
function appendText(before: RunEvent | undefined, event: LiveEvent): boolean {
  if (before?.type !== event.type || (event.type !== 'file.delta' && event.type !== 'message.delta')) return false
  const data = before.data as { path?: string; text: string }
  if (event.type === 'file.delta' && event.data.path !== data.path) return false
  data.text += event.data.text
  return true
}
