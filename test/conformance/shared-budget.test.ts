// A budget is the fleet's: however many calls come at once, to whichever process on whichever runtime, what fits passes.
import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRemoteClient } from '../support/remote.ts'
import { startScriptedModel, type ScriptedModel } from '../support/scripted-model.ts'
import { startSwitch, type Switch } from '../support/switch.ts'
import { startRuntime, type Running, type Runtime } from './runtimes.ts'
import { openStage, type Stage } from './stage.ts'

const FLEET: Runtime[] = ['node', 'workerd']
const CALLS = 200
const ROOM = 10
/** A dollar for a million tokens: an answer of the longest length costs ten cents, and half of it is written. */
const LONGEST = 100_000
const ASK = JSON.stringify({ model: 'm', max_tokens: LONGEST, messages: [{ role: 'user', content: 'x' }] })
const BUDGET_USD = (ROOM * LONGEST) / 1e6 + 0.005

let stage: Stage
let model: ScriptedModel
let redis: Switch
let fleet: Running[]

beforeAll(async () => {
  stage = await openStage()
  model = await startScriptedModel()
  redis = await startSwitch(stage.environment['UPSTASH_REDIS_REST_URL'] ?? '')
  const environment = {
    ...stage.environment,
    ...model.environment,
    AI_PRICES: 'm=1/1',
    AI_MODEL_LIMITS: `m=200000/${LONGEST}`,
    AI_ANSWER_TIMEOUT_MS: '600000',
    UPSTASH_REDIS_REST_URL: redis.url,
    // Without a rate there is no limiter to refuse what Redis cannot count, and the budget stands alone.
    RATE_LIMIT_PER_ACCOUNT: '0',
    RATE_LIMIT_PER_ADDRESS: '0',
  }
  fleet = await Promise.all(
    FLEET.map(async (runtime) => startRuntime(runtime, { folder: await stage.copyBuild(runtime), environment })),
  )
})
afterAll(async () => {
  await Promise.all(fleet.map((running) => running.stop()))
  await redis.close()
  await model.close()
  await stage.close()
})

/** Holds every call that comes to the model, until all are answered. */
function holdAnswers(): { held: ServerResponse[]; answerAll: () => void } {
  const held: ServerResponse[] = []
  model.script(({ raw }) => void held.push(raw))
  const choice = { index: 0, message: { role: 'assistant', content: 'hello' }, finish_reason: 'stop' }
  const usage = { prompt_tokens: 0, completion_tokens: LONGEST / 2, total_tokens: LONGEST / 2 }
  const body = JSON.stringify({ id: 'c', object: 'chat.completion', created: 1, model: 'm', choices: [choice], usage })
  const answer = (raw: ServerResponse) => raw.writeHead(200, { 'Content-Type': 'application/json' }).end(body)
  return { held, answerAll: () => held.forEach(answer) }
}

describe(`${CALLS} calls of one key at once, over ${FLEET.join(' and ')}, with a budget for ${ROOM}`, () => {
  it.each([
    ['', false],
    [', while Redis goes and comes back', true],
  ])(`pass ${ROOM} times%s`, async (_, redisRestarts) => {
    const urls = fleet.map(({ port }) => `http://127.0.0.1:${port}`)
    const owner = await createRemoteClient(urls[0] ?? '')
    const wanted = { name: 'k', scopes: ['ai', 'admin'], monthly_budget_usd: BUDGET_USD }
    const { key } = await owner.json<{ key: string }>('POST', '/api/keys', wanted)
    const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' }
    const { held, answerAll } = holdAnswers()
    const statuses: number[] = []
    const calls = Array.from({ length: CALLS }, async (__, index) => {
      if (redisRestarts && index === 60) await redis.stop('refuses')
      if (redisRestarts && index === 140) await redis.restart()
      const url = `${urls[index % urls.length]}/v1/chat/completions`
      const response = await fetch(url, { method: 'POST', headers, body: ASK })
      statuses.push(response.status)
      await response.body?.cancel()
    })
    await expect.poll(() => statuses.length + held.length, { timeout: 250_000 }).toBe(CALLS)
    expect([held.length, [...new Set(statuses)]]).toEqual([ROOM, [402]])
    answerAll()
    await Promise.all(calls)
    expect(statuses.filter((status) => status === 200)).toHaveLength(ROOM)
    const limitsOf = () =>
      owner.json<{ reserved_ai_usd: number; monthly_ai_usd: { used: number } }>('GET', '/api/limits')
    // Half of what was held was spent, and the rest is there again.
    await expect.poll(async () => (await limitsOf()).reserved_ai_usd, { timeout: 60_000 }).toBe(0)
    expect((await limitsOf()).monthly_ai_usd.used).toBeCloseTo(BUDGET_USD / 2, 2)
  })
})
