import { ProviderError } from '../gateway/provider-error.ts'
import type { Config } from '../config.ts'
import { AppError, ERROR_CODES } from '../errors.ts'
import type { RunRow } from '../services/database-types.ts'
import { saveSamples } from '../services/metrics-store.ts'
import { connectAsService, rowsOf, type DatabaseClient } from '../services/supabase.ts'
import { describeError, type Log } from '../telemetry/log.ts'
import { openTelemetry } from '../telemetry/telemetry.ts'
import { childOf, continueTrace, type TraceContext } from '../telemetry/trace-context.ts'
import type { Conversation } from '../generation/read-answer.ts'
import { buildVersion, type Outcome } from '../generation/build-version.ts'
import { openJournal, RunCanceled, type Journal, type RunResult } from './journal.ts'
import { keepLease } from './lease.ts'

/** A run that so many processes have taken and left would bring down the next one too. */
const MAX_CLAIMS = 5

type Services = {
  config: Config
  log: Log
  /** The request that the run is driven for, if one is. */
  trace?: TraceContext
}

/**
 * Claims a run and drives it to its end; does nothing when it has ended or another process drives it.
 * A run that is left, because its lease was lost or the database was, is taken up by the next process that looks at it;
 * every other way out is a terminal state. Never throws: what goes wrong is logged.
 */
export async function driveRun(services: Services, runId: string): Promise<void> {
  const { config, trace } = services
  const telemetry = openTelemetry(config, services.log, trace ? childOf(trace) : continueTrace(undefined), {
    run_id: runId,
  })
  const { log, meter, tracer } = telemetry
  const database = connectAsService(config, meter)
  try {
    const claim = { p_run: runId, p_lease_seconds: config.RUN_LEASE_SECONDS }
    const [run] = rowsOf(await database.rpc('claim_run', claim))
    if (run === undefined) return
    log('info', 'run claimed', { epoch: run.epoch })
    const journal = openJournal({ config, database, log }, run)
    const usage = { prompt_tokens: 0, completion_tokens: 0 }
    const outcome = await work(database, run, journal, { config, model: run.model, usage, telemetry })
    const ended = await finishRun(journal, outcome)
    meter.count('samokoder_runs_total', { kind: run.kind, status: ended.status })
    log('info', 'run ended', { status: ended.status, error_code: ended.error_code ?? undefined })
    tracer.end({ name: `run ${run.kind}`, kind: 'internal', attributes: { 'samokoder.run.id': runId } }, false)
  } catch (error) {
    log('error', 'run was left', describeError(error))
    tracer.end({ name: 'run', kind: 'internal', attributes: { 'samokoder.run.id': runId } }, true)
  } finally {
    await Promise.all([saveSamples(config, meter), tracer.flush()])
  }
}

async function work(
  database: DatabaseClient,
  run: RunRow,
  journal: Journal,
  talk: Omit<Conversation, 'signal'>,
): Promise<Outcome> {
  const { config, telemetry } = talk
  if (run.epoch > MAX_CLAIMS)
    return endedEarly('failed', 'abandoned', 'Every process that took the run broke off.', talk)
  if (!config.AI_MODELS.includes(run.model)) {
    return endedEarly('failed', 'unknown_model', ERROR_CODES.unknown_model[1], talk)
  }
  const stop = new AbortController()
  const lease = keepLease(journal, config.RUN_LEASE_SECONDS, stop)
  try {
    await journal.record([{ type: 'run.started', data: { epoch: run.epoch } }])
    return await buildVersion(database, run, journal, { ...talk, signal: stop.signal })
  } catch (error) {
    const cause: unknown = stop.signal.aborted ? stop.signal.reason : error
    if (cause instanceof RunCanceled) return endedEarly('canceled', 'canceled', 'The run was canceled.', talk)
    if (cause instanceof AppError && (cause.code === 'stale_epoch' || cause.code === 'service_unavailable')) throw cause
    const known = cause instanceof ProviderError
    telemetry.log(known ? 'warn' : 'error', 'run failed', describeError(cause))
    if (known) return endedEarly('failed', cause.code, cause.message, talk)
    return endedEarly('failed', 'internal', 'Something went wrong on our side.', talk)
  } finally {
    lease.release()
  }
}

function endedEarly(
  status: RunResult['status'],
  code: string,
  message: string,
  { usage }: Pick<Conversation, 'usage'>,
): Outcome {
  const result = { status, error_code: code, error_message: message, failed_files: [], usage, summary: '', message: '' }
  return { result, manifest: null }
}

/** Ends the run; when its version cannot be committed, as when the project was changed meanwhile, the run says so. */
async function finishRun(journal: Journal, { result, manifest }: Outcome): Promise<RunRow> {
  try {
    return await journal.finish(result, manifest)
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'stale_epoch' || error.code === 'service_unavailable')
      throw error
    const { code, message } = error
    return journal.finish({ ...result, status: 'failed', error_code: code, error_message: message, message: '' }, null)
  }
}
