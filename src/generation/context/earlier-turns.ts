// What was said in a project before a run: within a share of the window, the newest word for word.
import { countTokens } from '../../gateway/count-tokens.ts'
import type { RunContext } from '../../runs/pipeline.ts'
import { rowsOf } from '../../services/supabase.ts'
import type { Turn } from '../prompts/chat.ts'
import { cutToTokens } from './cut-to-tokens.ts'
import { promptRoom } from './room.ts'

/** Of the room for a prompt. */
const SHARE_OF_ROOM = 0.25
/** When there is more, so much of that stays word for word: the next turns fit, too, before there is too much again. */
const KEPT_SHARE = 0.5
/** Of one turn. */
const MOST_TURN_TOKENS = 1500
/** The tags around a turn. */
const FRAME_TOKENS = 16
/** Turns that are looked at, the newest ones. */
const MOST_TURNS = 200

export type StoredTurn = Turn & { id: number }

/** What was said after the message `after` and before the run, in order. @throws {AppError} */
export async function readTurns({ database, run }: RunContext, after: number): Promise<StoredTurn[]> {
  // What another run says while this one rests, however much, is no part of what this one was asked.
  const [own] = rowsOf(await database.from('messages').select('id').eq('run_id', run.id).order('id').limit(1))
  const rows = rowsOf(
    await database
      .from('messages')
      .select('id,role,content')
      .eq('project_id', run.project_id)
      .gt('id', after)
      .lt('id', own?.id ?? after)
      .order('id', { ascending: false })
      .limit(MOST_TURNS),
  )
  return rows
    .toReversed()
    .map(({ id, role, content }) => ({ id, role, content: cutToTokens(content, MOST_TURN_TOKENS) }))
}

/** The turns that are told word for word, and those before them, for which there is no room. */
export function partTurns(
  { config, run }: Pick<RunContext, 'config' | 'run'>,
  turns: readonly StoredTurn[],
): { kept: StoredTurn[]; older: StoredTurn[] } {
  const most = promptRoom(config, run.model) * SHARE_OF_ROOM
  const counts = turns.map(({ content }) => countTokens(content) + FRAME_TOKENS)
  if (counts.reduce((sum, tokens) => sum + tokens, 0) <= most) return { kept: [...turns], older: [] }
  let left = most * KEPT_SHARE
  let first = turns.length
  while (first > 0 && left >= (counts[first - 1] ?? 0)) {
    first -= 1
    left -= counts[first] ?? 0
  }
  return { kept: turns.slice(first), older: turns.slice(0, first) }
}
