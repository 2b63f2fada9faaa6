// A sign-up over which Auth falls silent: nobody knows whether the account was made.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { invite } from '../../src/accounts/invitations.ts'
import { clientOf, type Client } from '../support/client.ts'
import { forwardRequest } from '../support/forward.ts'
import { makeStack, type Stack } from '../support/stack.ts'

/** What becomes of a sign-up: Auth hears nothing of it, or does it and nobody hears of that. */
type Loss = 'the request' | 'the answer' | undefined

let loss: Loss
let stack: Stack
let anonymous: Client
const server = createServer((request, response) => {
  const isLost = request.url?.startsWith('/auth/v1/signup') === true && loss !== undefined
  const giveUp = () => void response.writeHead(504).end()
  if (isLost && loss === 'the request') return void request.resume().once('end', giveUp)
  forwardRequest(request, response, new URL(inject('environment')['SUPABASE_URL'] ?? '').origin, () => {
    if (isLost) giveUp()
    return !isLost
  })
})

beforeAll(async () => {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  stack = makeStack({ SUPABASE_URL: url, SIGN_UPS: 'invitation' })
  anonymous = clientOf(stack.app, '', '')
})
afterAll(async () => {
  await stack.idle()
  server.close()
  server.closeAllConnections()
})

const makeCredentials = () => ({ email: `${randomUUID()}@example.com`, password: 'correct horse' })

describe('an invitation over which Auth lost', () => {
  it.each([
    ['the request', 201],
    ['the answer', 409],
  ] as const)('%s is good for the same address alone, which is then answered %s', async (lost, status) => {
    const invitation = await invite(stack.config, undefined, 1)
    const register = async (credentials: object) =>
      (await anonymous.call('POST', '/api/auth/register', { ...credentials, invitation })).status
    const mine = makeCredentials()
    loss = lost
    expect(await register(mine)).toBe(503)
    loss = undefined
    expect(await register(makeCredentials())).toBe(403)
    const twins = await Promise.all([
      register({ ...mine, email: mine.email.toUpperCase() }),
      register(makeCredentials()),
    ])
    expect(twins).toEqual([status, 403])
    expect((await anonymous.call('POST', '/api/auth/login', mine)).status).toBe(200)
    expect(await register(makeCredentials())).toBe(403)
  })
})
