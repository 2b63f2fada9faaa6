import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectAsService, rowsOf } from '../../src/services/supabase.ts'
import { PATHS, PLAN, runForACent, runWithin, serve, takes } from '../support/budgeted-runs.ts'
import { startScriptedModel, type ScriptedModel } from '../support/scripted-model.ts'

let model: ScriptedModel

beforeAll(async () => {
  model = await startScriptedModel()
})
afterAll(() => model.close())

describe('a run under a budget', () => {
  it('of cost ends with the files it has, says why, and tells what it takes as it goes', async () => {
    const priced = await serve(model, 'm=1/10')
    takes(model, () => 2000)
    const { events, run: ended } = await runWithin(priced, { max_cost_usd: 0.1 })
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
    const priced = await serve(model, 'm=1000/1000')
    takes(model, () => 100)
    const { run: ended } = await runWithin(priced, { max_cost_usd: 0.01 })
    expect(ended).toMatchObject({ status: 'failed', version: null, error: { code: 'budget_exhausted' } })
    expect(model.calls).toHaveLength(0)
  })

  it('of tokens and of time ends so, too', async () => {
    const priced = await serve(model, 'm=1/1')
    takes(model, () => 1000)
    const { run: ended } = await runWithin(priced, { max_tokens: 8000 })
    expect(ended).toMatchObject({ status: 'partial', error: { code: 'budget_exhausted' } })
    expect(ended.usage.prompt_tokens + ended.usage.completion_tokens).toBeLessThanOrEqual(8000)
    // Says one file, and then nothing more.
    model.script((reply, { task }) => {
      reply.text(task === 'plan' ? PLAN : `<file path="${PATHS[0]}">\n1\n</file>\n`)
      if (task === 'plan') reply.end()
    })
    const { run: late } = await runWithin(priced, { max_seconds: 5 })
    expect(late).toMatchObject({ error: { code: 'budget_exhausted' } })
  })

  it('of a tier holds though its user asks for more', async () => {
    const priced = await serve(model, 'm=1/10')
    const service = connectAsService(priced.stack.config)
    const tier = 'thrifty'
    rowsOf(await service.from('tier_limits').upsert({ tier, max_run_cost_usd: 0.02, max_run_repairs: 1 }).select())
    const { error } = await service.rpc('set_user', { p_id: priced.client.userId, p_role: null, p_tier: tier })
    expect(error).toBeNull()
    takes(model, () => 1000)
    const { run: ended } = await runWithin(priced, { max_cost_usd: 5 })
    expect(ended.budget).toEqual({ max_cost_usd: 0.02, max_repairs: 1 })
    expect(ended.usage.cost_usd).toBeLessThanOrEqual(0.02)
  })

  it('of a cent is never exceeded, whatever the model costs and takes', async () => {
    await runForACent(model, 40)
  }, 600_000)
})
