import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { connectRedis } from '../../src/services/redis.ts'
import { redisKeys } from '../../src/services/redis-keys.ts'
import { clientOf, signUp, type Client } from '../support/client.ts'
import { startScriptedModel, type ScriptedModel } from '../support/scripted-model.ts'
import { makeStack, type Stack } from '../support/stack.ts'
import { choice, DONE, frames, refuse, stop } from './faults.ts'

let model: ScriptedModel
let client: Client
let first: string
let down: boolean
let headers: Record<string, string>

beforeAll(async () => {
  model = await startScriptedModel()
  client = await signUp(makeStack().app)
  const well = frames([choice({ content: 'Hi' }), stop, DONE])
  model.script((reply, call) => {
    if (call.model === 'cut') return frames([choice({ content: 'Hi' })])(reply, call)
    const answer = call.model === 'first' && down ? refuse(429, {}, headers) : well
    return answer(reply, call)
  })
})
afterAll(() => model.close())
beforeEach(() => {
  first = `p${crypto.randomUUID().slice(0, 8)}`
  down = true
  headers = {}
  model.calls.length = 0
})

/** A process of the fleet, which has heard of nothing yet. */
function startProcess(): Stack {
  const settings = {
    AI_PROVIDERS: `${first}=${model.url},spare=${model.url}`,
    AI_MODELS: `${first}/first,spare/second`,
  }
  return makeStack({ ...settings, AI_MAX_RETRIES: '0' }, () => undefined)
}

/** Who answers a call, and how often the first provider was asked for it. */
async function ask({ app, idle }: Stack): Promise<[provider: string | null, askedFirst: number]> {
  const before = model.calls.filter((call) => call.model === 'first').length
  const body = {
    model: `${first}/first`,
    models: ['spare/second'],
    stream: true,
    messages: [{ role: 'user', content: 'x' }],
  }
  const answer = await clientOf(app, client.token, client.userId).call('POST', '/v1/chat/completions', body)
  await idle()
  const asked = model.calls.filter((call) => call.model === 'first').length - before
  return [answer.headers.get('X-Samokoder-Provider'), asked]
}

describe('a provider that fails', () => {
  it('rests after three failures in a row, which every process counts, and hears of with its own first failure', async () => {
    const [one, other] = [startProcess(), startProcess()]
    expect([await ask(one), await ask(other), await ask(one)]).toEqual([
      ['spare', 1],
      ['spare', 1],
      ['spare', 1],
    ])
    expect(await ask(one)).toEqual(['spare', 0])
    expect(await ask(other)).toEqual(['spare', 1])
    expect(await ask(other)).toEqual(['spare', 0])
  })

  it('rests as long as it says, and is asked again when that is over', async () => {
    headers = { 'retry-after-ms': '1500' }
    const process = startProcess()
    const since = performance.now()
    expect(await ask(process)).toEqual(['spare', 1])
    let told = await ask(process)
    // A busy machine may take as long as the rest for one call.
    if (performance.now() - since < 1500) expect(told).toEqual(['spare', 0])
    down = false
    while (told[0] === 'spare' && performance.now() - since < 60_000) told = await ask(process)
    expect(told).toEqual([first, 1])
    expect(performance.now() - since).toBeGreaterThan(1500)
    expect(await ask(process)).toEqual([first, 1])
  })

  it('is told of when it fails within its answer, after another that had failed before', async () => {
    const cut = `q${crypto.randomUUID().slice(0, 8)}`
    const settings = {
      AI_PROVIDERS: `${first}=${model.url},${cut}=${model.url}`,
      AI_MODELS: `${first}/first,${cut}/cut`,
      AI_MAX_RETRIES: '0',
    }
    const process = makeStack(settings, () => undefined)
    const messages = [{ role: 'user', content: 'x' }]
    const body = { model: `${first}/first`, models: [`${cut}/cut`], stream: true, messages }
    const { text } = await clientOf(process.app, client.token, client.userId).call('POST', '/v1/chat/completions', body)
    await process.idle()
    expect(text).toContain('provider_cut')
    const failures = (name: string) => connectRedis(process.config).hget(redisKeys.providerHealth(name), 'failures')
    expect((await Promise.all([first, cut].map(failures))).map(Number)).toEqual([1, 1])
  })

  it('is asked all the same where there is no other', async () => {
    headers = { 'retry-after-ms': '30000' }
    const process = startProcess()
    await ask(process)
    const body = { model: `${first}/first`, stream: true, messages: [{ role: 'user', content: 'x' }] }
    const answer = await clientOf(process.app, client.token, client.userId).call('POST', '/v1/chat/completions', body)
    expect([answer.status, answer.headers.get('Retry-After')]).toEqual([429, '30'])
    expect(answer.headers.has('X-Should-Retry')).toBe(false)
  })
})
