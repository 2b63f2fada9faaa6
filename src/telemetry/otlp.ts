// OTLP in its JSON form (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding): each span and each line of the log
// is encoded once, when it is there, so that what waits to be sent is text of a known length.
import type { TraceContext } from './trace-context.ts'

/** As OTLP numbers them. */
const KINDS = { internal: 1, server: 2, client: 3 } as const
const STATUS_ERROR = 2
const SEVERITIES: Record<string, number> = { debug: 5, info: 9, warn: 13, error: 17 }

export type SpanKind = keyof typeof KINDS
export type Attributes = Readonly<Record<string, unknown>>
export type SpanContext = Pick<TraceContext, 'traceId' | 'spanId'>
export type EndedSpan = {
  name: string
  kind: SpanKind
  context: TraceContext
  /** Since 1970, in milliseconds. */
  startMs: number
  durationMs: number
  attributes: Attributes
  links: readonly SpanContext[]
  failed: boolean
}

export function encodeSpan(span: EndedSpan): string {
  const { traceId, spanId, parentId } = span.context
  return JSON.stringify({
    traceId,
    spanId,
    parentSpanId: parentId,
    // Bit 0: the trace is kept.
    flags: 1,
    name: span.name,
    kind: KINDS[span.kind],
    startTimeUnixNano: toNanoseconds(span.startMs),
    endTimeUnixNano: toNanoseconds(span.startMs + span.durationMs),
    attributes: encodeAttributes(span.attributes),
    links: span.links.map((link) => ({ traceId: link.traceId, spanId: link.spanId })),
    status: span.failed ? { code: STATUS_ERROR } : {},
  })
}

/** A line of the log, as it stands on standard output. */
export function encodeLine({ time, level, message, ...fields }: Record<string, unknown>): string {
  const at = toNanoseconds(Date.parse(String(time)))
  const { trace_id, span_id } = fields
  return JSON.stringify({
    timeUnixNano: at,
    observedTimeUnixNano: at,
    severityNumber: SEVERITIES[String(level)],
    severityText: String(level).toUpperCase(),
    body: { stringValue: String(message) },
    // Ids stay among the fields as well: lines that were gathered from standard output have them there.
    attributes: encodeAttributes(fields),
    ...(typeof trace_id === 'string' ? { traceId: trace_id } : {}),
    ...(typeof span_id === 'string' ? { spanId: span_id } : {}),
  })
}

/** The bodies of an export, around what was encoded before; the scope is what made it. */
export const envelopes = {
  traces: (resource: Attributes, spans: readonly string[]) =>
    `{"resourceSpans":[{"resource":${encodeResource(resource)},"scopeSpans":[{"scope":${SCOPE},"spans":[${spans.join(',')}]}]}]}`,
  logs: (resource: Attributes, lines: readonly string[]) =>
    `{"resourceLogs":[{"resource":${encodeResource(resource)},"scopeLogs":[{"scope":${SCOPE},"logRecords":[${lines.join(',')}]}]}]}`,
}

const SCOPE = JSON.stringify({ name: 'samokoder' })

function encodeResource(attributes: Attributes): string {
  return JSON.stringify({ attributes: encodeAttributes(attributes) })
}

function encodeAttributes(attributes: Attributes): { key: string; value: object }[] {
  return Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined || value === null ? [] : [{ key, value: encodeValue(value) }],
  )
}

function encodeValue(value: unknown): object {
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'number') return encodeNumber(value)
  if (Array.isArray(value)) return { arrayValue: { values: value.map(encodeValue) } }
  if (typeof value === 'object' && value !== null) return { kvlistValue: { values: encodeAttributes({ ...value }) } }
  return { stringValue: String(value) }
}

/** Integers are of 64 bits, which JSON has as texts; what is no number is none in JSON either. */
function encodeNumber(value: number): object {
  if (Number.isSafeInteger(value)) return { intValue: String(value) }
  return Number.isFinite(value) ? { doubleValue: value } : { stringValue: String(value) }
}

/** To the microsecond: that is as far as a double goes today. */
function toNanoseconds(ms: number): string {
  return `${Math.round(ms * 1000)}000`
}
