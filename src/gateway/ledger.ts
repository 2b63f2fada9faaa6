// What a call took, as it stands in the usage ledger: one row for each call that was charged.
import type { Config } from '../config.ts'
import type { CallRow, LedgerRow, Usage } from '../services/database-types.ts'
import { connectAsService } from '../services/supabase.ts'

/** Characters to a token, about, in English: for what is charged and never told. */
const CHARACTERS_PER_TOKEN = 4

/** Takes the rows of a caller's calls; a later row of an id takes the place of an earlier one. */
export type Bookkeeper = {
  /** An answer has begun, so that the call is charged: what it has taken so far, estimated. */
  begun?: (row: CallRow) => void
  /** The call has ended, in whatever way. */
  ended: (row: CallRow) => void
}

/** Stores what a call took, once. Throws what the data API answers with. */
export async function recordUsage(config: Config, row: LedgerRow): Promise<void> {
  const { error } = await connectAsService(config).from('usage_ledger').upsert(row, { onConflict: 'id' })
  if (error !== null) throw error
}

/** What a call has taken by the length of what was sent and of what has come. */
export function estimateUsage(messages: unknown, answerChars: number): Usage {
  return {
    prompt_tokens: Math.ceil(JSON.stringify(messages).length / CHARACTERS_PER_TOKEN),
    completion_tokens: Math.ceil(answerChars / CHARACTERS_PER_TOKEN),
  }
}
