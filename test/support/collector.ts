// A collector that takes OTLP over HTTP in its JSON form, and holds what it is sent to the protocol:
// https://github.com/open-telemetry/opentelemetry-proto, https://protobuf.dev/programming-guides/json.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as z from 'zod'

const nanoseconds = z.string().regex(/^\d{19}$/)
const traceId = z.string().regex(/^(?!0{32})[\da-f]{32}$/)
const spanId = z.string().regex(/^(?!0{16})[\da-f]{16}$/)
const int64 = z.string().regex(/^-?\d+$/)

type AnyValue =
  | { stringValue: string }
  | { boolValue: boolean }
  | { intValue: string }
  | { doubleValue: number }
  | { arrayValue: { values: AnyValue[] } }
  | { kvlistValue: { values: { key: string; value: AnyValue }[] } }
const anyValue: z.ZodType<AnyValue> = z.lazy(() =>
  z.union([
    z.strictObject({ stringValue: z.string() }),
    z.strictObject({ boolValue: z.boolean() }),
    z.strictObject({ intValue: int64 }),
    z.strictObject({ doubleValue: z.number() }),
    z.strictObject({ arrayValue: z.strictObject({ values: z.array(anyValue) }) }),
    z.strictObject({ kvlistValue: z.strictObject({ values: attributes }) }),
  ]),
)
const attributes = z.array(z.strictObject({ key: z.string().min(1), value: anyValue }))
const resource = z.strictObject({ attributes })
const scope = z.strictObject({ name: z.string() })

const span = z.strictObject({
  traceId,
  spanId,
  parentSpanId: spanId.optional(),
  flags: z.int(),
  name: z.string().min(1),
  kind: z.int().min(1).max(5),
  startTimeUnixNano: nanoseconds,
  endTimeUnixNano: nanoseconds,
  attributes,
  links: z.array(z.strictObject({ traceId, spanId })),
  status: z.strictObject({ code: z.int().min(0).max(2).optional() }),
})
const line = z.strictObject({
  timeUnixNano: nanoseconds,
  observedTimeUnixNano: nanoseconds,
  severityNumber: z.int().min(1).max(24),
  severityText: z.string(),
  body: anyValue,
  attributes,
  traceId: traceId.optional(),
  spanId: spanId.optional(),
})
const BODIES = {
  '/v1/traces': z.strictObject({
    resourceSpans: z.array(
      z.strictObject({ resource, scopeSpans: z.array(z.strictObject({ scope, spans: z.array(span) })) }),
    ),
  }),
  '/v1/logs': z.strictObject({
    resourceLogs: z.array(
      z.strictObject({ resource, scopeLogs: z.array(z.strictObject({ scope, logRecords: z.array(line) })) }),
    ),
  }),
} as const

type Fields = Record<string, unknown>
export type ReceivedSpan = Omit<z.infer<typeof span>, 'attributes'> & { attributes: Fields; resource: Fields }
export type ReceivedLine = Omit<z.infer<typeof line>, 'attributes' | 'body'> & {
  message: unknown
  attributes: Fields
  resource: Fields
}

/** What it does with a call: takes it, is silent, or answers with a status. */
export type Behaviour = 'takes' | 'hangs' | number

export type Collector = {
  url: string
  spans: ReceivedSpan[]
  lines: ReceivedLine[]
  /** Everything that it was sent, as it came. */
  texts: string[]
  calls: { path: string; headers: IncomingHttpHeaders }[]
  behave: (behaviour: Behaviour, headers?: Record<string, string>) => void
  /** @throws when something that it was sent was not of the protocol */
  close: () => Promise<void>
}

export async function startCollector(): Promise<Collector> {
  let behaviour: Behaviour = 'takes'
  let answerHeaders: Record<string, string> = {}
  const problems: unknown[] = []
  const collector: Pick<Collector, 'spans' | 'lines' | 'texts' | 'calls'> = {
    spans: [],
    lines: [],
    texts: [],
    calls: [],
  }

  function answer(path: string, text: string, response: ServerResponse): void {
    if (behaviour === 'hangs') return
    if (behaviour === 'takes') {
      try {
        take(collector, path, JSON.parse(text))
      } catch (problem) {
        problems.push(problem)
      }
    }
    response.writeHead(behaviour === 'takes' ? 200 : behaviour, {
      'Content-Type': 'application/json',
      ...answerHeaders,
    })
    response.end('{}')
  }

  const server = createServer((request, response) => {
    const path = request.url ?? ''
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => void chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      collector.texts.push(text)
      collector.calls.push({ path, headers: request.headers })
      answer(path, text, response)
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    ...collector,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    behave: (next, headers = {}) => {
      behaviour = next
      answerHeaders = headers
    },
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
      if (problems.length > 0) throw new AggregateError(problems, 'the collector was sent what is no OTLP')
    },
  }
}

function take({ spans, lines }: Pick<Collector, 'spans' | 'lines'>, path: string, body: unknown): void {
  if (path === '/v1/traces') {
    for (const { resource: of, scopeSpans } of BODIES[path].parse(body).resourceSpans) {
      const told = { resource: toFields(of.attributes) }
      const found = scopeSpans.flatMap((scoped) => scoped.spans)
      spans.push(...found.map((each) => ({ ...each, ...told, attributes: toFields(each.attributes) })))
    }
  } else if (path === '/v1/logs') {
    for (const { resource: of, scopeLogs } of BODIES[path].parse(body).resourceLogs) {
      const told = { resource: toFields(of.attributes) }
      const found = scopeLogs.flatMap(({ logRecords }) => logRecords)
      lines.push(
        ...found.map((each) => ({
          ...each,
          ...told,
          message: toPlain(each.body),
          attributes: toFields(each.attributes),
        })),
      )
    }
  } else throw new Error(`OTLP has no ${path}`)
}

function toFields(pairs: z.infer<typeof attributes>): Fields {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, toPlain(value)]))
}

function toPlain(value: AnyValue): unknown {
  if ('arrayValue' in value) return value.arrayValue.values.map(toPlain)
  if ('kvlistValue' in value) return toFields(value.kvlistValue.values)
  if ('intValue' in value) return Number(value.intValue)
  return Object.values(value)[0]
}
