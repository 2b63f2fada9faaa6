import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BudgetExhausted, openBudget } from '../../src/runs/budget.ts'
import { nextWait } from '../../src/runs/rest.ts'
import type { Budget, CallRow, RunRow } from '../../src/services/database-types.ts'

const config = { AI_FALLBACK_MODELS: [], AI_MAX_OUTPUT_TOKENS: undefined, AI_MODEL_LIMITS: {} }

function runOf(budget: Budget, over: Partial<RunRow> = {}): RunRow {
  const times = { started_at: '2026-01-01T00:00:00Z', lease_expires_at: '2026-01-01T00:00:30Z', rested_seconds: 0 }
  return { model: 'm', budget, usage: {}, ...times, ...over } as RunRow
}

function rowOf(id: string, prompt_tokens: number, completion_tokens: number, cost_usd: number): CallRow {
  return { id, model: 'm', outcome: 'whole', estimated: false, prompt_tokens, completion_tokens, cost_usd }
}

describe('the budget of a run', () => {
  it('is never exceeded by calls that take no more than was declared, whatever models cost and prompts are long', () => {
    const price = fc.double({ min: 0.01, max: 200, noNaN: true })
    fc.assert(
      fc.property(
        price,
        price,
        fc.array(fc.integer({ min: 1, max: 60_000 }), { minLength: 1 }),
        (prompt, completion, prompts) => {
          const settings = { ...config, AI_PRICES: { m: { prompt, completion } } }
          const budget = openBudget(settings, runOf({ max_cost_usd: 0.01 }), 30)
          for (const [index, promptTokens] of prompts.entries()) {
            let room: number | undefined
            try {
              room = budget.answerRoom(promptTokens)
            } catch (error) {
              expect(error).toBeInstanceOf(BudgetExhausted)
              continue
            }
            const cost = (promptTokens * prompt + (room ?? 0) * completion) / 1_000_000
            budget.note(rowOf(String(index), promptTokens, room ?? 0, cost))
          }
          expect(budget.spent().cost_usd).toBeLessThanOrEqual(0.01 * (1 + 1e-9))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('counts what earlier drivers have spent, and each call once', () => {
    const usage = { prompt_tokens: 1000, completion_tokens: 500, cost_usd: 0.004 }
    const budget = openBudget({ ...config, AI_PRICES: {} }, runOf({ max_tokens: 10_000 }, { usage }), 30)
    budget.note(rowOf('a', 10, 0, 0.001))
    budget.note(rowOf('a', 1000, 2000, 0.002))
    expect(budget.spent()).toEqual({ prompt_tokens: 2000, completion_tokens: 2500, cost_usd: 0.006 })
    expect(budget.answerRoom(1000)).toBe(4500)
  })

  it('asks for no answer that is too short to be of use', () => {
    const budget = openBudget({ ...config, AI_PRICES: {} }, runOf({ max_tokens: 2000 }), 30)
    expect(budget.answerRoom(1400)).toBe(600)
    expect(() => budget.answerRoom(1600)).toThrow(BudgetExhausted)
  })

  it('goes by the dearest of the models that may answer', () => {
    const AI_PRICES = { m: { prompt: 1, completion: 1 }, dear: { prompt: 1, completion: 10 } }
    const settings = { ...config, AI_FALLBACK_MODELS: ['dear'], AI_PRICES }
    expect(openBudget(settings, runOf({ max_cost_usd: 0.011 }), 30).answerRoom(1000)).toBe(1000)
  })

  it('bounds nothing that nobody has set a bound to', () => {
    const budget = openBudget({ ...config, AI_PRICES: {} }, runOf({}), 30)
    expect(budget.answerRoom(1_000_000)).toBeUndefined()
    expect(budget.timeLeftMs()).toBeUndefined()
  })

  it('counts the time of work by the clock of the database, without the time of rest', () => {
    // Claimed an hour after its start, most of which it has rested.
    const lease_expires_at = '2026-01-01T01:00:30Z'
    const left = (rested_seconds: number) =>
      openBudget({ ...config, AI_PRICES: {} }, runOf({ max_seconds: 100 }, { lease_expires_at, rested_seconds }), 30)
    expect(left(3590).timeLeftMs()).toBeGreaterThan(60_000)
    expect(left(3590).timeLeftMs()).toBeLessThanOrEqual(90_000)
    expect(() => left(3000).timeLeftMs()).toThrow(BudgetExhausted)
  })
})

describe('the waits of a run', () => {
  it('grow, are as long as the provider asks, and end', () => {
    expect(nextWait([], 0, 3600)).toBe(2)
    expect(nextWait([2, 4], 0, 3600)).toBe(8)
    expect(nextWait([], 30, 3600)).toBe(30)
    expect(nextWait([2, 30], 600, 600)).toBeUndefined()
    expect(nextWait([], 0, 0)).toBeUndefined()
    const waits: number[] = []
    for (let next = nextWait(waits, 1, 3600); next !== undefined; next = nextWait(waits, 1, 3600)) waits.push(next)
    expect(waits.length).toBeLessThan(20)
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThanOrEqual(3600)
  })
})
