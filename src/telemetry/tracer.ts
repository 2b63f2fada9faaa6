// Spans of one request or run, sent by OTLP over HTTP when there is somewhere to send them.
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer'
import type { Config } from '../config.ts'
import { VERSION } from './release.ts'
import { childOf, type TraceContext } from './trace-context.ts'

/** As OpenTelemetry numbers them. */
const KINDS = { internal: 0, server: 1, client: 2 } as const
const STATUS = { unset: 0, error: 2 } as const
const EXPORT_TIMEOUT_MS = 5000

type Attributes = Record<string, string | number | boolean>
type SpanOptions = { name: string; kind: keyof typeof KINDS; attributes?: Attributes }
type ReadableSpan = Parameters<typeof JsonTraceSerializer.serializeRequest>[0][number]

export type Tracer = {
  /** What the request or run itself is in its trace. */
  context: TraceContext
  /** Begins a span below `context`, with a context of its own to hand on. */
  begin: (options: SpanOptions) => { context: TraceContext; end: (failed: boolean) => void }
  /** Does work as such a span; a throw marks it. */
  span: <T>(options: SpanOptions, work: (context: TraceContext) => Promise<T>) => Promise<T>
  /** Records the request or run itself, from its start to now. */
  end: (options: SpanOptions, failed: boolean) => void
  /** Sends what was recorded; a collector that does not answer costs the spans. Never throws. */
  flush: () => Promise<void>
}

export function createTracer(config: Config, context: TraceContext): Tracer {
  const endpoint = context.sampled ? config.OTEL_EXPORTER_OTLP_ENDPOINT : undefined
  const startMs = Date.now()
  let spans: ReadableSpan[] = []
  const record = (options: SpanOptions, of: TraceContext, sinceMs: number, failed: boolean) => {
    if (endpoint !== undefined) spans.push(toSpan(options, of, sinceMs, failed))
  }
  const begin: Tracer['begin'] = (options) => {
    const own = childOf(context)
    const sinceMs = Date.now()
    return { context: own, end: (failed) => record(options, own, sinceMs, failed) }
  }
  return {
    context,
    begin,
    span: async (options, work) => {
      const span = begin(options)
      let failed = true
      try {
        const result = await work(span.context)
        failed = false
        return result
      } finally {
        span.end(failed)
      }
    },
    end: (options, failed) => record(options, context, startMs, failed),
    flush: async () => {
      const batch = spans
      spans = []
      if (endpoint !== undefined && batch.length > 0) await send(endpoint, config.OTEL_EXPORTER_OTLP_HEADERS, batch)
    },
  }
}

async function send(endpoint: string, headers: readonly string[], spans: ReadableSpan[]): Promise<void> {
  const pairs = headers.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])
  try {
    const response = await fetch(`${endpoint}/v1/traces`, {
      method: 'POST',
      headers: { ...Object.fromEntries(pairs), 'Content-Type': 'application/json' },
      body: JsonTraceSerializer.serializeRequest(spans) as Uint8Array<ArrayBuffer>,
      signal: AbortSignal.timeout(EXPORT_TIMEOUT_MS),
    })
    await response.body?.cancel()
  } catch {
    // Traces are a help, never a condition.
  }
}

function toSpan({ name, kind, attributes = {} }: SpanOptions, of: TraceContext, sinceMs: number, failed: boolean) {
  const now = Date.now()
  const contextOf = (spanId: string) => ({ traceId: of.traceId, spanId, traceFlags: 1 })
  const span: ReadableSpan = {
    name,
    kind: KINDS[kind],
    spanContext: () => contextOf(of.spanId),
    ...(of.parentId === undefined ? {} : { parentSpanContext: contextOf(of.parentId) }),
    startTime: toHrTime(sinceMs),
    endTime: toHrTime(now),
    duration: toHrTime(now - sinceMs),
    ended: true,
    status: { code: failed ? STATUS.error : STATUS.unset },
    attributes,
    links: [],
    events: [],
    resource: RESOURCE,
    instrumentationScope: { name: 'samokoder', version: VERSION },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  }
  return span
}

// The serializer reads the attributes alone.
const RESOURCE = {
  attributes: { 'service.name': 'samokoder', 'service.version': VERSION },
} as unknown as ReadableSpan['resource']

/** Seconds and nanoseconds. */
function toHrTime(ms: number): [number, number] {
  return [Math.trunc(ms / 1000), (ms % 1000) * 1e6]
}
