// The trace of a run is one, however many processes drive it, and told by the run alone: it is that of the request that made it,
// and the span of each claim is known by its number.
import type { Config } from '../config.ts'
import type { RunRow } from '../services/database-types.ts'
import { parseTraceparent, type TraceContext } from '../telemetry/trace-context.ts'
import type { SpanContext } from '../telemetry/otlp.ts'
import { isSampled } from '../telemetry/sampler.ts'

type Traced = Pick<RunRow, 'id' | 'epoch' | 'traceparent'>

/** The claim of a run's driver, in the trace of the run. */
export function traceOfDriver(config: Config, run: Traced): TraceContext {
  const maker = parseTraceparent(run.traceparent)
  const traceId = maker?.traceId ?? digitsOf(run.id)
  const sampled = maker?.sampled ?? isSampled(config, traceId, undefined)
  return { traceId, spanId: spanIdOf(run.id, run.epoch), parentId: maker?.spanId, sampled }
}

/** What a claim has to do with: the one before it, and the request that had it take the run up. */
export function linksOfDriver(run: Traced, driver: TraceContext, request: TraceContext | undefined): SpanContext[] {
  const before = run.epoch > 1 ? [{ traceId: driver.traceId, spanId: spanIdOf(run.id, run.epoch - 1) }] : []
  return request === undefined || request.traceId === driver.traceId ? before : [...before, request]
}

/** An id of a run has 122 random bits; the claims of one lie side by side in the last 64. */
function spanIdOf(runId: string, epoch: number): string {
  const id = BigInt.asUintN(64, BigInt(`0x${digitsOf(runId).slice(16)}`) + BigInt(epoch))
  return id.toString(16).padStart(16, '0')
}

function digitsOf(runId: string): string {
  return runId.replaceAll('-', '').toLowerCase()
}
