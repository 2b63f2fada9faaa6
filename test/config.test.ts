import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { ConfigError, parseConfig, variables } from '../src/config.ts'

const example = await readFile(new URL('../.dev.vars.example', import.meta.url), 'utf8')
const GOOD = {
  SUPABASE_URL: 'http://localhost:1/',
  SUPABASE_PUBLISHABLE_KEY: 'p',
  SUPABASE_SECRET_KEY: 's',
  UPSTASH_REDIS_REST_URL: 'http://localhost:2',
  UPSTASH_REDIS_REST_TOKEN: 't',
  AI_API_KEY: 'k',
  AI_MODELS: 'one, two',
}

describe('.dev.vars.example', () => {
  it('lists exactly the variables of the schema, each with its description above it', () => {
    const expected = Object.entries(variables.shape).map(([name, schema]) => [`# ${schema.meta()?.description}`, name])
    const lines = example.split('\n').filter((line) => line !== '')
    const found = lines.flatMap((line, index) =>
      line.startsWith('#') ? [] : [[lines[index - 1], line.slice(0, line.indexOf('='))]],
    )
    expect(found).toEqual(expected)
  })

  it('is a valid environment as it stands', () => {
    const entries = example
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])
    expect(() => parseConfig(Object.fromEntries(entries))).not.toThrow()
  })
})

describe('parseConfig', () => {
  it('fills in defaults, splits lists and drops the slash at the end of a URL', () => {
    const config = parseConfig({ ...GOOD, PORT: '', UNKNOWN: 'ignored' })
    expect(config).toMatchObject({ PORT: 8000, SUPABASE_URL: 'http://localhost:1', AI_MODELS: ['one', 'two'] })
    expect(config).not.toHaveProperty('UNKNOWN')
  })

  it('lists every problem at once, by name and never by value', () => {
    const secret = 'hunter2-hunter2'
    const broken = {
      PORT: secret,
      LOG_LEVEL: secret,
      SUPABASE_URL: secret,
      SUPABASE_JWT_SECRET: secret,
      AI_MODELS: ' , ',
    }
    let error: unknown
    try {
      parseConfig(broken)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toBeInstanceOf(ConfigError)
    const { problems, message } = error as ConfigError
    for (const name of [...Object.keys(broken), 'SUPABASE_SECRET_KEY', 'UPSTASH_REDIS_REST_URL', 'AI_API_KEY']) {
      expect(problems.filter((problem) => problem.startsWith(`${name} `))).toHaveLength(1)
    }
    expect(message).not.toContain(secret)
  })

  it.each([
    ['a number in another notation', { PORT: '1e3' }],
    ['a space in place of a number', { RATE_LIMIT_PER_ACCOUNT: ' ' }],
    ['a number with its sign', { RUN_LEASE_SECONDS: '+5' }],
    ['half of a token', { AI_MAX_OUTPUT_TOKENS: '300.5' }],
    ['a key of spaces', { AI_API_KEY: '  ' }],
    ['a key that no header can hold', { SUPABASE_SECRET_KEY: 'two\nlines' }],
    ['a key that was copied with its dash', { UPSTASH_REDIS_REST_TOKEN: 'a—b' }],
    ['an address with a password', { SUPABASE_URL: 'https://me:hunter2@host' }],
    ['a place within a host', { PREVIEW_URL: 'https://a.{project}.preview.example' }],
    ['a module without its name', { PREVIEW_MODULES_URL: 'https://esm.example/' }],
    ['a function that is not there', { FUNCTIONS: 'health,hunter2' }],
  ])('refuses %s', (_, wrong) => {
    const [name = ''] = Object.keys(wrong)
    const refused = () => parseConfig({ ...GOOD, ...wrong })
    expect(refused).toThrow(ConfigError)
    expect(refused).toThrow(new RegExp(`\\n  ${name} must`))
    expect(refused).not.toThrow(/hunter2/)
  })

  it('takes numbers from runtimes that have them, and values with the end of a line', () => {
    const given = { PORT: 9000, AI_MAX_RETRIES: '3\n', AI_API_KEY: 'k\n' }
    expect(parseConfig({ ...GOOD, ...given })).toMatchObject({ PORT: 9000, AI_MAX_RETRIES: 3, AI_API_KEY: 'k' })
  })
})
