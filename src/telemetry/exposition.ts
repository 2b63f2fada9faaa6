// The figures as scrapers read them: in Prometheus text format 0.0.4, or in OpenMetrics 1.0 for those that take exemplars.
import { fieldOf, METRICS, type Definition, type Exemplar } from './metrics.ts'

export type Exposition = 'text' | 'openmetrics'

/** What every process has counted, by field, and the last exemplar of each bucket. */
export type Sums = { values: ReadonlyMap<string, number>; exemplars: ReadonlyMap<string, Exemplar> }

export const MEDIA_TYPES = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
} as const satisfies Record<Exposition, string>

/** What a scraper with this Accept header reads. Prometheus names OpenMetrics first. */
export function expositionFor(accept: string | undefined): Exposition {
  return /\bapplication\/openmetrics-text\b/i.test(accept ?? '') ? 'openmetrics' : 'text'
}

export function renderMetrics(sums: Sums, format: Exposition): string {
  const lines: string[] = []
  for (const [name, definition] of Object.entries<Definition>(METRICS)) {
    // OpenMetrics names the family, of which a counter's only series is the total.
    const family = format === 'openmetrics' ? name.replace(/_total$/, '') : name
    lines.push(`# HELP ${family} ${definition.help}`, `# TYPE ${family} ${definition.type}`)
    lines.push(
      ...(definition.type === 'counter'
        ? renderCounter(name, sums.values)
        : renderHistogram(name, definition, sums, format)),
    )
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

function renderCounter(name: string, values: ReadonlyMap<string, number>): string[] {
  return [...values]
    .filter(([field]) => field.startsWith(`${name}{`))
    .toSorted(byField)
    .map(([field, sum]) => `${field} ${sum}`)
}

/** Buckets are stored apart, each observation in one; the formats want them cumulative. */
function renderHistogram(
  name: string,
  { buckets = [] }: Definition,
  { values, exemplars }: Sums,
  format: Exposition,
): string[] {
  return [...values]
    .filter(([field]) => field.startsWith(`${name}_sum{`))
    .toSorted(byField)
    .flatMap(([field, sum]) => {
      const labels = field.slice(`${name}_sum{`.length, -1)
      let total = 0
      const lines = [...buckets.map(String), '+Inf'].map((le) => {
        const bucket = `${name}_bucket{${labels},le="${le}"}`
        total += values.get(bucket) ?? 0
        return `${bucket} ${total}${format === 'openmetrics' ? renderExemplar(exemplars.get(bucket)) : ''}`
      })
      return [...lines, `${field} ${sum}`, `${name}_count{${labels}} ${total}`]
    })
}

function renderExemplar(exemplar: Exemplar | undefined): string {
  if (exemplar === undefined) return ''
  const { traceId, seconds, timeMs } = exemplar
  return ` # {trace_id="${traceId}"} ${seconds} ${timeMs / 1000}`
}

function byField([a]: [string, number], [b]: [string, number]): number {
  return a < b ? -1 : 1
}
