// What is measured. Processes keep no counters: a meter gathers the samples of one request or run, which are then added
// in Redis, and any process renders the sums of the whole fleet.

export type Definition = {
  type: 'counter' | 'histogram'
  help: string
  labels: readonly string[]
  /** Upper bounds of a histogram's buckets; +Inf comes by itself. */
  buckets?: readonly number[]
}

const SECONDS = [0.005, 0.025, 0.1, 0.25, 1, 2.5, 10]
const LONG_SECONDS = [1, 5, 15, 60, 180, 600]
/** A look takes two seconds of waiting, and half a minute at most. */
const PAGE_SECONDS = [0.1, 1, 2.5, 5, 10, 20, 30]
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
  samokoder_page_open_duration_seconds: {
    type: 'histogram',
    help: 'Time that the opening of a page in the browser took, by what came of it.',
    labels: ['result'],
    buckets: PAGE_SECONDS,
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

/** One number to add to one field of the sums, and of a histogram's bucket the last exemplar that fell into it. */
export type Sample = { field: string; by: number; exemplar?: Exemplar }

/** A trace that shows how a latency came to be. */
export type Exemplar = { traceId: string; seconds: number; timeMs: number }

export type Meter = {
  count: <N extends MetricName>(name: N, labels: Labels<N>, by?: number) => void
  observe: <N extends MetricName>(name: N, labels: Labels<N>, seconds: number) => void
  /** The samples gathered so far, and begins anew. */
  take: () => Sample[]
}

/** @param traceId The trace whose exemplars go with latencies: one that is kept, or nobody could look at it. */
export function createMeter(traceId?: string): Meter {
  const samples = new Map<string, Sample>()
  const add = (field: string, by: number, exemplar?: Exemplar) => {
    // Sums must not fall, and Redis refuses the whole batch for one that is no number.
    if (!Number.isFinite(by) || by < 0) return
    samples.set(field, { field, by: (samples.get(field)?.by ?? 0) + by, ...(exemplar && { exemplar }) })
  }
  return {
    count: (name, labels, by = 1) => add(fieldOf(name, labels), by),
    observe: (name, labels, seconds) => {
      const { buckets = [] }: Definition = METRICS[name]
      const bound = buckets.find((upper) => seconds <= upper)
      const exemplar = traceId === undefined ? undefined : { traceId, seconds, timeMs: Date.now() }
      add(fieldOf(`${name}_bucket`, { ...labels, le: bound === undefined ? '+Inf' : String(bound) }), 1, exemplar)
      add(fieldOf(`${name}_sum`, labels), seconds)
    },
    take: () => {
      const taken = [...samples.values()]
      samples.clear()
      return taken
    },
  }
}

/** A series by its name and labels, as both formats write it. */
export function fieldOf(name: string, labels: Record<string, string>): string {
  let pairs = ''
  for (const label of Object.keys(labels)) {
    pairs += `${pairs === '' ? '' : ','}${label}="${escapeLabel(labels[label] ?? '')}"`
  }
  return pairs === '' ? name : `${name}{${pairs}}`
}

function escapeLabel(value: string): string {
  // Hardly any has something to escape, and a request has dozens.
  if (!/[\\\n"]/.test(value)) return value
  return value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')
}
