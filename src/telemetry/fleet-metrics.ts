import { renderGauge, renderMetrics, type Exposition, type Sums } from './exposition.ts'
import type { ProbeResult, ProbeStep } from './probe.ts'
import { VERSION, type Release } from './release.ts'
import { FACTORS, type Scorecard } from './scorecard.ts'

/** What one process can tell of its fleet; `undefined` is what nobody could tell it. */
export type Fleet = {
  sums: Sums
  release: Release
  runs: { underWay: number; unattended: number } | undefined
  services: { name: string; ok: boolean; latency_ms: number }[]
  scorecard: Scorecard | undefined
  probe: ProbeResult | undefined
}

/** The fleet as a scraper reads it. */
export function renderFleet(
  { sums, release, runs, services, scorecard, probe }: Fleet,
  format: Exposition = 'text',
): string {
  const { commit, appSha256, id } = release
  return [
    renderMetrics(sums, format),
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
    renderFactors(scorecard),
    renderProbe(probe),
    ...(format === 'openmetrics' ? ['# EOF\n'] : []),
  ].join('')
}

/** A factor that the scorecard could not see has no sample, as neither of the two values would be true. */
function renderFactors(scorecard: Scorecard | undefined): string {
  const checkedAt = scorecard === undefined ? undefined : Date.parse(scorecard.checked_at) / 1000
  return [
    renderGauge(
      'samokoder_factor_compliant',
      'Whether the deployment complied with the factor, where the last scorecard could tell.',
      FACTORS.flatMap(({ number, numeral, name }) => {
        const { result = 'unknown' } = scorecard?.factors.find((factor) => factor.number === number) ?? {}
        return result === 'unknown' ? [] : [{ labels: { factor: numeral, name }, value: result === 'pass' ? 1 : 0 }]
      }),
    ),
    renderGauge('samokoder_factors_checked_timestamp_seconds', 'When that scorecard was made.', valueOf(checkedAt)),
  ].join('')
}

/** Steps that the probe did not come to have no sample. */
function renderProbe(probe: ProbeResult | undefined): string {
  const firstTextMs = probe?.first_text_ms ?? undefined
  const ofSteps = (value: (step: ProbeStep) => number) =>
    probe?.steps.map((one) => ({ labels: { step: one.step }, value: value(one) })) ?? []
  return [
    renderGauge(
      'samokoder_probe_success',
      'Whether the last probe came to its end.',
      valueOf(probe === undefined ? undefined : Number(probe.ok)),
    ),
    renderGauge(
      'samokoder_probe_step_success',
      'Whether a step of it went well, of those that it came to.',
      ofSteps(({ ok }) => Number(ok)),
    ),
    renderGauge(
      'samokoder_probe_step_duration_seconds',
      'How long that step took.',
      ofSteps(({ duration_ms }) => duration_ms / 1000),
    ),
    renderGauge(
      'samokoder_probe_first_text_seconds',
      'How long its run took to the first text.',
      valueOf(firstTextMs === undefined ? undefined : firstTextMs / 1000),
    ),
    renderGauge(
      'samokoder_probe_timestamp_seconds',
      'When that probe began.',
      valueOf(probe === undefined ? undefined : Date.parse(probe.checked_at) / 1000),
    ),
  ].join('')
}

function valueOf(value: number | undefined) {
  return value === undefined ? [] : [{ labels: {}, value }]
}
