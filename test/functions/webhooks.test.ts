// Webhooks as their owner makes and changes them.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodeNetwork } from '../../src/adapters/node-network.ts'
import { attachNetwork } from '../../src/app.ts'
import { connectAsService } from '../../src/services/supabase.ts'
import { webhookSecretTable } from '../../src/webhooks/secret-table.ts'
import { signUp, type Answer, type Client } from '../support/client.ts'
import { makeStack, type Stack } from '../support/stack.ts'
import { startReceiver, type Receiver } from '../support/webhook-receiver.ts'

const RING = `one=${randomBytes(32).toString('base64')}`

function makeHookStack(overrides: Record<string, string> = {}): Stack {
  const made = makeStack({ PROVIDER_KEY_RING: RING, ALLOW_PRIVATE_ADDRESSES: 'true', ...overrides })
  attachNetwork(made.config, nodeNetwork)
  return made
}

const stack = makeHookStack()
let owner: Client
let receiver: Receiver

beforeAll(async () => {
  owner = await signUp(stack.app)
  receiver = await startReceiver()
})
afterAll(() => receiver.close())

const make = (changes: object = {}, by = owner) =>
  by.call('POST', '/api/webhooks', { url: receiver.url, events: ['run.succeeded'], ...changes })
const idOf = ({ json }: Answer) => (json as { id: string }).id
const detailOf = ({ json }: Answer) =>
  (json as { error: { details?: { path: string[]; message: string }[] } }).error.details?.[0]

describe('a webhook', () => {
  it('shows its secret once, and is stored with it sealed', async () => {
    const made = await make({ description: 'For CI' })
    const { secret, ...shown } = made.json as { id: string; secret: string }
    expect(made.status).toBe(201)
    expect(secret).toMatch(/^whsec_[A-Za-z\d+/]{43}=$/)
    expect(shown).toEqual({
      id: expect.any(String),
      url: receiver.url,
      description: 'For CI',
      events: ['run.succeeded'],
      active: true,
      paused_at: null,
      paused_reason: null,
      failing_since: null,
      created_at: expect.any(String),
      updated_at: expect.any(String),
    })
    const read = await owner.call('GET', `/api/webhooks/${shown.id}`)
    const listed = await owner.call('GET', '/api/webhooks')
    expect([read.json, listed.json]).toEqual([shown, { items: [shown] }])
    const { data } = await connectAsService(stack.config).from('webhooks').select().eq('id', shown.id).single()
    if (data === null) throw new Error('it is not stored')
    expect(JSON.stringify(data)).not.toContain(secret.slice(6))
    expect(await webhookSecretTable.open(stack.config, data)).toBe(secret)
  })

  it('is sent a test message, which tells what came of it', async () => {
    const made = await make()
    receiver.secret = (made.json as { secret: string }).secret
    const test = () => owner.call('POST', `/api/webhooks/${idOf(made)}/test`)
    expect((await test()).json).toEqual({ delivered: true, status: 204, error: null })
    expect(receiver.received.at(-1)).toMatchObject({ type: 'webhook.test', data: { webhook_id: idOf(made) } })
    receiver.answer = (_message, response) => void response.writeHead(418).end()
    expect((await test()).json).toEqual({ delivered: false, status: 418, error: 'The answer has the status 418.' })
    receiver.answer = receiver.accept
  })

  it('is changed in what is said, and gone when it is deleted', async () => {
    const id = idOf(await make())
    const changed = await owner.call('PATCH', `/api/webhooks/${id}`, { events: ['run.failed', 'run.failed'] })
    expect(changed.json).toMatchObject({ id, url: receiver.url, events: ['run.failed'], active: true })
    expect((await owner.call('DELETE', `/api/webhooks/${id}`)).status).toBe(204)
    expect((await owner.call('GET', `/api/webhooks/${id}`)).status).toBe(404)
  })

  it('is refused for events and addresses that there are not', async () => {
    for (const changes of [{ events: [] }, { events: ['file.delta'] }, { url: 'ftp://example.com' }, { url: 'x' }]) {
      expect([changes, (await make(changes)).status]).toEqual([changes, 400])
    }
  })

  it('is refused for an address that is not public, where the deployment allows none', async () => {
    const strict = makeHookStack({ ALLOW_PRIVATE_ADDRESSES: 'false' })
    const by = await signUp(strict.app)
    const refused = await make({ url: 'https://127.0.0.1/' }, by)
    expect([refused.status, detailOf(refused)]).toEqual([
      400,
      { path: ['body', 'url'], message: 'may not be called: the host has an address that is not public' },
    ])
    const made = await make({ url: 'https://93.184.216.34/' }, by)
    const changed = await by.call('PATCH', `/api/webhooks/${idOf(made)}`, { url: 'https://169.254.169.254/' })
    expect(changed.status).toBe(400)
  })

  it('is not to be had where the deployment has no ring, nor more often than twenty times', async () => {
    const ringless = makeHookStack({ PROVIDER_KEY_RING: '' })
    expect((await make({}, await signUp(ringless.app))).json).toMatchObject({ error: { code: 'not_configured' } })
    const many = await signUp(stack.app)
    for (let made = 0; made < 20; made += 1) expect((await make({}, many)).status).toBe(201)
    const refused = await make({}, many)
    expect([refused.status, refused.json]).toMatchObject([409, { error: { code: 'too_many_webhooks' } }])
  })
})
