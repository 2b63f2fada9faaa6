// What the fleet has counted, as a table: the difference of two looks at its sums, or all since counting began.
import { groupBy } from '../../services/group-by.ts'

export type RouteFigures = {
  method: string
  route: string
  requests: number
  errors: number
  mean_seconds: number
  /** The bound of the bucket that it falls into; null is longer than the last one. */
  p95_within_seconds: number | null
}
export type ModelFigures = { model: string; calls: number; failed: number; by_outcome: Record<string, number> }

type Sums = ReadonlyMap<string, number>
type Series = { name: string; labels: Record<string, string>; value: number }

/** What was added since the earlier look; where a sum has fallen, the counting began anew, and all of it is new. */
export function sumsSince(earlier: Sums | undefined, now: Sums): Sums {
  if (earlier === undefined) return now
  return new Map(
    [...now].map(([field, sum]) => {
      const before = earlier.get(field) ?? 0
      return [field, sum < before ? sum : sum - before]
    }),
  )
}

/** Slowest first, by the mean: the buckets are wide. */
export function routeFigures(sums: Sums): RouteFigures[] {
  const groups = groupBy(
    seriesOf(sums, 'samokoder_http_request_duration_seconds'),
    ({ labels }) => `${labels['method'] ?? ''} ${labels['route'] ?? ''}`,
  )
  return [...groups.values()]
    .map(toRoute)
    .filter(({ requests }) => requests > 0)
    .toSorted((a, b) => b.mean_seconds - a.mean_seconds)
}

function toRoute(series: Series[]): RouteFigures {
  const { method = '', route = '' } = series[0]?.labels ?? {}
  const buckets = new Map<number, number>()
  let [requests, errors, seconds] = [0, 0, 0]
  for (const { name, labels, value } of series) {
    if (name.endsWith('_sum')) seconds += value
    if (!name.endsWith('_bucket')) continue
    const bound = labels['le'] === '+Inf' ? Infinity : Number(labels['le'])
    buckets.set(bound, (buckets.get(bound) ?? 0) + value)
    requests += value
    if (labels['status']?.startsWith('5')) errors += value
  }
  return {
    method,
    route,
    requests,
    errors,
    mean_seconds: seconds / requests,
    p95_within_seconds: p95(buckets, requests),
  }
}

function p95(buckets: ReadonlyMap<number, number>, all: number): number | null {
  let below = 0
  for (const [bound, count] of [...buckets].toSorted(([a], [b]) => a - b)) {
    below += count
    if (below >= 0.95 * all) return bound === Infinity ? null : bound
  }
  return null
}

/** Those that fail most first. What its caller broke off is no failure of a model. */
export function modelFigures(sums: Sums): ModelFigures[] {
  const groups = groupBy(seriesOf(sums, 'samokoder_ai_calls_total'), ({ labels }) => labels['model'] ?? '')
  return [...groups]
    .map(([model, series]) => {
      const outcomes = series.filter(({ value }) => value > 0).map(({ labels, value }) => [labels['outcome'], value])
      const by_outcome = Object.fromEntries(outcomes) as Record<string, number>
      const calls = Object.values(by_outcome).reduce((sum, count) => sum + count, 0)
      return { model, calls, failed: calls - (by_outcome['whole'] ?? 0) - (by_outcome['broken_off'] ?? 0), by_outcome }
    })
    .filter(({ calls }) => calls > 0)
    .toSorted((a, b) => b.failed / b.calls - a.failed / a.calls || b.calls - a.calls)
}

/** The series of a metric, and of what belongs to a histogram. */
function seriesOf(sums: Sums, metric: string): Series[] {
  return [...sums].flatMap(([field, value]) => {
    const [, name = '', inner = ''] = /^(\w+)\{(.*)\}$/s.exec(field) ?? []
    return name.startsWith(metric) ? [{ name, labels: parseLabels(inner), value }] : []
  })
}

function parseLabels(text: string): Record<string, string> {
  const pairs = text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)
  return Object.fromEntries(Array.from(pairs, ([, name = '', value = '']) => [name, unescape(value)]))
}

function unescape(value: string): string {
  return value.replaceAll(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char))
}
