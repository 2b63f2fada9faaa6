import { countTokens } from '../../gateway/count-tokens.ts'
import { rowsOf } from '../../services/supabase.ts'
import { partTurns, readTurns, type StoredTurn } from '../context/earlier-turns.ts'
import { promptRoom } from '../context/room.ts'
import { summaryMessages, type Earlier } from '../prompts/chat.ts'
import { readAnswer } from '../read-answer.ts'
import type { WorkContext } from '../work-context.ts'

/** Of the room for a prompt, for what is to be told in short. */
const SHARE_OF_SUMMARISED = 0.6
const MOST_SUMMARY_CHARS = 8000

/** Up to which message the conversation is told in short, and how. */
type Recalled = { after: number; summary?: string | undefined }

/** Reads what was said before the run, as it was recalled, once. */
export type ReadEarlier = () => Promise<Earlier>

/**
 * Sees to it that what was said before fits: what there is no room for is told in short, once for all later runs. Gives
 * what reads it.
 */
export async function recall(context: WorkContext): Promise<ReadEarlier> {
  const { database, run } = context
  let turns: Promise<StoredTurn[]> | undefined
  const { after, summary } = await context.step('recall', async (): Promise<Recalled> => {
    const [stored] = rowsOf(
      await database.from('conversation_summaries').select('message_id,content').eq('project_id', run.project_id),
    )
    const known: Recalled = { after: stored?.message_id ?? 0, summary: stored?.content }
    const { kept, older } = partTurns(context, await readTurns(context, known.after))
    turns = Promise.resolve(kept)
    const last = older.at(-1)
    if (last === undefined) return known
    const summary = await summarise(context, known.summary, older)
    // Without a word on them, the older turns are left out of this run alone.
    if (summary === undefined) return { ...known, after: last.id }
    const word = { p_run: run.id, p_epoch: run.epoch, p_message: last.id, p_content: summary }
    rowsOf(await database.rpc('store_summary', word))
    return { after: last.id, summary }
  })
  return async () => ({ summary, turns: await (turns ??= readTurns(context, after)) })
}

async function summarise(
  context: WorkContext,
  summary: string | undefined,
  turns: readonly StoredTurn[],
): Promise<string | undefined> {
  let left = promptRoom(context.config, context.run.model) * SHARE_OF_SUMMARISED
  // The newest of them matter most.
  const shown = turns.toReversed().filter(({ content }) => (left -= countTokens(content)) >= 0)
  let text = ''
  const interruption = await readAnswer(context, summaryMessages({ summary, turns: shown.toReversed() }), {
    take: async (event) => {
      if (event.type === 'prose') text += event.text
      else if (event.type === 'prose.withdrawn') text = ''
    },
  })
  const said = text.trim().slice(0, MOST_SUMMARY_CHARS).toWellFormed()
  return interruption !== undefined || said === '' ? undefined : said
}
