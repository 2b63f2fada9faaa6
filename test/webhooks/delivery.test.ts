// What a receiver gets, whatever it does.
import { randomBytes } from 'node:crypto'
import type { SupabaseClient } from '@supabase/supabase-js'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { nodeNetwork } from '../../src/adapters/node-network.ts'
import { attachNetwork } from '../../src/app.ts'
import { FACT_TYPES } from '../../src/runs/events.ts'
import { connectAsService } from '../../src/services/supabase.ts'
import { deliverWebhooks } from '../../src/webhooks/deliver.ts'
import { createProject, runPrompt, signUp, type Client } from '../support/client.ts'
import { makeStack } from '../support/stack.ts'
import { startReceiver, type Receiver } from '../support/webhook-receiver.ts'

const stack = makeStack({
  PROVIDER_KEY_RING: `one=${randomBytes(32).toString('base64')}`,
  ALLOW_PRIVATE_ADDRESSES: 'true',
  WEBHOOK_TIMEOUT_SECONDS: '1',
})
attachNetwork(stack.config, nodeNetwork)
/** Of what the app does with its tables, nothing changes a row. */
const tables = connectAsService(stack.config) as unknown as SupabaseClient
const services = { config: stack.config, log: () => undefined }

let owner: Client
let receiver: Receiver
let hook: { id: string; secret: string }

type Hook = { id: string; secret: string; active: boolean; paused_reason: string | null; failing_since: string | null }
type Delivery = { id: string; message_id: string; type: string; status: string; attempts: number } & {
  last_status: number | null
  last_error: string | null
}

async function subscribe(to: Receiver, events: readonly string[] = FACT_TYPES, by = owner): Promise<Hook> {
  const { status, json } = await by.call('POST', '/api/webhooks', { url: to.url, events })
  expect(status).toBe(201)
  to.secret = (json as Hook).secret
  return json as Hook
}
async function runOnce(by = owner): Promise<string> {
  const events = await runPrompt(by, await createProject(by), { prompt: 'A todo list' })
  expect(events.at(-1)?.event).toBe('run.succeeded')
  await stack.idle()
  return events[0]?.data['run_id'] as string
}
async function factsOf(run: string) {
  const { data } = await tables.from('run_events').select('seq,type').eq('run_id', run).order('seq')
  return data as { seq: number; type: string }[]
}
const seqsOf = (run: string) => receiver.received.filter(({ data }) => data.run_id === run).map(({ data }) => data.seq)
const deliveries = async (query = '') =>
  ((await owner.call('GET', `/api/webhooks/${hook.id}/deliveries?limit=100${query}`)).json as { items: Delivery[] })
    .items
/** The delivery of the first fact of a run. */
const firstOf = async (run: string) => (await deliveries()).find(({ message_id }) => message_id === `${run}_1`)
const readHook = async () => (await owner.call('GET', `/api/webhooks/${hook.id}`)).json as Hook
/** As if the time of the next attempt had come. */
async function passTime(): Promise<void> {
  const past = new Date(Date.now() - 1000).toISOString()
  await tables.from('webhook_queues').update({ due_at: past }).eq('webhook_id', hook.id)
}
const deliver = () => deliverWebhooks(services, { queues: 10 })

beforeAll(async () => {
  owner = await signUp(stack.app)
})
beforeEach(async () => {
  receiver = await startReceiver()
  hook = await subscribe(receiver)
})
afterEach(async () => {
  expect(receiver.forged).toEqual([])
  await owner.call('DELETE', `/api/webhooks/${hook.id}`)
  await receiver.close()
})
afterAll(() => stack.idle())

describe('a receiver', () => {
  it('is sent every fact of a run once, in order, as the run ends', async () => {
    const run = await runOnce()
    const facts = await factsOf(run)
    expect(receiver.received.map(({ type, data }) => ({ seq: data.seq, type }))).toEqual(facts)
    for (const { id, type, timestamp, data } of receiver.received) {
      expect(id).toBe(`${run}_${data.seq}`)
      expect(data).toMatchObject({ type, run_id: run, project_id: expect.any(String), created_at: timestamp })
    }
    expect(receiver.received.at(-1)).toMatchObject({ type: 'run.succeeded', data: { status: 'succeeded', version: 1 } })
    const listed = await deliveries()
    expect(listed.map(({ message_id }) => message_id).toSorted()).toEqual(
      receiver.received.map(({ id }) => id).toSorted(),
    )
    expect(new Set(listed.map(({ status, attempts, last_status }) => `${status} ${attempts} ${last_status}`))).toEqual(
      new Set(['delivered 1 204']),
    )
    expect(await deliver()).toBe(0)
  })

  it('is sent the types that it asked for, and nothing while it is paused', async () => {
    const change = (changes: object) => owner.call('PATCH', `/api/webhooks/${hook.id}`, changes)
    await change({ events: ['run.succeeded'] })
    await runOnce()
    expect(receiver.received.map(({ type }) => type)).toEqual(['run.succeeded'])
    expect((await change({ active: false })).json).toMatchObject({ active: false, paused_reason: 'user' })
    await runOnce()
    expect((await change({ active: true })).json).toMatchObject({ active: true, paused_reason: null })
    await deliver()
    expect(receiver.received).toHaveLength(1)
  })

  it('that fails gets the event again, and meanwhile no later one of its run, but those of others', async () => {
    let failing: string | undefined
    receiver.answer = (message, response) => {
      failing ??= message.data.run_id
      if (message.data.run_id === failing && message.data.seq === 1) response.writeHead(500).end()
      else receiver.accept(message, response)
    }
    const [first, second] = [await runOnce(), await runOnce()]
    const [facts, others] = [await factsOf(first), await factsOf(second)]
    expect([seqsOf(first), seqsOf(second)]).toEqual([[1], others.map(({ seq }) => seq)])
    // Its time has not come.
    await deliver()
    expect(seqsOf(first)).toEqual([1])
    await passTime()
    await deliver()
    expect(seqsOf(first)).toEqual([1, 1])
    expect(await firstOf(first)).toMatchObject({ status: 'pending', attempts: 2, last_status: 500 })
    failing = ''
    await passTime()
    await deliver()
    expect(seqsOf(first)).toEqual([1, 1, ...facts.map(({ seq }) => seq)])
    expect(await deliveries('&status=pending')).toEqual([])
  })

  it('that hangs is left in time, and holds up no other', async () => {
    receiver.answer = () => undefined
    const other = await startReceiver()
    const { id } = await subscribe(other)
    const run = await runOnce()
    expect(other.received).toHaveLength((await factsOf(run)).length)
    expect(await firstOf(run)).toMatchObject({
      attempts: 1,
      last_status: null,
      last_error: 'No answer came within 1 seconds.',
    })
    await owner.call('DELETE', `/api/webhooks/${id}`)
    await other.close()
  })

  it('that died and comes back gets all that it missed, in order', async () => {
    await receiver.die()
    const run = await runOnce()
    expect(await firstOf(run)).toMatchObject({ attempts: 1, last_error: 'The address could not be reached.' })
    await receiver.comeBack()
    await passTime()
    await deliver()
    expect(seqsOf(run)).toEqual((await factsOf(run)).map(({ seq }) => seq))
  })

  it('that answers 410 is sent nothing more, until its owner says so', async () => {
    receiver.answer = (_message, response) => void response.writeHead(410).end()
    const run = await runOnce()
    expect(await readHook()).toMatchObject({ active: false, paused_reason: 'gone' })
    await runOnce()
    await passTime()
    await deliver()
    expect(receiver.received).toHaveLength(1)
    receiver.answer = receiver.accept
    await owner.call('PATCH', `/api/webhooks/${hook.id}`, { active: true })
    await deliver()
    expect(seqsOf(run)).toEqual([1, ...(await factsOf(run)).map(({ seq }) => seq)])
    expect(await readHook()).toMatchObject({ active: true, failing_since: null })
  })

  it('that fails for a day is paused, and an event that fails for as long is given up', async () => {
    receiver.answer = (_message, response) => void response.writeHead(503).end()
    const run = await runOnce()
    expect(await readHook()).toMatchObject({ active: true, failing_since: expect.any(String) })
    await tables.from('webhook_queues').update({ attempts: 10 }).eq('webhook_id', hook.id)
    await passTime()
    await deliver()
    expect(await deliveries('&status=failed')).toMatchObject([{ message_id: `${run}_1`, last_status: 503 }])
    const dayAgo = new Date(Date.now() - 25 * 3_600_000).toISOString()
    await tables.from('webhooks').update({ failing_since: dayAgo }).eq('id', hook.id)
    await passTime()
    await deliver()
    expect(await readHook()).toMatchObject({ active: false, paused_reason: 'failing' })
    const before = receiver.received.length
    await passTime()
    await deliver()
    expect(receiver.received).toHaveLength(before)
  })

  it('that leads elsewhere is not followed', async () => {
    const other = await startReceiver()
    receiver.answer = (_message, response) => void response.writeHead(307, { Location: other.url }).end()
    const run = await runOnce()
    expect(await firstOf(run)).toMatchObject({
      last_status: null,
      last_error: 'The address may not be called: the answer leads elsewhere.',
    })
    expect([other.received, other.forged]).toEqual([[], []])
    await other.close()
  })

  it('is sent nothing twice at once by several processes, nor two events of a run', async () => {
    const open = new Set<string>()
    const atOnce: string[] = []
    await receiver.die()
    const runs = [await runOnce(), await runOnce()]
    await receiver.comeBack()
    receiver.answer = (message, response) => {
      if (open.has(message.data.run_id)) atOnce.push(message.id)
      open.add(message.data.run_id)
      setTimeout(() => {
        open.delete(message.data.run_id)
        receiver.accept(message, response)
      }, 10)
    }
    await passTime()
    await Promise.all(Array.from({ length: 8 }, deliver))
    for (const run of runs) expect(seqsOf(run)).toEqual((await factsOf(run)).map(({ seq }) => seq))
    expect(atOnce).toEqual([])
  })

  it('gets a message once more when that is asked for, by the same id', async () => {
    await owner.call('PATCH', `/api/webhooks/${hook.id}`, { events: ['run.succeeded'] })
    await runOnce()
    const [delivery] = await deliveries()
    const answer = await owner.call('POST', `/api/webhooks/${hook.id}/deliveries/${delivery?.id}/redeliver`)
    expect([answer.status, answer.json]).toMatchObject([202, { id: delivery?.id, status: 'pending' }])
    await stack.idle()
    expect(receiver.received.map(({ id }) => id)).toEqual([delivery?.message_id, delivery?.message_id])
    expect(await deliveries()).toMatchObject([{ status: 'delivered', attempts: 2 }])
  })

  it('gets a fact that is too long without what it says', async () => {
    await owner.call('PATCH', `/api/webhooks/${hook.id}`, { events: ['run.succeeded'] })
    const run = await runOnce()
    const data = { status: 'succeeded', error_message: 'x'.repeat(65_536) }
    await tables.from('run_events').update({ data }).eq('run_id', run).eq('type', 'run.succeeded')
    const [delivery] = await deliveries()
    await owner.call('POST', `/api/webhooks/${hook.id}/deliveries/${delivery?.id}/redeliver`)
    await stack.idle()
    const { timestamp, data: told } = receiver.received.at(-1) ?? expect.fail('nothing came')
    const { seq } = receiver.received[0]?.data ?? {}
    expect(told).toEqual({
      type: 'run.succeeded',
      run_id: run,
      project_id: expect.any(String),
      seq,
      created_at: timestamp,
      omitted: true,
    })
  })
})

describe('a run of an account without webhooks', () => {
  it('queues nothing, and its driver knows that there is nothing to send', async () => {
    const stranger = await signUp(stack.app)
    const run = await runOnce(stranger)
    const { data } = await tables.from('webhook_deliveries').select().eq('run_id', run)
    const { data: row } = await tables.from('runs').select('has_webhooks').eq('id', run).single()
    expect([data, row]).toEqual([[], { has_webhooks: false }])
    expect(receiver.received).toEqual([])
  })
})
