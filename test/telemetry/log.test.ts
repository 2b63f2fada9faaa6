import { afterEach, describe, expect, it, vi } from 'vitest'
import { parseConfig } from '../../src/config.ts'
import { createLog, describeError } from '../../src/telemetry/log.ts'

const ENVIRONMENT = {
  SUPABASE_URL: 'http://localhost:1',
  SUPABASE_PUBLISHABLE_KEY: 'publishable',
  SUPABASE_SECRET_KEY: 'the-service-key',
  UPSTASH_REDIS_REST_URL: 'http://localhost:2',
  UPSTASH_REDIS_REST_TOKEN: 'the-redis-token',
  AI_API_KEY: 'the-provider-key',
  AI_MODELS: 'm',
  OTEL_EXPORTER_OTLP_HEADERS: 'x-team=the-collector-key',
}

function linesOf(
  overrides: Record<string, string>,
  onTerminal: boolean,
  write: (log: ReturnType<typeof createLog>) => void,
) {
  const lines: string[] = []
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line))
  write(createLog(parseConfig({ ...ENVIRONMENT, ...overrides }), onTerminal))
  return lines
}

afterEach(() => void vi.restoreAllMocks())

describe('the log', () => {
  it('is one JSON object per line', () => {
    const [line = ''] = linesOf({}, false, (log) => log('info', 'request', { route: '/a\nb', status: 200 }))
    expect(line).not.toContain('\n')
    expect(JSON.parse(line)).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      level: 'info',
      message: 'request',
      route: '/a\nb',
      status: 200,
    })
  })

  it('is a line to read on a terminal, unless LOG_FORMAT says otherwise, and the reverse', () => {
    const write = (log: ReturnType<typeof createLog>) =>
      log('warn', 'request', { status: 200, route: '/a b', x: undefined })
    expect(linesOf({}, true, write)[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} WARN {2}request status=200 route="\/a b"$/)
    expect(linesOf({ LOG_FORMAT: 'json' }, true, write)[0]).toMatch(/^\{/)
    expect(linesOf({ LOG_FORMAT: 'text' }, false, write)[0]).toMatch(/^\d\d:/)
  })

  it('does nothing to a terminal, and begins no line, in either form', () => {
    const hostile = '\u001b]0;owned\u0007\u009b31m\r\n\u0085\u2028\u202e{"time":"forged"}'
    for (const LOG_FORMAT of ['json', 'text']) {
      const [line = ''] = linesOf({ LOG_FORMAT }, false, (log) =>
        log('info', 'x', { [hostile]: hostile, a: '\u001b[2J' }),
      )
      expect(line).not.toMatch(/[\p{Cc}\u2028\u202e]/u)
      if (LOG_FORMAT === 'json') expect(JSON.parse(line)).toMatchObject({ [hostile]: hostile })
    }
  })

  it('leaves out what is below its level', () => {
    const write = (log: ReturnType<typeof createLog>) => {
      log('info', 'one')
      log('warn', 'two')
    }
    expect(linesOf({ LOG_LEVEL: 'warn' }, false, write)).toHaveLength(1)
  })

  it('never shows a secret of the configuration, in whatever field it stands', () => {
    const secrets = ['the-service-key', 'the-redis-token', 'the-provider-key', 'the-collector-key']
    const lines = linesOf({}, false, (log) => {
      for (const secret of secrets) log('error', 'x', { error: `refused: ${secret}!`, list: [{ deep: secret }] })
    })
    expect(lines).toHaveLength(secrets.length)
    for (const secret of secrets) expect(lines.join('\n')).not.toContain(secret)
  })
})

describe('an error in the log', () => {
  it('has its causes, its code and where it came from', () => {
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
    expect(describeError(new Error('no data', { cause }))).toMatchObject({
      error: 'Error: no data',
      cause: { error: 'Error: refused', error_code: 'ECONNREFUSED' },
      stack: expect.arrayContaining([expect.stringMatching(/^at /)]),
    })
  })

  it('ends when errors are causes of each other, and takes errors that are not as they should be', () => {
    const [first, second] = [new Error('first'), new Error('second')]
    Object.assign(first, { cause: second })
    Object.assign(second, { cause: first })
    expect(JSON.stringify(describeError(first)).length).toBeLessThan(10_000)
    const odd = Object.assign(new Error('x'), { message: { a: 1 }, stack: 5 })
    expect(describeError(odd)).toMatchObject({ error: 'Error: [object Object]', stack: [] })
  })

  it('does not repeat the command that Redis refused, nor an answer that is none of the data API', () => {
    const refused = Object.assign(new Error('OOM, command was: ["EVAL","my private words"]'), { name: 'UpstashError' })
    const page = { message: '<html>my private words</html>' }
    const quoting = { code: '22P02', message: 'invalid input syntax for type uuid: "my private words"' }
    expect(JSON.stringify([refused, page, quoting].map((one) => describeError(one)))).not.toContain('private words')
    expect(describeError(refused)['error']).toBe('UpstashError: OOM')
    expect(describeError({ code: '', message: 'TypeError: fetch failed' })['error']).toBe('TypeError: fetch failed')
  })

  it('does not quote what could not be parsed, nor the rows of the database', () => {
    let thrown: unknown
    try {
      JSON.parse('my private words')
    } catch (error) {
      thrown = error
    }
    const refused = { code: '23514', message: 'check failed', details: 'Failing row contains (my private words)' }
    expect(JSON.stringify([describeError(thrown), describeError(refused)])).not.toContain('private words')
    expect(describeError(refused)).toEqual({ error: '23514: check failed' })
  })
})
