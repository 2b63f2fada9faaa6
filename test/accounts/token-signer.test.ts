import { createLocalJWKSet, decodeProtectedHeader, exportJWK, generateKeyPair, jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { createTokenVerifier } from '../../src/accounts/access-token.ts'
import { createTokenSigner, TOKEN_LIFE_SECONDS } from '../../src/accounts/token-signer.ts'
import { parseConfig } from '../../src/config.ts'

const claims = { userId: crypto.randomUUID(), email: 'a@example.com', keyId: crypto.randomUUID() }
const configOf = (over: Record<string, string>) =>
  parseConfig({
    SUPABASE_URL: 'http://localhost:1',
    SUPABASE_PUBLISHABLE_KEY: 'p',
    SUPABASE_SECRET_KEY: 's',
    SUPABASE_JWT_SECRET: 'j'.repeat(32),
    UPSTASH_REDIS_REST_URL: 'http://localhost:2',
    UPSTASH_REDIS_REST_TOKEN: 't',
    AI_API_KEY: 'k',
    AI_MODELS: 'one',
    ...over,
  })

describe('the token that is made for a key', () => {
  it('is one of the account that Auth itself could have signed, and lives for minutes', async () => {
    const config = configOf({})
    const token = await createTokenSigner(config)?.(claims, new Date(1_800_000_000_000))
    const verify = createTokenVerifier(config)
    const signed = await verify(String(token), new Date(1_800_000_000_000))
    // Whoever made the key had shown the second factor of the account.
    expect(signed).toEqual({ userId: claims.userId, email: claims.email, isSecond: true })
    const late = new Date(1_800_000_000_000 + (TOKEN_LIFE_SECONDS + 1) * 1000)
    await expect(verify(String(token), late)).rejects.toMatchObject({ code: 'unauthorized' })
  })

  it.each(['ES256', 'RS256'])('is signed with a private key of %s where there is one', async (alg) => {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
    const jwk = { ...(await exportJWK(privateKey)), alg, kid: 'one' }
    const sign = createTokenSigner(configOf({ SUPABASE_SIGNING_KEY: JSON.stringify(jwk) }))
    const token = String(await sign?.(claims))
    expect(decodeProtectedHeader(token)).toEqual({ typ: 'JWT', alg, kid: 'one' })
    const keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), alg, kid: 'one' }] })
    const { payload } = await jwtVerify(token, keys, { audience: 'authenticated' })
    expect(payload).toMatchObject({ sub: claims.userId, role: 'authenticated', aal: 'aal2', key_id: claims.keyId })
  })

  it('is not made where there is nothing to sign it with', () => {
    expect(createTokenSigner(configOf({ SUPABASE_JWT_SECRET: '' }))).toBeUndefined()
  })

  it('needs the private part of a key', () => {
    for (const wrong of ['x', '{}', '{"kty":"EC","alg":"ES256"}', '{"kty":"EC","alg":"ES512","d":"x"}', 'null']) {
      expect(() => configOf({ SUPABASE_SIGNING_KEY: wrong })).toThrow(/SUPABASE_SIGNING_KEY must be a private JWK/)
    }
  })
})
