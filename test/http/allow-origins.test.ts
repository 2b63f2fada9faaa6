import { describe, expect, it } from 'vitest'
import { makeStack } from '../support/stack.ts'

function ask(origins: string, init: RequestInit = {}) {
  return makeStack({ CORS_ORIGINS: origins }).app.fetch(new Request('http://test.local/health', init))
}

const OURS = 'https://a.example'

describe('browsers are told', () => {
  it('that every origin may read answers, where all are allowed', async () => {
    const { headers } = await ask('*', { headers: { Origin: OURS } })
    expect(headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(headers.get('Vary')).toBeNull()
  })

  it('which origin may, where some are allowed, and that the answer is by origin', async () => {
    const allowed = await ask(`${OURS},https://b.example`, { headers: { Origin: OURS } })
    expect(allowed.headers.get('Access-Control-Allow-Origin')).toBe(OURS)
    const refused = await ask(OURS, { headers: { Origin: 'https://c.example' } })
    expect(refused.headers.get('Access-Control-Allow-Origin')).toBeNull()
    for (const { headers } of [allowed, refused]) expect(headers.get('Vary')).toBe('Origin')
  })

  it('what they may read of an answer', async () => {
    const { headers } = await ask('*')
    expect(headers.get('Access-Control-Expose-Headers')?.split(',')).toContain('X-Request-Id')
  })

  it('before a request, what they may send', async () => {
    const { status, headers } = await ask(OURS, { method: 'OPTIONS', headers: { Origin: OURS } })
    expect([status, headers.get('Access-Control-Allow-Origin')]).toEqual([204, OURS])
    expect(headers.get('Access-Control-Allow-Methods')?.split(',')).toContain('PATCH')
    expect(headers.get('Access-Control-Allow-Headers')?.split(',')).toContain('Idempotency-Key')
  })
})
