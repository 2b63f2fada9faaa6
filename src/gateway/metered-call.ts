// A call that a caller makes directly: asked as any call, and written to the usage ledger once, however it ends.
import { connectAsService } from '../services/supabase.ts'
import type { LedgerRow } from '../services/database-types.ts'
import type { Config } from '../config.ts'
import type { Answer } from './ask-models.ts'
import type { CompletionBody } from './completion.ts'
import { ProviderError } from './provider-error.ts'

/** Characters to a token, about, in English: for what is charged and never told. */
const CHARACTERS_PER_TOKEN = 4

export type Metering<T> = {
  ownerId: string
  body: CompletionBody
  /** Text of the answer in a piece, for an estimate when the provider never tells the usage. */
  textOf: (piece: T) => string
  /** Called once, when the call has ended in whatever way, with what is to be recorded, if anything is. */
  onEnd: (row: LedgerRow | undefined) => void
}

/** The pieces of an answer as they are. */
export async function* meterCall<T>(answer: Answer<T>, metering: Metering<T>): AsyncGenerator<T, void> {
  let characters = 0
  let outcome = 'broken_off'
  try {
    for await (const piece of answer.pieces) {
      characters += metering.textOf(piece).length
      yield piece
    }
    outcome = 'whole'
  } catch (error) {
    if (error instanceof ProviderError) outcome = error.code
    throw error
  } finally {
    metering.onEnd(toRow(answer.end, metering, characters, outcome))
  }
}

/** Stores what a call took. Throws what the data API answers with. */
export async function recordUsage(config: Config, row: LedgerRow): Promise<void> {
  const { error } = await connectAsService(config)
    .from('usage_ledger')
    .upsert(row, { onConflict: 'id', ignoreDuplicates: true })
  if (error !== null) throw error
}

/** Nothing when the provider failed before it began, as providers charge nothing then. */
function toRow<T>(
  { model, usage, begun }: Answer<T>['end'],
  { ownerId, body }: Metering<T>,
  characters: number,
  outcome: string,
): LedgerRow | undefined {
  if (usage === undefined && !begun && outcome !== 'broken_off') return undefined
  const row = { id: crypto.randomUUID(), owner_id: ownerId, model, outcome, estimated: usage === undefined }
  if (usage !== undefined) return { ...row, ...usage }
  const promptCharacters = JSON.stringify(body.messages).length
  return {
    ...row,
    prompt_tokens: Math.ceil(promptCharacters / CHARACTERS_PER_TOKEN),
    completion_tokens: Math.ceil(characters / CHARACTERS_PER_TOKEN),
  }
}
