import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { expect, it } from 'vitest'
import { createRunTickets, TICKET_LIFE_SECONDS } from '../../src/accounts/run-tickets.ts'
import { createTokenVerifier } from '../../src/accounts/access-token.ts'
import { parseConfig } from '../../src/config.ts'

const SECRET = 'j'.repeat(32)
const NOW = new Date(1_800_000_000_000)
const runId = crypto.randomUUID()
const ticket = { runId, userId: crypto.randomUUID(), sessionId: crypto.randomUUID(), keyId: undefined }

const configOf = (over: Record<string, string>) =>
  parseConfig({
    SUPABASE_URL: 'http://localhost:1',
    SUPABASE_PUBLISHABLE_KEY: 'p',
    SUPABASE_SECRET_KEY: 's',
    SUPABASE_JWT_SECRET: SECRET,
    UPSTASH_REDIS_REST_URL: 'http://localhost:2',
    UPSTASH_REDIS_REST_TOKEN: 't',
    AI_API_KEY: 'k',
    AI_MODELS: 'one',
    ...over,
  })

function ticketsOf(over: Record<string, string> = {}) {
  const tickets = createRunTickets(configOf(over))
  if (tickets === undefined) throw new Error('there are no tickets')
  return tickets
}

it('is read back by every process of the deployment until it is over', async () => {
  const { text, expiresAt } = await ticketsOf().issue(ticket, NOW)
  expect(expiresAt.getTime() - NOW.getTime()).toBe(TICKET_LIFE_SECONDS * 1000)
  const before = new Date(expiresAt.getTime() - 1000)
  expect(await ticketsOf().read(text, runId, before)).toEqual(ticket)
  expect(await ticketsOf().read(text, runId, expiresAt)).toBeUndefined()
})

it('is none of another run, nor of another deployment, and none when a letter of it is changed', async () => {
  const { text } = await ticketsOf().issue(ticket)
  expect(await ticketsOf().read(text, crypto.randomUUID())).toBeUndefined()
  expect(await ticketsOf({ SUPABASE_JWT_SECRET: 'k'.repeat(32) }).read(text, runId)).toBeUndefined()
  for (let at = 0; at < text.length; at += 7) {
    const changed = text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
    expect(await ticketsOf().read(changed, runId), changed).toBeUndefined()
  }
})

it('is no access token, and an access token no ticket', async () => {
  const config = configOf({})
  const { text } = await ticketsOf().issue(ticket)
  await expect(createTokenVerifier(config)(text)).rejects.toMatchObject({ code: 'unauthorized' })
  const token = await new SignJWT({ run: runId })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(ticket.userId)
    .setAudience('run-events')
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(SECRET))
  expect(await ticketsOf().read(token, runId)).toBeUndefined()
})

it('is made with the private signing key where there is one, and not at all where there is nothing to sign with', async () => {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const over = { SUPABASE_SIGNING_KEY: JSON.stringify({ ...(await exportJWK(privateKey)), alg: 'ES256' }) }
  const { text } = await ticketsOf(over).issue(ticket)
  expect(await ticketsOf(over).read(text, runId)).toEqual(ticket)
  expect(await ticketsOf().read(text, runId)).toBeUndefined()
  expect(createRunTickets(configOf({ SUPABASE_JWT_SECRET: '' }))).toBeUndefined()
})
