import { runError } from '../../errors.ts'
import type { Outcome } from '../../runs/pipeline.ts'
import { checkAndConclude, salvageChange } from '../check-and-conclude.ts'
import { chatMessages, type ChatMode } from '../prompts/chat.ts'
import { readBase } from '../read-base.ts'
import { editFiles } from '../steps/edit-files.ts'
import { readEarlier, recall, type Recalled } from '../steps/recall.ts'
import type { Written } from '../steps/write-files.ts'
import type { WorkContext } from '../work-context.ts'
import { openWorkspace, type Workspace } from '../workspace.ts'

/** recall → write → check → repair: an answer from the project and what was said, which may change files. */
export const chat = { work, salvage: salvageChange }

async function work(context: WorkContext): Promise<Outcome> {
  const { database, run } = context
  const base = await readBase(context)
  const workspace = openWorkspace(database, run.project_id, base)
  const recalled = await recall(context)
  const written = await converse(context, workspace, { recalled, mode: run.options.mode === 'ask' ? 'ask' : 'build' })
  const hasChanged = workspace.touched.size > 0 || written.findings.length > 0
  return hasChanged ? checkAndConclude(context, workspace, { written, base }) : concludeTalk(written)
}

type Talk = { recalled: Recalled; mode: ChatMode }

function converse(context: WorkContext, workspace: Workspace, { recalled, mode }: Talk): Promise<Written> {
  const { prompt } = context.run
  return editFiles(context, workspace, {
    open: async () => {
      const earlier = await readEarlier(context, recalled)
      return (shown) => chatMessages({ mode, prompt, earlier, ...shown })
    },
    isTalk: true,
    mayChange: mode === 'build',
  })
}

/** What was only said makes no version, and is all that was asked. */
function concludeTalk({ message, error }: Written): Outcome {
  if (message === '') return { status: 'failed', error: error ?? runError('no_answer') }
  return error === undefined ? { status: 'succeeded', message } : { status: 'partial', error, message }
}
