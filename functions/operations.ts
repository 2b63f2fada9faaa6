import * as z from 'zod'
import { canSignTokens } from '../src/accounts/token-signer.ts'
import type { Config } from '../src/config.ts'
import { AppError } from '../src/errors.ts'
import type { AppContext } from '../src/http/context.ts'
import { requireOperator, requireOperatorOfPage } from '../src/http/operator.ts'
import { createFunction } from '../src/http/route.ts'
import { named } from '../src/http/schemas.ts'
import { renderFactorsPage } from '../src/pages/factors-page.ts'
import { countRunsUnderWay } from '../src/runs/sweep.ts'
import { readSums } from '../src/services/metrics-store.ts'
import { PROBE_TIMEOUT_MS, SERVICE_NAMES } from '../src/services/probes.ts'
import { connectRedis, type Redis } from '../src/services/redis.ts'
import { readPublished, readScorecard } from '../src/services/published.ts'
import { expositionFor, MEDIA_TYPES } from '../src/telemetry/exposition.ts'
import { renderFleet, type Fleet } from '../src/telemetry/fleet-metrics.ts'
import { describeRelease } from '../src/telemetry/release.ts'
import { scorecardSchema } from '../src/telemetry/scorecard.ts'

export const operations = createFunction('operations', 'For those who keep a deployment running.')

const readiness = named(
  'Readiness',
  z.strictObject({
    ready: z.boolean(),
    draining: z.boolean().meta({ description: 'The process is about to end.' }),
    api_keys: z.boolean().meta({
      description: 'Whether keys for programs work, which need SUPABASE_JWT_SECRET or SUPABASE_SIGNING_KEY.',
    }),
    services: z.array(
      z.strictObject({
        name: z.enum(SERVICE_NAMES),
        required: z.boolean(),
        ok: z.boolean(),
        latency_ms: z.int(),
      }),
    ),
  }),
)

operations.add(
  {
    method: 'get',
    path: '/health/ready',
    operationId: 'getReadiness',
    summary: 'Whether the process can do its work',
    description:
      'Asks each backing service but the AI provider, at most once a second; the browser where one is attached. 503 when ' +
      'a required one is down, or when the process is about to end.',
    access: 'public',
    query: z.strictObject({
      services: z.literal('all', 'must be all').optional().meta({
        description: 'Asks the AI provider as well, for who may read /metrics.',
      }),
    }),
    responses: {
      200: { description: 'It can.', schema: readiness },
      503: { description: 'It cannot.', schema: readiness },
    },
    errors: ['unauthorized'],
  },
  async (c, { query }) => {
    if (query.services === 'all') await requireOperator(c)
    const names = SERVICE_NAMES.filter((name) => name !== 'ai' || query.services === 'all')
    const services = await c.get('probeServices')(names)
    const draining = c.env?.draining?.aborted ?? false
    const ready = !draining && services.every(({ ok, required }) => ok || !required)
    const json = { ready, draining, api_keys: canSignTokens(c.get('config')), services }
    return ready ? { status: 200, json } : { status: 503, json, headers: { 'Retry-After': '5' } }
  },
)

operations.add(
  {
    method: 'get',
    path: '/metrics',
    operationId: 'getMetrics',
    summary: 'Figures of the whole fleet for Prometheus',
    description:
      'It needs METRICS_TOKEN as a bearer token. A deployment that has none answers to its own machine only.',
    access: 'public',
    headers: { Accept: '`application/openmetrics-text` answers in OpenMetrics, with exemplars.' },
    responses: {
      200: {
        description: 'Prometheus text format, or OpenMetrics.',
        mediaType: ['text/plain', 'application/openmetrics-text'],
      },
    },
    errors: ['unauthorized'],
  },
  async (c) => {
    await requireOperator(c)
    const fleet = await readFleet(c)
    const format = expositionFor(c.req.header('Accept'))
    return { status: 200, mediaType: MEDIA_TYPES[format], body: renderFleet(fleet, format) }
  },
)

operations.add(
  {
    method: 'get',
    path: '/factors',
    operationId: 'getFactors',
    summary: 'The twelve factors, as the last scorecard found them',
    description:
      'A page to read, or JSON for those who accept that before HTML. `samokoder factors --publish` makes the scorecard. ' +
      'It needs METRICS_TOKEN as a bearer token, or as the password of HTTP Basic. A deployment that has none answers to ' +
      'its own machine only.',
    access: 'public',
    headers: { Accept: '`application/json` answers with the scorecard alone.' },
    responses: {
      200: {
        description: 'The page, or the scorecard.',
        mediaType: 'text/html',
        schema: named('Scorecard', scorecardSchema),
      },
    },
    errors: ['unauthorized', 'not_found', 'service_unavailable'],
  },
  async (c) => {
    await requireOperatorOfPage(c)
    const scorecard = await readScorecard(connectRedis(c.get('config'))).catch((cause: unknown) => {
      throw new AppError('service_unavailable', { cause })
    })
    if (!/\bapplication\/json\b/i.test(c.req.header('Accept') ?? '')) {
      return { status: 200, mediaType: 'text/html; charset=UTF-8', body: await renderFactorsPage(scorecard) }
    }
    if (scorecard === undefined) throw new AppError('not_found')
    return { status: 200, json: scorecard }
  },
)

/** The fleet's sums from Redis, and what this process sees of its release and backing services. */
async function readFleet(c: AppContext): Promise<Fleet> {
  const config = withScrapeTimeout(c.get('config'))
  // Workers wait for six connections at a time. There are two here and four of the probes, or five with a browser, of
  // which the last begins as the first has answered.
  const [stored, services, runs] = await Promise.all([
    readStored(connectRedis(config)),
    c.get('probeServices')(SERVICE_NAMES),
    // Without the data API nobody knows, and a zero would be a lie.
    countRunsUnderWay(config).catch(() => undefined),
  ])
  return { ...stored, services, runs, release: await describeRelease(c.env?.build, c.get('config')) }
}

/** Without Redis the fleet's figures are missing, which the gauge of Redis itself tells. */
async function readStored(redis: Redis): Promise<Pick<Fleet, 'sums' | 'scorecard' | 'probe'>> {
  try {
    return { sums: await readSums(redis), ...(await readPublished(redis)) }
  } catch {
    return { sums: { values: new Map(), exemplars: new Map() }, scorecard: undefined, probe: undefined }
  }
}

/** Scrapers give up after ten seconds as a rule: figures that do not come in time must not cost the others. */
function withScrapeTimeout(config: Config): Config {
  return { ...config, SERVICE_TIMEOUT_MS: Math.min(config.SERVICE_TIMEOUT_MS, PROBE_TIMEOUT_MS) }
}
