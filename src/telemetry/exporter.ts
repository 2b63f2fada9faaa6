import type { Config } from '../config.ts'
import { withTimeout } from '../timing.ts'
import { redactorOf } from './config-secrets.ts'
import { createMeter, type Meter } from './metrics.ts'
import { encodeLine, encodeSpan, envelopes, type Attributes, type EndedSpan } from './otlp.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import { VERSION } from './release.ts'

/** How often a process that lives on sends what has gathered. */
const INTERVAL_MS = 1000
/** How long it tries at its end. */
const LAST_CALL_MS = 2000

/** Sends spans and lines of the log to a collector, where the configuration names one. */
export type Exporter = {
  keepsTraces: boolean
  addSpan: (span: EndedSpan) => void
  /** A line as the log wrote it, without secrets. */
  addLine: ((line: Record<string, unknown>) => void) | undefined
  /**
   * Sends what is there, at the end of a request or a run. In a process that sends by itself it does nothing. Never throws:
   * telemetry is a help, and no condition.
   */
  flush: () => Promise<void>
  /** Has a process send by itself from now on. */
  start: () => Exporting
  /** What was lost, to be added to the figures of the fleet. */
  lost: Pick<Meter, 'take'>
}

/** `stop` sends what is left, for a moment at most. */
export type Exporting = { stop: () => Promise<void> }

const exporters = new WeakMap<Config, Exporter>()

/** The one exporter of a configuration: whatever runs by it shares its queues. */
export function exporterOf(config: Config): Exporter {
  const known = exporters.get(config)
  if (known !== undefined) return known
  const exporter = createExporter(config)
  exporters.set(config, exporter)
  return exporter
}

function createExporter(config: Config): Exporter {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_EXPORTER, OTEL_LOGS_EXPORTER } = config
  const meter = createMeter()
  const redact = redactorOf(config)
  const resource = describeResource(config)
  const open = (signal: 'traces' | 'logs', wanted: boolean): Outbox | undefined => {
    if (endpoint === undefined || !wanted) return undefined
    return createOutbox({
      url: `${endpoint}/v1/${signal}`,
      headers: headersOf(config),
      wrap: (entries) => envelopes[signal](resource(), entries),
      onDropped: (count, reason) => meter.count('samokoder_telemetry_dropped_total', { signal, reason }, count),
    })
  }
  const traces = open('traces', OTEL_TRACES_EXPORTER === 'otlp')
  const logs = open('logs', OTEL_LOGS_EXPORTER.includes('otlp'))
  // One after the other: a Worker waits for few connections at a time.
  const send = async () => {
    await logs?.send()
    await traces?.send()
  }
  let sendsByItself = false
  const noteAdded = (outbox: Outbox) => {
    if (sendsByItself && outbox.isBatchFull()) void outbox.send()
  }
  return {
    keepsTraces: traces !== undefined,
    addSpan: (span) => {
      if (traces === undefined) return
      traces.add(encodeSpan({ ...span, attributes: redact(span.attributes) }))
      noteAdded(traces)
    },
    addLine:
      logs &&
      ((line) => {
        logs.add(encodeLine(line))
        noteAdded(logs)
      }),
    flush: async () => {
      if (!sendsByItself) await send()
    },
    start: () => {
      if (traces === undefined && logs === undefined) return { stop: () => Promise.resolve() }
      sendsByItself = true
      const timer = setInterval(() => void send(), INTERVAL_MS)
      return {
        stop: async () => {
          clearInterval(timer)
          await withTimeout(Promise.all([logs?.send(true), traces?.send(true)]), LAST_CALL_MS, () => undefined)
        },
      }
    },
    lost: meter,
  }
}

/** By the specification, values are percent-encoded; those that are not stay as they are. */
function headersOf({ OTEL_EXPORTER_OTLP_HEADERS: pairs }: Config): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      return [pair.slice(0, at), decode(pair.slice(at + 1))]
    }),
  )
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

/** What sends: made with its first call, as Workers give out nothing random before there is a request. */
function describeResource(config: Config): () => Attributes {
  let instanceId: string | undefined
  return () => ({
    ...Object.fromEntries(
      Object.entries(config.OTEL_RESOURCE_ATTRIBUTES).map(([name, value]) => [name, decode(value)]),
    ),
    'service.name': config.OTEL_SERVICE_NAME,
    'service.version': VERSION,
    'service.instance.id': (instanceId ??= crypto.randomUUID()),
  })
}
