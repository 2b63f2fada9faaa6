import * as z from 'zod'

/** The twelve factors (https://12factor.net), in their order. */
export const FACTORS = [
  { number: 1, numeral: 'I', name: 'Codebase' },
  { number: 2, numeral: 'II', name: 'Dependencies' },
  { number: 3, numeral: 'III', name: 'Config' },
  { number: 4, numeral: 'IV', name: 'Backing services' },
  { number: 5, numeral: 'V', name: 'Build, release, run' },
  { number: 6, numeral: 'VI', name: 'Processes' },
  { number: 7, numeral: 'VII', name: 'Port binding' },
  { number: 8, numeral: 'VIII', name: 'Concurrency' },
  { number: 9, numeral: 'IX', name: 'Disposability' },
  { number: 10, numeral: 'X', name: 'Dev/prod parity' },
  { number: 11, numeral: 'XI', name: 'Logs' },
  { number: 12, numeral: 'XII', name: 'Admin processes' },
] as const

const result = z.enum(['pass', 'fail', 'unknown'])

const checkSchema = z.strictObject({
  name: z.string(),
  result: result.meta({
    description: 'unknown: it could not be checked from there, which is neither a pass nor a fail.',
  }),
  evidence: z.string().meta({ description: 'What was measured, and where.' }),
  fix: z.string().optional().meta({ description: 'What to do about a failure.' }),
})

export const scorecardSchema = z.strictObject({
  checked_at: z.iso.datetime(),
  release: z.string().nullable().meta({ description: 'Release of the deployment that was examined, if one was.' }),
  factors: z.array(
    z.strictObject({
      number: z.int().min(1).max(12),
      name: z.string(),
      result: result.meta({
        description: 'fail: a check failed. pass: none did, and at least one passed. unknown: none could be made.',
      }),
      checks: z.array(checkSchema),
    }),
  ),
})

export type CheckResult = z.infer<typeof checkSchema>
export type Scorecard = z.infer<typeof scorecardSchema>

/** A factor fails with its first check that fails, passes with one that passes, and is unknown without either. */
export function judgeFactor(checks: readonly CheckResult[]): CheckResult['result'] {
  const has = (wanted: CheckResult['result']) => checks.some((check) => check.result === wanted)
  return has('fail') ? 'fail' : has('pass') ? 'pass' : 'unknown'
}
