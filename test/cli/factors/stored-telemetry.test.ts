// Factor XI over a process, a collector that it sends to, and stores that tell what that has.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWebProcess, type WebProcess } from '../../../local/web-process.ts'
import { storedTelemetry } from '../../../src/cli/factors/checks/stored-telemetry.ts'
import { startCollector, type Collector } from '../../support/collector.ts'
import { configWith } from '../../support/telemetry-config.ts'
import { makeTemporaryFolder } from '../../support/temporary-folder.ts'

const DEAD = 'http://127.0.0.1:9'
/** No factor's own time: whoever examines has set it. */
const GIVEN_UP_AFTER_MS = 3000

let collector: Collector
let web: WebProcess
let stores: string
const server = createServer((request, response) => {
  const [, store = '', id = ''] = (request.url ?? '').split('/')
  const found: unknown[] =
    store === 'lines'
      ? collector.lines.filter(({ attributes }) => attributes['request_id'] === id)
      : collector.spans.filter(({ traceId }) => traceId === id)
  // An echo of the question is no proof.
  if (store === 'broken') response.writeHead(500)
  response.end(JSON.stringify({ asked: request.url, found }))
})

beforeAll(async () => {
  collector = await startCollector()
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  stores = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const environment = {
    SUPABASE_URL: DEAD,
    SUPABASE_PUBLISHABLE_KEY: 'p',
    SUPABASE_SECRET_KEY: 's',
    UPSTASH_REDIS_REST_URL: DEAD,
    UPSTASH_REDIS_REST_TOKEN: 't',
    AI_API_KEY: 'k',
    AI_MODELS: 'm',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_LOGS_EXPORTER: 'otlp',
    OTEL_TRACES_SAMPLER: 'traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0.001',
  }
  const onLine = () => undefined
  web = await startWebProcess({ runtime: 'node', environment, port: 0, folder: await makeTemporaryFolder(), onLine })
})
afterAll(async () => {
  await web.stop()
  server.close()
  await collector.close()
})

async function look(variables: Record<string, string>) {
  const config = configWith(variables)
  const verdicts = await Promise.all(
    storedTelemetry.map((check) => check.run({ urls: [web.url], config }, GIVEN_UP_AFTER_MS)),
  )
  return { results: verdicts.map(({ result }) => result), evidence: verdicts.map(({ evidence }) => evidence) }
}

describe('what a process said of a request that was just made', () => {
  it('is looked for nowhere when nobody told where: neither a pass nor a fail', async () => {
    const { results, evidence } = await look({})
    expect(results).toEqual(['unknown', 'unknown'])
    expect(evidence[0]).toContain('LOG_STORE_URL')
    expect(evidence[1]).toContain('TRACE_STORE_URL')
  })

  it('is found in both stores, whatever share of traces is kept', async () => {
    const { results, evidence } = await look({
      LOG_STORE_URL: `${stores}/lines/{request_id}`,
      TRACE_STORE_URL: `${stores}/spans/{trace_id}`,
    })
    expect(results, evidence.join('\n')).toEqual(['pass', 'pass'])
  })

  it('is missed in a store that has it not, though that repeats what it was asked, and in one that fails', async () => {
    const { results } = await look({
      LOG_STORE_URL: `${stores}/nothing/{request_id}`,
      TRACE_STORE_URL: `${stores}/broken/{trace_id}`,
    })
    expect(results).toEqual(['fail', 'fail'])
  })
})
