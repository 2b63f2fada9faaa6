import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { clientOf, type Client } from '../support/client.ts'
import { makeStack } from '../support/stack.ts'

const { app } = makeStack()
const anonymous = clientOf(app, '', '')
type Listed = { id: string; created_at: string; used_at: string; is_current: boolean }

/** Two sessions of one new account. */
async function signInTwice(): Promise<[Client, Client]> {
  const credentials = { email: `${randomUUID()}@example.com`, password: 'correct horse' }
  await anonymous.call('POST', '/api/auth/register', credentials)
  const signIn = async () => {
    const { json } = await anonymous.call('POST', '/api/auth/login', credentials)
    return clientOf(app, (json as { access_token: string }).access_token, '')
  }
  return [await signIn(), await signIn()]
}

const list = async (client: Client) =>
  ((await client.call('GET', '/api/auth/sessions')).json as { items: Listed[] }).items
const currentOf = async (client: Client) => (await list(client)).find(({ is_current }) => is_current)?.id
/** In a process that has not heard of anything. */
const statusOf = async ({ token }: Client) =>
  (await clientOf(makeStack().app, token, '').call('GET', '/api/auth/user')).status

describe('the sessions of an account', () => {
  it('are listed, and which of them asks', async () => {
    const [one, two] = await signInTwice()
    const items = await list(one)
    // With that of the registration.
    expect(items).toHaveLength(3)
    expect(items.filter(({ is_current }) => is_current)).toHaveLength(1)
    expect(await currentOf(one)).not.toBe(await currentOf(two))
    for (const { created_at, used_at } of items)
      expect(Date.parse(used_at)).toBeGreaterThanOrEqual(Date.parse(created_at))
  })

  it('end one by one', async () => {
    const [one, two] = await signInTwice()
    const ended = await one.call('DELETE', `/api/auth/sessions/${await currentOf(two)}`)
    expect(ended.status).toBe(204)
    expect([await statusOf(one), await statusOf(two)]).toEqual([200, 401])
    expect((await two.call('GET', '/api/auth/user')).status).toBe(401)
    expect(await list(one)).toHaveLength(2)
  })

  it('end all but one, and all', async () => {
    const [one, two] = await signInTwice()
    expect((await one.call('DELETE', '/api/auth/sessions?which=others')).status).toBe(204)
    expect([await statusOf(one), await statusOf(two)]).toEqual([200, 401])
    expect((await one.call('DELETE', '/api/auth/sessions')).status).toBe(204)
    expect(await statusOf(one)).toBe(401)
    expect((await one.call('GET', '/api/auth/user')).status).toBe(401)
  })

  it('are nobody else’s to end', async () => {
    const [mine] = await signInTwice()
    const [stranger] = await signInTwice()
    expect((await stranger.call('DELETE', `/api/auth/sessions/${await currentOf(mine)}`)).status).toBe(404)
    expect(await statusOf(mine)).toBe(200)
  })
})
