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
