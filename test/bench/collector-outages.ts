// What a collector costs those who call: requests at a fixed rate, with none, with one that takes what it is sent, and with
// one that hangs, refuses or is away.
import { setTimeout as pause } from 'node:timers/promises'
import { startCollector } from '../support/collector.ts'
import { startWeb } from './app-process.ts'
import { figureRow } from './figure-row.ts'
import { usageOf } from './process-usage.ts'
import { formatBytes, formatMs } from './table.ts'

const REQUESTS_PER_SECOND = 200
const SECONDS = 20
/** The first open connections and warm the compiler. */
const WARM_UP_SECONDS = 4

type Case = { name: string; outage?: 'hangs' | 503; endpoint?: string }
type Measured = { name: string; medianMs: number; slowMs: number; memoryBytes: number }

/** Of calls that touch no backing service, so that the figures are the process's own. */
export async function measureCollectorOutages(environment: Record<string, string>): Promise<string[][]> {
  const cases: Case[] = [
    { name: 'no collector' },
    { name: 'it takes all' },
    { name: 'it hangs', outage: 'hangs' },
    { name: 'it refuses', outage: 503 },
    { name: 'it is away', endpoint: 'http://127.0.0.1:9' },
  ]
  const measured: Measured[] = []
  for (const each of cases) measured.push(await measure(environment, each))
  const [none, ...others] = measured
  if (none === undefined) throw new Error('nothing was measured')
  const floorOf = (ms: number) => `${formatMs(ms)}, without a collector`
  return others.flatMap(({ name, medianMs, slowMs, memoryBytes }) => [
    figureRow(
      `a request, collector: ${name}, median`,
      formatMs(medianMs),
      floorOf(none.medianMs),
      medianMs / none.medianMs,
    ),
    figureRow(`likewise, 99th of 100`, formatMs(slowMs), floorOf(none.slowMs), slowMs / none.slowMs),
    figureRow(
      'likewise, resident memory at the end',
      formatBytes(memoryBytes),
      `${formatBytes(none.memoryBytes)}, without a collector`,
      memoryBytes / none.memoryBytes,
    ),
  ])
}

async function measure(environment: Record<string, string>, { name, outage, endpoint }: Case): Promise<Measured> {
  const collector = await startCollector()
  collector.behave(outage ?? 'takes')
  const exporting = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint ?? collector.url, OTEL_LOGS_EXPORTER: 'otlp' }
  const web = await startWeb({ ...environment, LOG_LEVEL: 'info', ...(name === 'no collector' ? {} : exporting) })
  await askAtRate(web.url, WARM_UP_SECONDS)
  const times = (await askAtRate(web.url, SECONDS)).toSorted((a, b) => a - b)
  const memoryBytes = (await usageOf(web)).residentBytes
  web.kill()
  await collector.close()
  const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN
  return { name, medianMs: at(0.5), slowMs: at(0.99), memoryBytes }
}

/** Asks at fixed times, whether the last answer has come or not. @throws when one is not 200 */
async function askAtRate(url: string, seconds: number): Promise<number[]> {
  const asked: Promise<number>[] = []
  const begin = performance.now()
  for (let index = 0; index < REQUESTS_PER_SECOND * seconds; index++) {
    const waitMs = begin + (index * 1000) / REQUESTS_PER_SECOND - performance.now()
    if (waitMs > 0) await pause(waitMs)
    asked.push(ask(`${url}/health`))
  }
  return Promise.all(asked)
}

async function ask(url: string): Promise<number> {
  const start = performance.now()
  const response = await fetch(url)
  await response.text()
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}`)
  return performance.now() - start
}
