import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openSecret, sealSecret } from '../../src/accounts/key-ring.ts'

const ringKey = (id: string, form: 'base64' | 'base64url' = 'base64') => ({ id, key: randomBytes(32).toString(form) })
const [old, young] = [ringKey('old'), ringKey('young', 'base64url')]
const SECRET = 'sk-a-key-of-somebody'

describe('a sealed secret', () => {
  it('is sealed by the newest key, and opened by whichever of the ring sealed it', async () => {
    const before = await sealSecret([old], 'a use', SECRET)
    const after = await sealSecret([young, old], 'a use', SECRET)
    expect([before.ring_key, after.ring_key]).toEqual(['old', 'young'])
    for (const sealed of [before, after]) expect(await openSecret([young, old], 'a use', sealed)).toBe(SECRET)
    expect(await openSecret([young], 'a use', before)).toBeUndefined()
  })

  it('opens for the use alone that it was sealed for', async () => {
    const sealed = await sealSecret([old], 'samokoder:provider-key:alice:openai', SECRET)
    for (const other of ['samokoder:provider-key:bob:openai', 'samokoder:provider-key:alice:groq']) {
      expect(await openSecret([old], other, sealed)).toBeUndefined()
    }
  })

  it('says nothing of itself, twice in no way the same, and opens when it is whole alone', async () => {
    const [one, two] = [await sealSecret([old], 'u', SECRET), await sealSecret([old], 'u', SECRET)]
    expect(one.sealed).not.toBe(two.sealed)
    expect(Buffer.from(one.sealed, 'base64').toString('latin1')).not.toContain('somebody')
    const bytes = Buffer.from(one.sealed, 'base64')
    for (const at of [0, 15, bytes.length - 1]) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(await openSecret([old], 'u', { ...one, sealed: changed.toString('base64') })).toBeUndefined()
    }
    expect(await openSecret([{ ...old, key: young.key }], 'u', one)).toBeUndefined()
    expect(await openSecret([old], 'u', { ...one, sealed: '§' })).toBeUndefined()
  })

  it('is none where the deployment has no ring', async () => {
    await expect(sealSecret([], 'u', SECRET)).rejects.toMatchObject({ code: 'not_configured' })
  })
})
