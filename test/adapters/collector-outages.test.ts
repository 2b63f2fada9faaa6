// A process whose collector hangs, refuses or is away, and its log where the collector is there.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { startWebProcess, type WebProcess } from '../../local/web-process.ts'
import { MOST_ENTRIES } from '../../src/telemetry/outbox.ts'
import { startCollector, type Collector } from '../support/collector.ts'
import { createRemoteClient } from '../support/remote.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'

/** More than a process may hold back, by far. */
const REQUESTS = MOST_ENTRIES + 2000
const AT_A_TIME = 100
/** A call to the collector that is under way holds so many at most, with the lines of the end of the process. */
const UNDER_WAY = 600

let collector: Collector
const processes: WebProcess[] = []
beforeAll(async () => void (collector = await startCollector()))
afterAll(async () => {
  await Promise.all(processes.map((web) => web.stop()))
  await collector.close()
})

async function startNode(lines: string[], overrides: Record<string, string> = {}): Promise<WebProcess> {
  const exporting = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_LOGS_EXPORTER: 'otlp' }
  const environment = { ...inject('environment'), ...exporting, ...overrides }
  const folder = await makeTemporaryFolder()
  const onLine = (line: string) => void lines.push(line)
  const web = await startWebProcess({ runtime: 'node', environment, port: 0, folder, onLine })
  processes.push(web)
  return web
}

/** The statuses of so many requests that touch no backing service, by how often each came. */
async function flood(url: string): Promise<Record<number, number>> {
  const statuses: Record<number, number> = {}
  for (let left = REQUESTS; left > 0; left -= AT_A_TIME) {
    const turn = Array.from({ length: Math.min(left, AT_A_TIME) }, async () => {
      const response = await fetch(`${url}/health`)
      await response.body?.cancel()
      statuses[response.status] = (statuses[response.status] ?? 0) + 1
    })
    await Promise.all(turn)
  }
  return statuses
}

/** Lines that were lost, for whatever reason. */
async function readDropped(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const counts = text.matchAll(/^samokoder_telemetry_dropped_total\{signal="logs",reason="\w+"\} (\d+)$/gm)
  return Array.from(counts, ([, count]) => Number(count)).reduce((sum, count) => sum + count, 0)
}

describe('a process with a collector', () => {
  it('sends it every line that it writes to standard output, the last one included', async () => {
    const lines: string[] = []
    const web = await startNode(lines)
    const client = await createRemoteClient(web.url)
    await client.json('GET', '/api/projects')
    expect(await web.stop()).toBe(0)
    const printed = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(printed.at(-1)).toMatchObject({ message: 'stopped' })
    const sent = collector.lines.map(({ timeUnixNano, message, severityText, attributes }) => ({
      time: new Date(Number(BigInt(timeUnixNano) / 1_000_000n)).toISOString(),
      level: severityText.toLowerCase(),
      message,
      ...attributes,
    }))
    expect(sent).toEqual(printed)
    const request = collector.lines.find(({ attributes }) => attributes['route'] === '/api/projects')
    const span = collector.spans.find(({ name }) => name === 'GET /api/projects')
    expect([request?.traceId, request?.spanId]).toEqual([span?.traceId, span?.spanId])
  })

  it('sends none of them unless it is told to, and standard output has them all the same', async () => {
    const lines: string[] = []
    const web = await startNode(lines, { OTEL_LOGS_EXPORTER: '' })
    collector.lines.length = 0
    expect(await web.stop()).toBe(0)
    expect(lines.length).toBeGreaterThan(1)
    expect(collector.lines).toEqual([])
  })

  it.each(['hangs', 503, 400, 'away'] as const)(
    'answers every request while the collector is like this: %s; what it does not get is counted, and the rest comes later',
    async (outage) => {
      const lines: string[] = []
      const isAway = outage === 'away'
      collector.behave(isAway ? 'takes' : outage)
      const web = await startNode(lines, isAway ? { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' } : {})
      const before = await readDropped(web.url)
      expect(await flood(web.url)).toEqual({ 200: REQUESTS })
      // What was lost is stored with the figures of the next request that has some.
      await createRemoteClient(web.url)
      const lost = async () => (await readDropped(web.url)) - before
      await expect.poll(lost, { timeout: 30_000 }).toBeGreaterThanOrEqual(REQUESTS - MOST_ENTRIES - UNDER_WAY)
      collector.lines.length = 0
      collector.behave('takes')
      expect(await web.stop()).toBe(0)
      if (outage === 'hangs' || outage === 503) expect(collector.lines.length).toBeGreaterThan(0)
      expect(collector.lines.length).toBeLessThan(MOST_ENTRIES + UNDER_WAY)
      expect(lines.length).toBeGreaterThan(REQUESTS)
    },
  )
})
