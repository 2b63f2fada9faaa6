import { describe, expect, it } from 'vitest'
import { createTextRedactor } from '../../src/telemetry/redact.ts'
import { FOUND_SECRETS } from '../../src/telemetry/secret-patterns.ts'

const letters = (count: number) => 'a1B2c3D4'.repeat(20).slice(0, count)
const capitals = (count: number) => letters(count).toUpperCase()

/** Put together here, so that this file holds none itself. */
const SAMPLES: [what: string, secret: string][] = [
  ['a signed token', `eyJ${letters(20)}.eyJ${letters(30)}.${letters(43)}`],
  ['an AI provider key', `sk-${letters(48)}`],
  ['an AI provider key', `sk-proj-${letters(64)}`],
  ['an AI provider key', `sk-ant-api03-${letters(64)}`],
  ['an AI provider key', `sk-samo-${letters(49)}`],
  ['an AI provider key', `gsk_${letters(52)}`],
  ['an AI provider key', `hf_${letters(34)}`],
  ['an AI provider key', `pplx-${letters(48)}`],
  ['an AI provider key', `nvapi-${letters(64)}`],
  ['a Google key', `AIza${letters(35)}`],
  ['a Yandex Cloud key', `AQVN${letters(36)}`],
  ['a GitHub token', `ghp_${letters(36)}`],
  ['a GitHub token', `github_pat_${letters(70)}`],
  ['a Supabase secret key', `sb_secret_${letters(31)}`],
  ['an AWS key', `AKIA${capitals(16)}`],
  ['a Slack token', `xoxb-${letters(24)}`],
  ['a private key', `${['-----BEGIN', 'PRIVATE', 'KEY-----'].join(' ')}\n${letters(64)}`],
]

describe('a secret of a known form', () => {
  it.each(SAMPLES)('is found in a file and hidden in the log: %s (%#)', (what, secret) => {
    const text = `const key = '${secret}'\n`
    expect(FOUND_SECRETS.filter(({ pattern }) => pattern.test(text)).map((found) => found.what)).toContain(what)
    expect(createTextRedactor([])(`it said ${secret} there`)).not.toContain(secret.slice(-12))
  })

  it('has a sample here, whichever it is', () => {
    for (const { what, pattern } of FOUND_SECRETS) {
      const fitting = SAMPLES.filter(([, secret]) => pattern.test(secret))
      expect([pattern.source, fitting[0]?.[0]]).toEqual([pattern.source, what])
    }
  })
})
