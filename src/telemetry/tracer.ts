// Spans of one request or run, which go to a collector when there is one. See docs/operations.md for what is kept of them.
import type { Config } from '../config.ts'
import { exporterOf } from './exporter.ts'
import type { Attributes, EndedSpan, SpanContext, SpanKind } from './otlp.ts'
import { isSampled, keepsFaults } from './sampler.ts'
import { childOf, continueTrace, type TraceContext } from './trace-context.ts'

/** Of a trace that is not sampled, so many spans are kept at hand, in case that it turns out to be worth it. */
const MOST_KEPT_SPANS = 200

type SpanOptions = {
  name: string
  kind: SpanKind
  attributes?: Attributes
  /** What it has to do with, but is no part of. */
  links?: readonly SpanContext[]
  /** Where that is not the present parent. */
  below?: TraceContext
  /** From this duration on it is kept of any trace. */
  slowMs?: number
}
type SpanEnd = { failed?: boolean; attributes?: Attributes }

export type Span = { context: TraceContext; end: (end?: SpanEnd) => void }

export type Tracer = {
  /** What the request or run itself is in its trace. */
  context: TraceContext
  /** Begins a span below `context`, or below the work that `span` is doing, with a context of its own to hand on. */
  begin: (options: SpanOptions) => Span
  /** Does work as such a span, above those that begin meanwhile; a throw marks it. */
  span: <T>(options: SpanOptions, work: (context: TraceContext) => Promise<T>) => Promise<T>
  /** Records the request or run itself, from its start to now. */
  end: (options: SpanOptions, failed: boolean) => void
  /** Sends what was recorded. Never throws. */
  flush: () => Promise<void>
}

/** The trace of a request: that of its caller, or a new one. */
export function traceOf(config: Config, traceparent: string | undefined): TraceContext {
  return continueTrace(traceparent, (traceId, decided) => isSampled(config, traceId, decided))
}

/** The id of a trace that is kept from its beginning, so that a figure may point at it; undefined for any other. */
export function keptTraceId(config: Config, { traceId, sampled }: TraceContext): string | undefined {
  return sampled && exporterOf(config).keepsTraces ? traceId : undefined
}

/** For work that is done step by step: of two at a time, the spans of one would stand below the other. */
export function createTracer(config: Config, context: TraceContext): Tracer {
  const exporter = exporterOf(config)
  const record = createRecorder(config, context)
  const own = start(context)
  let parent = context

  function start(of: TraceContext) {
    const [startMs, since] = [Date.now(), performance.now()]
    return ({ name, kind, attributes, links = [], slowMs = Infinity }: SpanOptions, end: SpanEnd) => {
      const { failed = false } = end
      const durationMs = Math.max(0, performance.now() - since)
      const all = { ...attributes, ...end.attributes }
      record({ name, kind, context: of, startMs, durationMs, attributes: all, links, failed }, durationMs >= slowMs)
    }
  }

  function begin(options: SpanOptions): Span {
    const of = childOf(options.below ?? parent)
    const finish = start(of)
    return { context: of, end: (end = {}) => finish(options, end) }
  }

  return {
    context,
    begin,
    span: async (options, work) => {
      const above = parent
      const span = begin(options)
      parent = span.context
      let failed = true
      try {
        const result = await work(span.context)
        failed = false
        return result
      } finally {
        parent = above
        span.end({ failed })
      }
    },
    end: (options, failed) => own(options, { failed }),
    flush: () => exporter.flush(),
  }
}

/**
 * Hands on the spans of a trace that is sampled as they end. Of another one they are kept at hand until one of them has
 * failed or was slow: from then on, it is as if the trace were sampled.
 */
function createRecorder(config: Config, { sampled }: TraceContext): (span: EndedSpan, isSlow: boolean) => void {
  const exporter = exporterOf(config)
  if (!exporter.keepsTraces || (!sampled && !keepsFaults(config))) return () => undefined
  let kept: EndedSpan[] | undefined = sampled ? undefined : []
  return (span, isSlow) => {
    if (kept !== undefined && !span.failed && !isSlow) {
      if (kept.length < MOST_KEPT_SPANS) kept.push(span)
      return
    }
    for (const each of kept ?? []) exporter.addSpan(each)
    kept = undefined
    exporter.addSpan(span)
  }
}
