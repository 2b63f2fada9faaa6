// The monitoring services of compose.yaml, started from their own configuration files: a line, a span and a scrape arrive.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { parse, stringify } from 'yaml'
import { startWebProcess, type WebProcess } from '../../local/web-process.ts'
import { expositionFor, MEDIA_TYPES } from '../../src/telemetry/exposition.ts'
import { renderFleet } from '../../src/telemetry/fleet-metrics.ts'
import { createMeter } from '../../src/telemetry/metrics.ts'
import { findFreePort } from '../support/free-port.ts'
import {
  commandOf,
  findLines,
  freeAddress,
  NO_JAEGER,
  NO_LOGS,
  NO_PROMETHEUS,
  spansOf,
  start,
  startCollector,
  startJaeger,
  startLogs,
  stopStarted,
  type Collector,
} from '../support/monitoring.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'

const WAIT = { timeout: 60_000, interval: 200 }
const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736'
const SPAN_ID = '00f067aa0ba902b7'

const DEAD = 'http://127.0.0.1:9'
/** Of a process that is asked for nothing that needs one. */
const DEAD_SERVICES = {
  SUPABASE_URL: DEAD,
  SUPABASE_PUBLISHABLE_KEY: 'x',
  SUPABASE_SECRET_KEY: 'x',
  UPSTASH_REDIS_REST_URL: DEAD,
  UPSTASH_REDIS_REST_TOKEN: 'x',
  AI_BASE_URL: DEAD,
  AI_API_KEY: 'x',
  AI_MODELS: 'x',
}

afterAll(stopStarted)

const now = () => new Date().toISOString()

/** A line as the app writes it. */
const lineOf = (fields: Record<string, unknown>) =>
  JSON.stringify({ time: now(), level: 'warn', message: 'request', ...fields })

async function write(file: string, lines: string[]): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, lines.map((line) => `${line}\n`).join(''))
}

/** As Docker writes them, with the labels that compose.yaml asks for. */
const dockerLine = (service: string, log: string, project = 'samokoder') =>
  JSON.stringify({
    log,
    stream: 'stdout',
    attrs: { 'com.docker.compose.project': project, 'com.docker.compose.service': service },
    time: now(),
  })

const span = {
  traceId: TRACE_ID,
  spanId: SPAN_ID,
  name: 'GET /api/projects',
  kind: 2,
  startTimeUnixNano: `${Date.now()}000000`,
  endTimeUnixNano: `${Date.now() + 5}000000`,
}
const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'samokoder' } }] }

async function sendSpan(otlp: string): Promise<void> {
  const body = JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] })
  const answer = await fetch(`${otlp}/v1/traces`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body,
  })
  expect(answer.status, await answer.text()).toBe(200)
}

/** Takes what it is sent, for those who look at nothing else of it. */
async function startSink(): Promise<{ url: string; server: Server; received: string[] }> {
  const received: string[] = []
  const server = createServer((request, response) => {
    received.push(request.url ?? '')
    request.resume()
    response.end()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`, server, received }
}

describe.skipIf(NO_LOGS !== '')(`the collector of compose.yaml${NO_LOGS}`, () => {
  let logs: string
  let collector: Collector
  let sink: Awaited<ReturnType<typeof startSink>>
  const long = lineOf({ request_id: 'long', error: 'x'.repeat(40_000) })

  beforeAll(async () => {
    sink = await startSink()
    logs = await startLogs()
    collector = await startCollector('deploy/collector/compose.yml', logs, sink.url)
    const fields = {
      trace_id: TRACE_ID,
      span_id: SPAN_ID,
      request_id: 'one',
      run_id: 'a-run',
      cause: { error: 'deep' },
    }
    await write(join(collector.folder, 'aaa', 'aaa-json.log'), [
      dockerLine('api', `${lineOf(fields)}\n`),
      // Docker cuts a line at 16 kB.
      ...[0, 16_384, 32_768].map((from) =>
        dockerLine('api', `${long.slice(from, from + 16_384)}${from === 32_768 ? '\n' : ''}`),
      ),
    ])
    await write(join(collector.folder, 'bbb', 'bbb-json.log'), [
      dockerLine('db', 'LOG:  database system is ready to accept connections\n'),
    ])
    await write(join(collector.folder, 'ccc', 'ccc-json.log'), [
      dockerLine('api', `${lineOf({ request_id: 'foreign' })}\n`, 'another'),
    ])
  })
  afterAll(() => sink.server.close())

  it('brings a line of a container to the log store, found by its ids, which are no labels', async () => {
    const [line] = await vi.waitFor(async () => {
      const found = await findLines(logs, `trace_id:="${TRACE_ID}"`)
      expect(found).toHaveLength(1)
      return found
    }, WAIT)
    expect(line).toMatchObject({
      _msg: 'request',
      _stream: '{service.name="api"}',
      severity_text: 'WARN',
      trace_id: TRACE_ID,
      span_id: SPAN_ID,
      request_id: 'one',
      run_id: 'a-run',
      'cause.error': 'deep',
    })
    expect(await findLines(logs, 'run_id:="a-run"')).toHaveLength(1)
  })

  it('joins a line that Docker has cut, keeps what others write as text, and leaves other projects alone', async () => {
    const [joined] = await vi.waitFor(async () => {
      const found = await findLines(logs, 'request_id:="long"')
      expect(found).toHaveLength(1)
      return found
    }, WAIT)
    expect(joined?.['error']).toHaveLength(40_000)
    const [plain] = await vi.waitFor(async () => {
      const found = await findLines(logs, 'service.name:="db"')
      expect(found).toHaveLength(1)
      return found
    }, WAIT)
    expect(plain?.['_msg']).toBe('LOG:  database system is ready to accept connections')
    expect(await findLines(logs, 'request_id:="foreign"')).toEqual([])
  })

  it('takes the lines and the spans that a process elsewhere sends by OTLP, beside those of containers', async () => {
    const folder = await makeTemporaryFolder()
    const sending = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.otlp, OTEL_LOGS_EXPORTER: 'otlp' }
    const environment = { ...DEAD_SERVICES, ...sending }
    const web = await startWebProcess({ runtime: 'node', environment, port: 0, folder, onLine: () => undefined })
    try {
      const answer = await fetch(`${web.url}/nowhere`)
      const requestId = answer.headers.get('X-Request-Id') ?? ''
      expect(requestId).not.toBe('')
      const [line] = await vi.waitFor(async () => {
        const found = await findLines(logs, `request_id:="${requestId}"`)
        expect(found).toHaveLength(1)
        return found
      }, WAIT)
      expect(line).toMatchObject({
        _msg: 'request',
        _stream: '{service.name="samokoder"}',
        severity_text: 'INFO',
        trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      })
      await vi.waitFor(() => expect(sink.received).toContain('/v1/traces'), WAIT)
    } finally {
      await web.stop()
    }
  })

  it('hands spans on to where traces are kept', async () => {
    await sendSpan(collector.otlp)
    await vi.waitFor(() => expect(sink.received).toContain('/v1/traces'), WAIT)
  })
})

describe.skipIf(NO_LOGS !== '')(`the collector of a cluster${NO_LOGS}`, () => {
  it('reads the lines of our pods on its node by their folders, and of no others', async () => {
    const logs = await startLogs()
    const { folder } = await startCollector(
      'deploy/kubernetes/collector/collector.yml',
      logs,
      'http://127.0.0.1:9/v1/traces',
    )
    const line = (fields: Record<string, unknown>) => `${now()} stdout F ${lineOf(fields)}`
    const cut = lineOf({ request_id: 'cut', error: 'y'.repeat(100) })
    await write(join(folder, 'samokoder_samokoder-web-7d4b9c-x2x_0a-1b', 'web', '0.log'), [
      line({ request_id: 'of a pod', trace_id: TRACE_ID }),
      `${now()} stdout P ${cut.slice(0, 50)}`,
      `${now()} stdout F ${cut.slice(50)}`,
    ])
    await write(join(folder, 'other_samokoder-web-1_0a', 'web', '0.log'), [
      line({ request_id: 'of another namespace' }),
    ])
    const [found] = await vi.waitFor(async () => {
      const lines = await findLines(logs, 'request_id:="of a pod"')
      expect(lines).toHaveLength(1)
      return lines
    }, WAIT)
    expect(found).toMatchObject({
      _msg: 'request',
      severity_text: 'WARN',
      trace_id: TRACE_ID,
      'service.name': 'web',
      'k8s.pod.name': 'samokoder-web-7d4b9c-x2x',
    })
    expect(found?.['_stream']).toBe('{k8s.pod.name="samokoder-web-7d4b9c-x2x",service.name="web"}')
    await vi.waitFor(async () => expect(await findLines(logs, 'request_id:="cut"')).toHaveLength(1), WAIT)
    expect(await findLines(logs, 'request_id:="of another namespace"')).toEqual([])
  })
})

describe.skipIf(NO_JAEGER !== '')(`Jaeger of compose.yaml${NO_JAEGER}`, () => {
  it('keeps a span that the collector was sent, and shows its trace', async () => {
    const jaeger = await startJaeger()
    const collector = await startCollector('deploy/collector/compose.yml', 'http://127.0.0.1:9', jaeger.otlp)
    await sendSpan(collector.otlp)
    await vi.waitFor(async () => {
      expect(await spansOf(jaeger.query, TRACE_ID)).toMatchObject([{ spanID: SPAN_ID, operationName: span.name }])
    }, WAIT)
  })
})

describe.skipIf(NO_PROMETHEUS !== '')(`Prometheus of compose.yaml${NO_PROMETHEUS}`, () => {
  let web: WebProcess
  const token = 'a-token-for-metrics-of-some-length'
  beforeAll(async () => {
    const environment = { ...DEAD_SERVICES, METRICS_TOKEN: token }
    const folder = await makeTemporaryFolder()
    web = await startWebProcess({ runtime: 'node', environment, port: 0, folder, onLine: () => undefined })
  })
  afterAll(() => web.stop())

  it('scrapes a process with the token, and evaluates the rules', async () => {
    const [folder, address] = [await makeTemporaryFolder(), await freeAddress()]
    for (const file of ['alerts.yml', 'service-levels.yml'])
      await writeFile(join(folder, file), await readFile(join('deploy/prometheus', file)))
    await writeFile(join(folder, 'metrics-token'), token)
    type Config = { global: Record<string, string>; scrape_configs: { static_configs: { targets: string[] }[] }[] }
    const config = parse(await readFile('deploy/prometheus/prometheus.yml', 'utf8')) as Config
    // As it is, but for where the process answers, and sooner.
    config.global = { scrape_interval: '1s', evaluation_interval: '1s' }
    for (const scrape of config.scrape_configs) scrape.static_configs = [{ targets: [new URL(web.url).host] }]
    await writeFile(join(folder, 'prometheus.yml'), stringify(config))
    const command = commandOf('prometheus').map((flag) =>
      flag.replace('/etc/prometheus', folder).replace(/tsdb\.path=.*/, `tsdb.path=${join(folder, 'data')}`),
    )
    await start('prometheus', [...command, `--web.listen-address=${address}`], `http://${address}/-/ready`)
    const ask = async (query: string) => {
      const response = await fetch(`http://${address}/api/v1/query?query=${encodeURIComponent(query)}`)
      return ((await response.json()) as { data: { result: { value: [number, string] }[] } }).data.result
    }
    await vi.waitFor(async () => {
      expect(await ask('up{job="samokoder"}')).toMatchObject([{ value: [expect.any(Number), '1'] }])
      expect(await ask('samokoder_release_info')).toHaveLength(1)
      expect(await ask('samokoder:slo_budget:ratio')).toHaveLength(5)
    }, WAIT)
  })

  it('keeps the exemplars of what a process renders, whatever a label holds', async () => {
    const meter = createMeter(TRACE_ID)
    for (const route of ['/a', 'a"} 1\nforged{b="', '\\', 'ключ'])
      meter.observe('samokoder_http_request_duration_seconds', { method: 'GET', route, status: '200' }, 0.2)
    const taken = meter.take()
    const values = new Map(taken.map(({ field, by }) => [field, by]))
    const exemplars = new Map(taken.flatMap(({ field, exemplar }) => (exemplar ? [[field, exemplar] as const] : [])))
    const release = { commit: 'c', appSha256: 'a', configSha256: 'b', id: 'r' }
    const fleet = { sums: { values, exemplars }, release, runs: undefined, services: [] }
    const server = createServer((request, response) => {
      const format = expositionFor(request.headers.accept)
      response.writeHead(200, { 'Content-Type': MEDIA_TYPES[format] })
      response.end(renderFleet({ ...fleet, scorecard: undefined, probe: undefined }, format))
    })
    const target = await findFreePort()
    await new Promise<void>((resolve) => {
      server.listen(target, '127.0.0.1', resolve)
    })
    try {
      const [folder, address] = [await makeTemporaryFolder(), await freeAddress()]
      const scrape = { job_name: 'samokoder', static_configs: [{ targets: [`127.0.0.1:${target}`] }] }
      await writeFile(
        join(folder, 'prometheus.yml'),
        stringify({ global: { scrape_interval: '1s' }, scrape_configs: [scrape] }),
      )
      const command = commandOf('prometheus').map((flag) =>
        flag.replace('/etc/prometheus', folder).replace(/tsdb\.path=.*/, `tsdb.path=${join(folder, 'data')}`),
      )
      await start('prometheus', [...command, `--web.listen-address=${address}`], `http://${address}/-/ready`)
      await vi.waitFor(async () => {
        const [from, to] = [Date.now() / 1000 - 600, Date.now() / 1000 + 600]
        const query = 'samokoder_http_request_duration_seconds_bucket'
        const response = await fetch(`http://${address}/api/v1/query_exemplars?query=${query}&start=${from}&end=${to}`)
        const { data } = (await response.json()) as {
          data: { seriesLabels: { route: string }; exemplars: { labels: object; value: string }[] }[]
        }
        expect(data).toHaveLength(4)
        for (const { exemplars: kept } of data)
          expect(kept[0]).toMatchObject({ labels: { trace_id: TRACE_ID }, value: '0.2' })
      }, WAIT)
    } finally {
      server.close()
    }
  })
})
