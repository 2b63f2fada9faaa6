// What a run is asked for besides its prompt. The database holds to the same bounds, in options_are_valid and input_is_valid.
import * as z from 'zod'
import { RUN_MODES } from '../services/database-types.ts'
import { MAX_PROMPT_CHARS } from '../services/stored-limits.ts'
import { storedText } from '../services/stored-text.ts'

const words = storedText.trim().min(1).max(MAX_PROMPT_CHARS)

export const budgetSchema = z.strictObject({
  max_cost_usd: z.number().positive().max(10_000).optional(),
  max_tokens: z.int().min(1).max(1_000_000_000).optional().meta({ description: 'Of prompts and answers together.' }),
  max_repairs: z.int().min(0).max(10).optional().meta({ description: 'Calls that send back what is wrong.' }),
  max_seconds: z
    .int()
    .min(1)
    .max(604_800)
    .optional()
    .meta({ description: 'Of its work: a run that rests takes none.' }),
})

export const modeSchema = z.enum(RUN_MODES)

/** What a run that awaits input is given. */
export const inputSchema = z.union([
  z.strictObject({ text: words.meta({ description: 'The answer to a question.' }) }),
  z.strictObject({ approve: z.literal(true).meta({ description: 'The plan is good: go on.' }) }),
  z.strictObject({ plan: words.meta({ description: 'What to change of the plan; the run asks again then.' }) }),
])
