// The twelve factors as checks that run, and their result.
import { FACTORS, judgeFactor, type CheckResult, type Scorecard } from '../../telemetry/scorecard.ts'
import { adminProcesses } from './checks/admin-processes.ts'
import { backingServices } from './checks/backing-services.ts'
import { buildReleaseRun } from './checks/build-release-run.ts'
import { readHealth } from './caller.ts'
import { codebase } from './checks/codebase.ts'
import { concurrency } from './checks/concurrency.ts'
import { config } from './checks/configuration.ts'
import { dependencies } from './checks/dependencies.ts'
import { devProdParity } from './checks/dev-prod-parity.ts'
import { disposability } from './checks/disposability.ts'
import { logs } from './checks/logs.ts'
import { portBinding } from './checks/port-binding.ts'
import { processes } from './checks/processes.ts'
import type { Check, Subject } from './subject.ts'

/** In the order of FACTORS. */
const CHECKS: Check[][] = [
  codebase,
  dependencies,
  config,
  backingServices,
  buildReleaseRun,
  processes,
  portBinding,
  concurrency,
  disposability,
  devProdParity,
  logs,
  adminProcesses,
]

export type Options = {
  /** Numbers of the factors to examine; all when left out. */
  only?: number[]
  onProgress?: (text: string) => void
  /** How long one check may take. */
  timeoutMs?: number
}

/** Some start and stop several processes, which takes minutes on a machine that has much else to do. */
const CHECK_TIMEOUT_MS = 300_000
const RELEASE_TIMEOUT_MS = 20_000

/** Examines a subject, one factor after the other: some checks measure, others kill. */
export async function examine(
  subject: Subject,
  { only, onProgress = () => undefined, timeoutMs = CHECK_TIMEOUT_MS }: Options = {},
): Promise<Scorecard> {
  const factors: Scorecard['factors'] = []
  for (const { number, numeral, name } of FACTORS) {
    if (only !== undefined && !only.includes(number)) continue
    onProgress(`${numeral} ${name}`)
    const checks: CheckResult[] = []
    for (const { name: what, run } of CHECKS[number - 1] ?? []) {
      checks.push({ name: what, ...(await run(subject, timeoutMs)) })
    }
    factors.push({ number, name, result: judgeFactor(checks), checks })
  }
  const [url] = subject.urls ?? []
  const release =
    url === undefined
      ? null
      : await readHealth(url, Math.min(timeoutMs, RELEASE_TIMEOUT_MS)).then(
          (health) => health.release,
          () => null,
        )
  return { checked_at: new Date().toISOString(), release, factors }
}

/** One line per factor, with failures, or with `verbose` all checks, below it; and one of them all. */
export function describeScorecard({ factors }: Scorecard, verbose: boolean): string[] {
  const lines = factors.flatMap(({ number, name, result: ofFactor, checks }) => {
    const numeral = FACTORS.find((factor) => factor.number === number)?.numeral ?? ''
    const passed = checks.filter(({ result }) => result === 'pass')
    const shown = checks.find(({ result }) => result === 'fail') ?? passed[0] ?? checks[0]
    const head = `${MARKS[ofFactor]} ${numeral.padEnd(4)} ${name.padEnd(19)} ${passed.length}/${checks.length}  ${shown?.evidence ?? ''}`
    const below = checks.filter(({ result }) => verbose || result === 'fail')
    return [head, ...below.flatMap(describeCheck)]
  })
  const count = (wanted: CheckResult['result']) => factors.filter(({ result }) => result === wanted).length
  return [...lines, `${count('pass')} complied with, ${count('fail')} not, ${count('unknown')} could not be checked`]
}

const MARKS = { pass: '✓', fail: '✗', unknown: '?' }

function describeCheck({ name, result, evidence, fix }: CheckResult): string[] {
  return [`       ${MARKS[result]} ${name}: ${evidence}`, ...(fix === undefined ? [] : [`         → ${fix}`])]
}
