// What a scorecard examines, and how one of its checks is written.
import type { Config } from '../../config.ts'
import type { CheckResult } from '../../telemetry/scorecard.ts'
import { secretsOf } from '../../telemetry/config-secrets.ts'
import { createTextRedactor } from '../../telemetry/redact.ts'
import { withTimeout } from '../../timing.ts'
import type { Launcher } from './launcher.ts'

/** All parts are optional: a check that lacks one is `unknown`. */
export type Subject = {
  /** Folder of the sources. */
  checkout?: string
  /** Folder of the build. */
  dist?: string
  /** Addresses of running processes of one release. */
  urls?: string[]
  /** Environment of the release, for what only its keys can tell. */
  config?: Config
  /** Starts processes of the build in that environment: for a deployment that may be written to. */
  launcher?: Launcher
}

export type Verdict = Omit<CheckResult, 'name'>
export type Check = { name: string; run: (subject: Subject, timeoutMs: number) => Promise<Verdict> }

const PARTS: Record<keyof Subject, string> = {
  checkout: 'the sources (--checkout)',
  dist: 'the build (--dist)',
  urls: 'a running deployment (--url)',
  config: 'the environment of the deployment',
  launcher: 'a deployment of its own to start and stop processes in (npm run factors)',
}

/**
 * A check that needs these parts. What it throws is a failure, since what was asked for did not work, and
 * so is what does not come to its end.
 */
export function check<P extends keyof Subject>(
  name: string,
  parts: readonly P[],
  look: (subject: Subject & Required<Pick<Subject, P>>) => Promise<Verdict>,
): Check {
  return {
    name,
    run: async (subject, timeoutMs) => {
      const missing = parts.filter((part) => subject[part] === undefined).map((part) => PARTS[part])
      if (missing.length > 0) return unknown(`needs ${missing.join(' and ')}`)
      const tooLong = () => fail(`the check did not end in ${timeoutMs / 1000} s`, BROKEN_OFF)
      try {
        return await withTimeout(look(subject as Subject & Required<Pick<Subject, P>>), timeoutMs, tooLong)
      } catch (error) {
        // It may repeat an address or what a process said, and the scorecard may be published.
        const redact = createTextRedactor(subject.config === undefined ? [] : secretsOf(subject.config))
        return fail(
          `the check broke off: ${redact(error instanceof Error ? error.message : String(error))}`,
          BROKEN_OFF,
        )
      }
    },
  }
}

const BROKEN_OFF = 'See that what it examines runs and answers.'

export const pass = (evidence: string): Verdict => ({ result: 'pass', evidence })
export const fail = (evidence: string, fix: string): Verdict => ({ result: 'fail', evidence, fix })
export const unknown = (evidence: string): Verdict => ({ result: 'unknown', evidence })

/** The first three of a list, and how many more there are. */
export function abbreviate(list: string[]): string {
  return list.length <= 3 ? list.join(', ') : `${list.slice(0, 3).join(', ')} and ${list.length - 3} more`
}
