// Whole runs under a budget, against a model that takes what it is allowed to, and tells so.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countMessages } from '../../src/generation/context/room.ts'
import { connectAsService, rowsOf } from '../../src/services/supabase.ts'
import { createProject, runPrompt, signUp, type Client, type StreamEvent } from '../support/client.ts'
import { startScriptedModel, type Call, type Reply, type ScriptedModel } from '../support/scripted-model.ts'
import { makeStack, type Stack } from '../support/stack.ts'

const PATHS = Array.from({ length: 6 }, (_, index) => `file-${index}.txt`)
const PLAN = `<plan title="Six">\nSix files.\n${PATHS.map((path) => `- ${path}: it`).join('\n')}\n</plan>\n`

let model: ScriptedModel

beforeAll(async () => {
  model = await startScriptedModel()
})
afterAll(() => model.close())

/** Ends the answer as one that took so much. */
function endWith({ raw }: Reply, finish_reason: string, prompt_tokens: number, completion_tokens: number): void {
  const chunk = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm' }
  raw.write(`data: ${JSON.stringify({ ...chunk, choices: [{ index: 0, delta: {}, finish_reason }] })}\n\n`)
  const usage = { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens }
  raw.end(`data: ${JSON.stringify({ ...chunk, choices: [], usage })}\n\ndata: [DONE]\n\n`)
}

const mostOf = ({ body }: Call) => Number(body['max_tokens'] ?? Infinity)
const longestPrompt = ({ messages }: Call) =>
  countMessages(messages.map(({ content }) => ({ role: 'user' as const, content })))

/** Answers with one file a call, and takes so many tokens for it, but no more than it is allowed. */
function takes(tokens: () => number): void {
  model.calls.length = 0
  model.script((reply, call) => {
    const [, paths = ''] = /Write these files: (.*)/.exec(call.messages.at(-1)?.content ?? '') ?? []
    const wanted = tokens()
    reply.text(
      call.task === 'plan'
        ? PLAN
        : paths
            .split(', ')
            .map((path) => `<file path="${path}">\n1\n</file>\n`)
            .join(''),
    )
    endWith(reply, wanted > mostOf(call) ? 'length' : 'stop', longestPrompt(call), Math.min(wanted, mostOf(call)))
  })
}

type Priced = { stack: Stack; client: Client }

async function serve(prices: string): Promise<Priced> {
  const stack = makeStack({
    ...model.environment,
    AI_PRICES: prices,
    RUN_FILES_PER_CALL: '1',
    RATE_LIMIT_PER_ACCOUNT: '0',
  })
  return { stack, client: await signUp(stack.app) }
}

async function run({ client }: Priced, budget: Record<string, number>): Promise<{ events: StreamEvent[]; run: Run }> {
  const events = await runPrompt(client, await createProject(client), { prompt: 'Six files', budget })
  const id = events[0]?.data['run_id']
  return { events, run: (await client.call('GET', `/api/runs/${String(id)}`)).json as Run }
}

type Run = {
  id: string
  status: string
  version: number | null
  error: { code: string } | null
  usage: { prompt_tokens: number; completion_tokens: number; cost_usd: number }
  budget: Record<string, number>
}

describe('a run under a budget', () => {
  it('of cost ends with the files it has, says why, and tells what it takes as it goes', async () => {
    const priced = await serve('m=1/10')
    takes(() => 2000)
    const { events, run: ended } = await run(priced, { max_cost_usd: 0.1 })
    expect(ended).toMatchObject({ status: 'partial', version: 1, error: { code: 'budget_exhausted' } })
    expect(ended.budget).toEqual({ max_cost_usd: 0.1 })
    expect(ended.usage.cost_usd).toBeLessThanOrEqual(0.1)
    expect(ended.usage.cost_usd).toBeGreaterThan(0.05)
    const told = events.filter(({ event }) => event === 'usage.updated').map(({ data }) => Number(data['cost_usd']))
    expect(told.length).toBeGreaterThan(2)
    expect(told).toEqual(told.toSorted((a, b) => a - b))
    expect(told.at(-1)).toBeCloseTo(ended.usage.cost_usd, 9)
    expect(events.at(-1)?.data).toMatchObject({ usage: { cost_usd: ended.usage.cost_usd } })
  })

  it('that has no room for one call makes none', async () => {
    const priced = await serve('m=1000/1000')
    takes(() => 100)
    const { run: ended } = await run(priced, { max_cost_usd: 0.01 })
    expect(ended).toMatchObject({ status: 'failed', version: null, error: { code: 'budget_exhausted' } })
    expect(model.calls).toHaveLength(0)
  })

  it('of tokens and of time ends so, too', async () => {
    const priced = await serve('m=1/1')
    takes(() => 1000)
    const { run: ended } = await run(priced, { max_tokens: 8000 })
    expect(ended).toMatchObject({ status: 'partial', error: { code: 'budget_exhausted' } })
    expect(ended.usage.prompt_tokens + ended.usage.completion_tokens).toBeLessThanOrEqual(8000)
    // Says one file, and then nothing more.
    model.script((reply, { task }) => {
      reply.text(task === 'plan' ? PLAN : `<file path="${PATHS[0]}">\n1\n</file>\n`)
      if (task === 'plan') reply.end()
    })
    const { run: late } = await run(priced, { max_seconds: 3 })
    expect(late).toMatchObject({ status: 'partial', error: { code: 'budget_exhausted' } })
  })

  it('of a tier holds though its user asks for more', async () => {
    const priced = await serve('m=1/10')
    const service = connectAsService(priced.stack.config)
    const tier = 'thrifty'
    rowsOf(await service.from('tier_limits').upsert({ tier, max_run_cost_usd: 0.02, max_run_repairs: 1 }).select())
    rowsOf(await service.rpc('set_user', { p_id: priced.client.userId, p_role: null, p_tier: tier }))
    takes(() => 1000)
    const { run: ended } = await run(priced, { max_cost_usd: 5 })
    expect(ended.budget).toEqual({ max_cost_usd: 0.02, max_repairs: 1 })
    expect(ended.usage.cost_usd).toBeLessThanOrEqual(0.02)
  })

  it('of a cent is never exceeded, whatever the model costs and takes', async () => {
    for (let round = 0; round < 40; round += 1) {
      const price = () => (10 ** (Math.random() * 3 - 1.5)).toFixed(3)
      const priced = await serve(`m=${price()}/${price()}`)
      takes(() => Math.ceil(10 ** (Math.random() * 4)))
      const { run: ended } = await run(priced, { max_cost_usd: 0.01 })
      expect(ended.usage.cost_usd).toBeLessThanOrEqual(0.01 * (1 + 1e-9))
      expect(['succeeded', 'partial', 'failed']).toContain(ended.status)
    }
  })
})
