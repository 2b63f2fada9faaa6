import type { Config } from '../config.ts'
import type { Log } from './log.ts'
import { createMeter, type Meter } from './metrics.ts'
import type { TraceContext } from './trace-context.ts'
import { createTracer, keptTraceId, type Tracer } from './tracer.ts'

/** What a piece of work tells about itself: lines, figures and spans. */
export type Telemetry = { log: Log; meter: Meter; tracer: Tracer }
/** By what calls to backing services are timed and traced. */
export type CallTelemetry = Pick<Telemetry, 'meter' | 'tracer'>

/** `fields` stand in every line. */
export function openTelemetry(
  config: Config,
  log: Log,
  trace: TraceContext,
  fields: Record<string, unknown>,
): Telemetry {
  const ids = { trace_id: trace.traceId, ...fields }
  return {
    log: (level, message, more) => log(level, message, { ...ids, ...more }),
    meter: createMeter(keptTraceId(config, trace)),
    tracer: createTracer(config, trace),
  }
}
