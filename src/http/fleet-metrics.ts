import type { Config } from '../config.ts'
import { countRunsUnderWay } from '../runs/sweep.ts'
import { readScorecard } from '../services/factors-store.ts'
import { readSums } from '../services/metrics-store.ts'
import { PROBE_TIMEOUT_MS, probeServices } from '../services/probes.ts'
import { connectRedis, type Redis } from '../services/redis.ts'
import { FACTORS, type Scorecard } from '../telemetry/factors.ts'
import { renderGauge, renderMetrics } from '../telemetry/metrics.ts'
import { describeRelease, VERSION } from '../telemetry/release.ts'
import type { AppContext } from './context.ts'

/** The fleet's sums from Redis, and what this process sees of its release and backing services. */
export async function describeFleet(c: AppContext): Promise<string> {
  const config = c.get('config')
  const hurried = withScraperPatience(config)
  // Six connections at a time, which is all that Workers wait for: four of the probes, and one for each of the others.
  const [{ sums, scorecard }, services, runs] = await Promise.all([
    readFleet(connectRedis(hurried)),
    probeServices(hurried),
    // Without the data API nobody knows, and a zero would be a lie.
    countRunsUnderWay(hurried).catch(() => undefined),
  ])
  const { commit, appSha256, id } = await describeRelease(c.env?.build, config)
  return [
    renderMetrics(sums),
    renderGauge('samokoder_release_info', 'What is running; always 1.', [
      { labels: { version: VERSION, commit, app_sha256: appSha256, release: id }, value: 1 },
    ]),
    renderGauge('samokoder_runs_under_way', 'Runs that have not ended.', valueOf(runs?.underWay)),
    renderGauge('samokoder_runs_unattended', 'Runs of them that no process drives.', valueOf(runs?.unattended)),
    renderGauge(
      'samokoder_backing_service_up',
      'Whether the service answered the process that was asked.',
      services.map(({ name, ok }) => ({ labels: { service: name }, value: ok ? 1 : 0 })),
    ),
    renderGauge(
      'samokoder_backing_service_latency_seconds',
      'How long the service took to answer a probe.',
      services.map(({ name, latency_ms }) => ({ labels: { service: name }, value: latency_ms / 1000 })),
    ),
    describeFactors(scorecard),
  ].join('')
}

/** Without Redis the fleet's figures are missing, which the gauge of Redis itself tells. */
async function readFleet(redis: Redis): Promise<{ sums: Map<string, number>; scorecard: Scorecard | undefined }> {
  try {
    return { sums: await readSums(redis), scorecard: await readScorecard(redis) }
  } catch {
    return { sums: new Map(), scorecard: undefined }
  }
}

/** Scrapers give up after ten seconds as a rule: figures that do not come in time must not cost the others. */
function withScraperPatience(config: Config): Config {
  return { ...config, SERVICE_TIMEOUT_MS: Math.min(config.SERVICE_TIMEOUT_MS, PROBE_TIMEOUT_MS) }
}

/** What no scorecard has shown does not count as complied with; the timestamp tells whether there is one. */
function describeFactors(scorecard: Scorecard | undefined): string {
  const checkedAt = scorecard === undefined ? undefined : Date.parse(scorecard.checked_at) / 1000
  return [
    renderGauge(
      'samokoder_factor_compliant',
      'Whether the last scorecard showed the deployment to comply with the factor.',
      FACTORS.map(({ number, numeral, name }) => {
        const compliant = scorecard?.factors.find((factor) => factor.number === number)?.compliant === true
        return { labels: { factor: numeral, name }, value: compliant ? 1 : 0 }
      }),
    ),
    renderGauge('samokoder_factors_checked_timestamp_seconds', 'When that scorecard was made.', valueOf(checkedAt)),
  ].join('')
}

function valueOf(value: number | undefined) {
  return value === undefined ? [] : [{ labels: {}, value }]
}
