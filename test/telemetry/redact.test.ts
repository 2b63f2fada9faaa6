import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../src/telemetry/redact.ts'

const redact = createRedactor(['configured-value', 'ab'])

describe('what the log never shows', () => {
  it.each([
    ['a bearer token', 'sent Authorization: Bearer abcdef123456 along', 'abcdef123456'],
    ['basic credentials', 'Basic dXNlcjpodW50ZXIy', 'dXNlcjpodW50ZXIy'],
    ['a JSON Web Token', 'got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', 'c2lnbmF0dXJl'],
    ['an AI key', 'Incorrect API key provided: sk-proj-abcdefgh12345678.', 'abcdefgh12345678'],
    ['a Supabase key', 'sb_secret_0123456789abcdef', '0123456789abcdef'],
    ['a GitHub token', 'ghp_0123456789abcdefghij', '0123456789abcdefghij'],
    ['credentials in a URL', 'connect to postgres://me:hunter2@db:5432/x failed', 'hunter2'],
    ['a query parameter', 'GET https://x.example/?a=1&access_token=hunter2&b=2', 'hunter2'],
    ['JSON within a text', '{"password": "hunter \\" 2", "a": 1}', 'hunter'],
    ['a form', 'email=a@b.c&password=hunter2', 'hunter2'],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMIIabc\n-----END RSA PRIVATE KEY-----', 'MIIabc'],
    ['a value of the configuration', 'the service said: configured-value is wrong', 'configured-value'],
    ['JSON within JSON', JSON.stringify({ body: JSON.stringify({ password: 'hunter"2' }) }), 'hunter'],
    ['JSON in HTML', '{&quot;password&quot;:&quot;hunter2&quot;}', 'hunter2'],
    ['JSON in a URL', encodeURIComponent('{"refresh_token":"hunter2"}'), 'hunter2'],
    ['a form in a URL', encodeURIComponent('a=1&password=hunter2'), 'hunter2'],
    ['a header with several values', '{"x-api-key":["hunter2"]}', 'hunter2'],
    ['a scheme of its own', 'Authorization: Api-Key hunter2', 'hunter2'],
    ['digest credentials', 'authorization: Digest username="me", response="hunter2"', 'hunter2'],
    ['cookies', 'Cookie: theme=dark; session=hunter2', 'hunter2'],
    ['a cookie that is set', '{"set-cookie":["sid=hunter2; Path=/"]}', 'hunter2'],
    ['a password with an @', 'connect to https://me@home:hunter2@host/ failed', 'hunter2'],
    ['credentials in an encoded URL', encodeURIComponent('https://me:hunter2@host/'), 'hunter2'],
    ['a variable', 'SUPABASE_SECRET_KEY=hunter2', 'hunter2'],
    ['a value of the next line', 'password:\n  hunter2', 'hunter2'],
    ['a key behind an escape', String.raw`line\nsk-abcdefgh12345678`, 'abcdefgh12345678'],
    ['a key of Yandex', 'AQVNabcdefghijklmnopqrst', 'abcdefghijklmnopqrst'],
    ['a key of Gemini', 'AQ.abcdefghijklmnopqrstu', 'abcdefghijklmnopqrstu'],
    ['a token in Base64', btoa('eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln'), btoa('eyJhbGci').slice(0, 8)],
    ['a value of the configuration in Base64', btoa('me:configured-value'), btoa('me:configured-value').slice(5, 20)],
  ])('%s', (_, text, secret) => {
    const { note } = redact({ note: text })
    expect(note).not.toContain(secret)
    expect(note).toContain('[redacted]')
  })

  it('hides a secret that looks like an id, alone and among others', () => {
    const hex = 'c0ffee00-1234-5678'
    const redactHex = createRedactor([hex, 'configured-value'])
    for (const note of [hex, `0a${hex}-ff`, `token ${hex}.`]) {
      expect(redactHex({ note })).toEqual({ note: note.replace(hex, '[redacted]') })
    }
    expect(redactHex({ note: '01a21d04-45b2-74f9' })).toEqual({ note: '01a21d04-45b2-74f9' })
  })

  it('hides fields by their name, however deep, and keeps numbers', () => {
    const fields = {
      password: 'x',
      nested: [{ accessToken: 'y', prompt: 'build me a shop', prompt_tokens: 12, token: null }],
      Authorization: ['z'],
      content: { a: 'whole file' },
    }
    expect(redact(fields)).toEqual({
      password: '[redacted]',
      nested: [{ accessToken: '[redacted]', prompt: '[redacted]', prompt_tokens: 12, token: null }],
      Authorization: '[redacted]',
      content: '[redacted]',
    })
  })

  it('leaves ordinary text alone, and what is too short to be a secret', () => {
    const fields = { note: 'GET /api/projects/{id} took 12 ms; a table was about to be made', route: '/api/tokens/:id' }
    expect(redact(fields)).toEqual(fields)
  })

  it('never cuts a secret to a part that nobody knows it by', () => {
    for (let before = 1970; before <= 2000; before++) {
      const { note } = redact({
        note: `${'x'.repeat(before)} configured-value, and more${' configured-value'.repeat(99)}`,
      })
      expect(String(note).replaceAll('[redacted]', '')).not.toContain('conf')
    }
  })

  it('stays small and quick whatever it is given', () => {
    const loop: Record<string, unknown> = {}
    for (let index = 0; index < 30; index++) loop[`self${index}`] = loop
    const huge = { loop, list: Array.from({ length: 100_000 }, () => 'x'.repeat(1000)), ['n'.repeat(50_000)]: 1 }
    expect(JSON.stringify(redact(huge)).length).toBeLessThan(16_384)
  })

  it('takes values that JSON does not have', () => {
    const odd = {
      count: 10n,
      call: () => 1,
      at: new Date(0),
      never: new Date(Number.NaN),
      error: new TypeError('password=hunter2'),
      bytes: new Uint8Array(3),
      toJSON: () => 'hunter2',
      get broken(): string {
        throw new Error('no')
      },
    }
    expect(JSON.parse(JSON.stringify(redact(odd)))).toEqual({
      count: '10',
      call: '[function]',
      at: '1970-01-01T00:00:00.000Z',
      never: 'Invalid Date',
      error: 'TypeError: password=[redacted]',
      bytes: '[3 bytes]',
      toJSON: '[function]',
      broken: '[unreadable]',
    })
  })

  it('ends on a structure that contains itself, and cuts long text', () => {
    const loop: Record<string, unknown> = { note: 'x'.repeat(10_000) }
    loop['self'] = loop
    const text = JSON.stringify(redact(loop))
    expect(text).toContain('[too deep]')
    expect(text.length).toBeLessThan(20_000)
  })
})
