import type { RunContext } from '../runs/pipeline.ts'
import { rowsOf } from '../services/supabase.ts'
import { readAsked, type Asked } from './context/attached.ts'
import { renderInstructions } from './context/instructions.ts'
import { promptRoom } from './context/room.ts'

/** What the steps of a pipeline share besides what the engine hands them. Nothing of it is read before it is needed. */
export type WorkContext = RunContext & {
  /** What the project asks of whoever works on it, with these files in it. @throws {AppError} */
  instructions: (contents: ReadonlyMap<string, string>) => Promise<string | undefined>
  /** What the user asks, with what is attached to it. @throws {AppError} */
  asked: () => Promise<Asked>
}

export function openWorkContext(context: RunContext): WorkContext {
  const { config, database, run } = context
  let own: Promise<string> | undefined
  let asked: Promise<Asked> | undefined

  async function readOwn(): Promise<string> {
    const rows = await database.from('projects').select('instructions').eq('id', run.project_id).single()
    return rowsOf(rows).instructions
  }

  return {
    ...context,
    async instructions(contents) {
      own ??= readOwn()
      return renderInstructions(await own, contents, promptRoom(config, run.model))
    },
    asked: () => (asked ??= readAsked(context)),
  }
}
