// What is measured. Processes keep no counters: a meter gathers the samples of one request or run, which are then added
// in Redis, and any process renders the sums of the whole fleet.

type Definition = {
  type: 'counter' | 'histogram'
  help: string
  labels: readonly string[]
  /** Upper bounds of a histogram's buckets; +Inf comes by itself. */
  buckets?: readonly number[]
}

const SECONDS = [0.005, 0.025, 0.1, 0.25, 1, 2.5, 10]
const LONG_SECONDS = [1, 5, 15, 60, 180, 600]
const FIRST_TEXT_SECONDS = [1, 2.5, 5, 10, 30, 60, 180]
const LAG_SECONDS = [0.25, 0.5, 1, 2.5, 5, 10]

export const METRICS = {
  samokoder_http_requests_total: {
    type: 'counter',
    help: 'HTTP requests by route and status.',
    labels: ['method', 'route', 'status'],
  },
  samokoder_http_request_duration_seconds: {
    type: 'histogram',
    help: 'Time until the answer began.',
    labels: ['method', 'route', 'status'],
    buckets: SECONDS,
  },
  samokoder_rate_limited_total: {
    type: 'counter',
    help: 'Requests refused for their rate, by what was limited.',
    labels: ['scope'],
  },
  samokoder_rate_limiter_away_total: {
    type: 'counter',
    help: 'Requests that could not be counted against their limit in time, by what became of them.',
    labels: ['scope', 'outcome'],
  },
  samokoder_backing_service_duration_seconds: {
    type: 'histogram',
    help: 'Time until a backing service answered, or did not, as runs and requests waited for it.',
    labels: ['service'],
    buckets: SECONDS,
  },
  samokoder_runs_total: { type: 'counter', help: 'Runs that ended, by outcome.', labels: ['kind', 'status'] },
  samokoder_run_first_text_seconds: {
    type: 'histogram',
    help: 'Time from the making of a run to the first text of its files or of its message.',
    labels: ['kind'],
    buckets: FIRST_TEXT_SECONDS,
  },
  samokoder_stream_lag_seconds: {
    type: 'histogram',
    help: 'How old the oldest news of a run were when a process that does not drive it read them for its watchers.',
    labels: ['source'],
    buckets: LAG_SECONDS,
  },
  samokoder_pruned_total: {
    type: 'counter',
    help: 'What was taken away because nobody needed it any more, by what it was.',
    labels: ['what'],
  },
  samokoder_prune_duration_seconds: {
    type: 'histogram',
    help: 'Time that rounds of pruning took, by whether they came to their end.',
    labels: ['outcome'],
    buckets: LONG_SECONDS,
  },
  samokoder_run_step_duration_seconds: {
    type: 'histogram',
    help: 'Time that the steps of runs took.',
    labels: ['step'],
    buckets: LONG_SECONDS,
  },
  samokoder_ai_tokens_total: {
    type: 'counter',
    help: 'Tokens that providers charged.',
    labels: ['model', 'direction'],
  },
  samokoder_ai_cost_usd_total: {
    type: 'counter',
    help: 'What those tokens cost by AI_PRICES, in US dollars.',
    labels: ['model'],
  },
  samokoder_ai_calls_total: {
    type: 'counter',
    help: 'Calls to AI providers, by outcome.',
    labels: ['model', 'outcome'],
  },
  samokoder_ai_attempts_total: {
    type: 'counter',
    help: 'HTTP requests that those calls made, by status; none when no answer came.',
    labels: ['model', 'status'],
  },
  samokoder_ai_failovers_total: {
    type: 'counter',
    help: 'Calls that went on to another model because one did not answer.',
    labels: ['from', 'to'],
  },
  samokoder_telemetry_dropped_total: {
    type: 'counter',
    help: 'Lines of the log and spans that the collector did not get, by why.',
    labels: ['signal', 'reason'],
  },
} as const satisfies Record<string, Definition>

export type MetricName = keyof typeof METRICS
type Labels<N extends MetricName> = Record<(typeof METRICS)[N]['labels'][number], string>

/** One number to add to one field of the sums. */
export type Sample = { field: string; by: number }

export type Meter = {
  count: <N extends MetricName>(name: N, labels: Labels<N>, by?: number) => void
  observe: <N extends MetricName>(name: N, labels: Labels<N>, seconds: number) => void
  /** The samples gathered so far, and begins anew. */
  take: () => Sample[]
}

export function createMeter(): Meter {
  const samples = new Map<string, number>()
  const add = (field: string, by: number) => {
    // Sums must not fall, and Redis refuses the whole batch for one that is no number.
    if (Number.isFinite(by) && by >= 0) samples.set(field, (samples.get(field) ?? 0) + by)
  }
  return {
    count: (name, labels, by = 1) => add(fieldOf(name, labels), by),
    observe: (name, labels, seconds) => {
      const { buckets = [] }: Definition = METRICS[name]
      const bound = buckets.find((upper) => seconds <= upper)
      add(fieldOf(`${name}_bucket`, { ...labels, le: bound === undefined ? '+Inf' : String(bound) }), 1)
      add(fieldOf(`${name}_sum`, labels), seconds)
    },
    take: () => {
      const taken = [...samples].map(([field, by]) => ({ field, by }))
      samples.clear()
      return taken
    },
  }
}

/** Prometheus text format, version 0.0.4, of the fields that meters have added up. */
export function renderMetrics(sums: ReadonlyMap<string, number>): string {
  const lines: string[] = []
  for (const [name, definition] of Object.entries<Definition>(METRICS)) {
    lines.push(`# HELP ${name} ${definition.help}`, `# TYPE ${name} ${definition.type}`)
    lines.push(...(definition.type === 'counter' ? renderCounter(name, sums) : renderHistogram(name, definition, sums)))
  }
  return `${lines.join('\n')}\n`
}

/** One gauge with its current values. */
export function renderGauge(
  name: string,
  help: string,
  values: { labels: Record<string, string>; value: number }[],
): string {
  const lines = values.map(({ labels, value }) => `${fieldOf(name, labels)} ${value}`)
  return `${[`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...lines].join('\n')}\n`
}

function renderCounter(name: string, sums: ReadonlyMap<string, number>): string[] {
  return [...sums]
    .filter(([field]) => field.startsWith(`${name}{`))
    .toSorted(byField)
    .map(([field, sum]) => `${field} ${sum}`)
}

/** Buckets are stored apart, each observation in one; the format wants them cumulative. */
function renderHistogram(name: string, { buckets = [] }: Definition, sums: ReadonlyMap<string, number>): string[] {
  return [...sums]
    .filter(([field]) => field.startsWith(`${name}_sum{`))
    .toSorted(byField)
    .flatMap(([field, sum]) => {
      const labels = field.slice(`${name}_sum{`.length, -1)
      let total = 0
      const lines = [...buckets.map(String), '+Inf'].map((le) => {
        const bucket = `${name}_bucket{${labels},le="${le}"}`
        total += sums.get(bucket) ?? 0
        return `${bucket} ${total}`
      })
      return [...lines, `${field} ${sum}`, `${name}_count{${labels}} ${total}`]
    })
}

function fieldOf(name: string, labels: Record<string, string>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${escapeLabel(value)}"`)
  return pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`
}

function escapeLabel(value: string): string {
  // Hardly any has something to escape, and a request has dozens.
  if (!/[\\\n"]/.test(value)) return value
  return value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')
}

function byField([a]: [string, number], [b]: [string, number]): number {
  return a < b ? -1 : 1
}
