import type { Config } from '../config.ts'
import { AppError, isRunErrorCode, runError, type RunError } from '../errors.ts'
import { ownKeysOf } from '../accounts/provider-keys.ts'
import { recordUsage } from '../gateway/ledger.ts'
import { attachOwn } from '../gateway/own-providers.ts'
import { isOwnModel } from '../gateway/resolve-model.ts'
import type { RunRow } from '../services/database-types.ts'
import { saveSamples } from '../services/metrics-store.ts'
import { connectAsDriver, rowsOf, type DatabaseClient } from '../services/supabase.ts'
import { toIso } from '../services/timestamp.ts'
import { describeError, type Log } from '../telemetry/log.ts'
import { openTelemetry, type Telemetry } from '../telemetry/telemetry.ts'
import { childOf, type TraceContext } from '../telemetry/trace-context.ts'
import { traceOf } from '../telemetry/tracer.ts'
import { openBudget } from './budget.ts'
import { createBroadcast, type Broadcast } from './broadcast.ts'
import type { RunEvent } from './events.ts'
import type { Feed } from './feed.ts'
import { timeFirstText } from './first-text.ts'
import { startHeartbeat } from './heartbeat.ts'
import { readHistory, type History } from './history.ts'
import { isReplaced, openJournal, RunCanceled, type Journal } from './journal.ts'
import { openLive } from './live-stream.ts'
import type { Outcome, Pipeline, Pipelines, RunContext } from './pipeline.ts'
import { createAwaitInput, nextWait, RunRests } from './rest.ts'
import { claimedAt } from './run.ts'
import { linksOfDriver, traceOfDriver } from './run-trace.ts'
import { createStep } from './steps.ts'

/** So many drivers in a row that left nothing, and the next one gives the run up: it would bring that one down, too. */
const MOST_IDLE_DRIVERS = 5
/** A driver that works longer is kept in traces that are not sampled, too. */
const SLOW_RUN_MS = 600_000

export type DriveServices = {
  config: Config
  log: Log
  pipelines: Pipelines
  /** The request that the run is driven for, if one is. */
  trace?: TraceContext
  /** Where that request reads the run's events. */
  feed?: Feed
}

/**
 * Drives a run to its end: one that was claimed as it was made, or one that is claimed here by its id. Does nothing when
 * the run has ended or rests, when another process drives it, or when its kind has no pipeline here. A run that is left, because
 * its lease was lost or the database was, is taken up by the next process that looks at it; every other way out is a
 * terminal state. Never throws: what goes wrong is logged.
 */
export async function driveRun(services: DriveServices, claimedOrId: RunRow | string): Promise<void> {
  const run = typeof claimedOrId === 'string' ? await claimRun(services, claimedOrId) : claimedOrId
  if (run === undefined) services.feed?.close()
  else await driveToEnd(services, run)
}

/** The run, when it is to be driven here now. */
async function claimRun({ config, log, trace, pipelines }: DriveServices, id: string): Promise<RunRow | undefined> {
  const claiming = trace === undefined ? traceOf(config, undefined) : childOf(trace)
  const telemetry = openTelemetry(config, log, claiming, { run_id: id })
  const claim = { p_run: id, p_lease_seconds: config.RUN_LEASE_SECONDS, p_kinds: Object.keys(pipelines) }
  try {
    const [run] = rowsOf(await connectAsDriver(config, telemetry).rpc('claim_run', claim))
    return run
  } catch (error) {
    telemetry.log('error', 'run was left', describeError(error))
    await saveSamples(config, telemetry.meter)
    return undefined
  }
}

async function driveToEnd(services: DriveServices, run: RunRow): Promise<void> {
  const { config, trace, feed } = services
  const driver = traceOfDriver(config, run)
  const telemetry = openTelemetry(config, services.log, driver, { run_id: run.id })
  const { log, meter, tracer } = telemetry
  log('info', 'run claimed', { epoch: run.epoch })
  const attributes = { 'samokoder.run.id': run.id, 'samokoder.run.epoch': run.epoch }
  // What the driver does stands below its claim, which is over at once: of a process that is killed, that much is known.
  const links = linksOfDriver(run, driver, trace)
  tracer.end({ name: 'claim run', kind: 'internal', attributes, links }, false)
  const span = tracer.begin({ name: `run ${run.kind}`, kind: 'internal', attributes, slowMs: SLOW_RUN_MS })
  try {
    const ended = await driveClaimed(services, telemetry, connectAsDriver(config, telemetry), run)
    const { status } = ended
    const reason = ended.error_code ?? undefined
    // A run that rests will be counted by its end.
    if (ended.finished_at !== null) meter.count('samokoder_runs_total', { kind: run.kind, status })
    log('info', ended.finished_at === null ? 'run rests' : 'run ended', { status, error_code: reason })
    span.end({ failed: status === 'failed', attributes: { 'samokoder.run.status': status, 'error.type': reason } })
  } catch (error) {
    log('error', 'run was left', describeError(error))
    span.end({ failed: true })
  } finally {
    // Nobody who reads waits for what comes then.
    feed?.close()
    await Promise.all([saveSamples(config, meter), tracer.flush()])
  }
}

async function driveClaimed(
  { config, pipelines, feed }: DriveServices,
  telemetry: Telemetry,
  database: DatabaseClient,
  run: RunRow,
): Promise<RunRow> {
  const { log } = telemetry
  const broadcast = createBroadcast(openLive(config, run.id), feed, run.last_event)
  const journal = openJournal({ config, database, broadcast }, run)
  const stop = new AbortController()
  const heartbeat = startHeartbeat({ journal, broadcast, log }, config.RUN_LEASE_SECONDS, stop)
  try {
    broadcast.repeat(openingEvents(run, config.RUN_LEASE_SECONDS))
    const history = await readHistory(database, run)
    const timed = timeFirstText(broadcast, telemetry.meter, { run, history, leaseSeconds: config.RUN_LEASE_SECONDS })
    const step = createStep({ journal, broadcast: timed, history, telemetry, signal: stop.signal })
    const own = attachOwn(config, await ownKeysOf(config).read(run.owner_id, () => database))
    const base = { config, database, telemetry, run, own, signal: stop.signal, step }
    const context = makeContext(base, { journal, broadcast: timed, history })
    const end = await work(pipelines[run.kind], context, history)
    return await (end instanceof RunRests ? journal.rest(end.rest) : finishRun(journal, end))
  } finally {
    heartbeat.end()
    // Whoever watches elsewhere finds in Postgres what is lost here.
    await broadcast.beat().catch((error: unknown) => log('warn', 'live events were lost', describeError(error)))
    await bookLeftOver(config, run, journal, log)
  }
}

/** What the database has noted with the claim, and in a run's first claim with its making. */
function openingEvents(run: RunRow, leaseSeconds: number): RunEvent[] {
  const { kind, model, base_version, epoch, last_event } = run
  const at = new Date(claimedAt(run, leaseSeconds)).toISOString()
  const started = { id: { seq: last_event, part: 0 }, type: 'run.started', data: { epoch }, at }
  if (last_event !== 2) return [started]
  const data = { kind, model, base_version }
  return [{ id: { seq: 1, part: 0 }, type: 'run.created', data, at: toIso(run.created_at) }, started]
}

type ContextBase = Omit<RunContext, 'standingFacts' | 'book' | 'bookOpen' | 'awaitInput' | 'waitFor' | 'budget'>

function makeContext(
  base: ContextBase,
  { journal, broadcast, history }: { journal: Journal; broadcast: Broadcast; history: History },
): RunContext {
  const { config, run, own } = base
  const budget = openBudget(config, run, config.RUN_LEASE_SECONDS, (model) => isOwnModel(config, model, own))
  return {
    ...base,
    budget,
    standingFacts: history.standingFacts(),
    awaitInput: createAwaitInput(history),
    waitFor(reason, askedSeconds = 0) {
      const seconds = nextWait(history.waits, askedSeconds, config.RUN_WAIT_MAX_SECONDS)
      if (seconds !== undefined) throw new RunRests({ status: 'waiting', seconds, reason })
    },
    book: (row) => {
      journal.book(row)
      budget.note(row)
      broadcast.show({ type: 'usage.updated', data: budget.spent() })
    },
    bookOpen: (rowNow) => {
      journal.bookOpen(rowNow)
      budget.note(rowNow())
      // The next record tells of it if this one does not get through.
      void journal.renew().catch(() => undefined)
    },
  }
}

async function work(
  pipeline: Pipeline | undefined,
  context: RunContext,
  history: History,
): Promise<Outcome | RunRests> {
  const { signal, telemetry } = context
  if (pipeline === undefined) throw new Error(`runs of the kind ${context.run.kind} have no pipeline here`)
  try {
    if (history.idleDrivers >= MOST_IDLE_DRIVERS) return await salvage(pipeline, context, runError('abandoned'))
    return await pipeline.work(context)
  } catch (error) {
    const cause: unknown = signal.aborted ? signal.reason : error
    if (cause instanceof RunCanceled) return { status: 'canceled', error: runError('canceled') }
    if (cause instanceof RunRests) return cause
    if (isForNextDriver(cause)) throw cause
    telemetry.log('error', 'run failed', describeError(cause))
    return salvage(pipeline, context, toRunError(cause))
  }
}

/** What the database refuses with a code of its own, such as a full store, the owner of the run can mend. */
function toRunError(cause: unknown): RunError {
  return cause instanceof AppError && isRunErrorCode(cause.code)
    ? runError(cause.code, cause.message)
    : runError('internal')
}

/** What neither the model nor the user has done is no end of a run: the lease was lost, or the data API fails. */
function isForNextDriver(error: unknown): boolean {
  return isReplaced(error) || (error instanceof AppError && (error.status >= 500 || error.status === 401))
}

async function salvage(pipeline: Pipeline, context: RunContext, error: RunError): Promise<Outcome> {
  return pipeline.salvage?.(context, error) ?? { status: 'failed', error }
}

/** Ends the run; when its version cannot be committed, as when the project was changed meanwhile, the run says so. */
async function finishRun(journal: Journal, outcome: Outcome): Promise<RunRow> {
  try {
    return await journal.finish(outcome)
  } catch (error) {
    if (!(error instanceof AppError) || isForNextDriver(error) || !isRunErrorCode(error.code)) throw error
    const { code, message } = error
    return journal.finish({ ...outcome, status: 'failed', error: runError(code, message), message: '', manifest: null })
  }
}

/** Calls are charged even when their run was taken over or deleted meanwhile. */
async function bookLeftOver(config: Config, run: RunRow, journal: Journal, log: Log): Promise<void> {
  for (const row of journal.unbooked()) {
    await recordUsage(config, { ...row, owner_id: run.owner_id, run_id: run.id }, log)
  }
}
