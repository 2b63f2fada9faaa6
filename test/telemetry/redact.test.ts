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
  ])('%s', (_, text, secret) => {
    const { note } = redact({ note: text })
    expect(note).not.toContain(secret)
    expect(note).toContain('[redacted]')
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

  it('ends on a structure that contains itself, and cuts long text', () => {
    const loop: Record<string, unknown> = { note: 'x'.repeat(10_000) }
    loop['self'] = loop
    const text = JSON.stringify(redact(loop))
    expect(text).toContain('[too deep]')
    expect(text.length).toBeLessThan(20_000)
  })
})
