// What the API takes for the options of a run and for its input, the database takes, and nothing else.
import { expect, it } from 'vitest'
import { budgetSchema, inputSchema } from '../../src/runs/options.ts'
import { MAX_PROMPT_CHARS } from '../../src/services/stored-limits.ts'
import { connectAsService } from '../../src/services/supabase.ts'
import { makeStack } from '../support/stack.ts'

const database = connectAsService(makeStack().config)

async function isValid(name: string, args: Record<string, unknown>): Promise<unknown> {
  const { data, error } = await database.rpc(name as never, args as never)
  expect(error).toBeNull()
  // An absent value is no, as it is where the function is asked.
  return data ?? false
}

it.each([
  {},
  { max_cost_usd: 0.01 },
  { max_cost_usd: 10_000 },
  { max_cost_usd: 10_000.5 },
  { max_cost_usd: 0 },
  { max_cost_usd: '1' },
  { max_cost_usd: null },
  { max_tokens: 1, max_repairs: 0, max_seconds: 1 },
  { max_tokens: 1.5 },
  { max_tokens: 0 },
  { max_tokens: 1_000_000_001 },
  { max_repairs: 10 },
  { max_repairs: 11 },
  { max_repairs: -1 },
  { max_seconds: 604_800 },
  { max_seconds: 604_801 },
  { max_dollars: 1 },
  [],
])('the budget %j is valid in both or in neither', async (budget) => {
  const isTaken = budgetSchema.safeParse(budget).success
  expect(await isValid('budget_is_valid', { p_budget: budget })).toBe(isTaken)
  expect(await isValid('options_are_valid', { p_options: { budget } })).toBe(isTaken)
})

it.each([
  { text: 'Dark' },
  { plan: 'Other names' },
  { approve: true },
  { approve: false },
  { text: ' \n\u00a0' },
  { text: 'a', plan: 'b' },
  { text: 'a', approve: true },
  { text: 'x'.repeat(MAX_PROMPT_CHARS) },
  { plan: 'x'.repeat(MAX_PROMPT_CHARS + 1) },
  { text: 7 },
  { text: null },
  {},
  [],
  ['text'],
])('the input %j is valid in both or in neither', async (input) => {
  expect(await isValid('input_is_valid', { p_input: input })).toBe(inputSchema.safeParse(input).success)
})
