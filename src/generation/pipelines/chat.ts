import { runError } from '../../errors.ts'
import type { ChatMessage } from '../../gateway/chat-message.ts'
import type { Outcome } from '../../runs/pipeline.ts'
import { checkAndConclude, salvageChange } from '../check-and-conclude.ts'
import { approvedTalk, changeTalk, chatMessages, type ChatMode } from '../prompts/chat.ts'
import { readBase } from '../read-base.ts'
import { editFiles } from '../steps/edit-files.ts'
import { MOST_PLAN_CHANGES } from '../steps/make-plan.ts'
import { recall, type ReadEarlier } from '../steps/recall.ts'
import type { Written } from '../steps/write-files.ts'
import type { WorkContext } from '../work-context.ts'
import { openWorkspace, type Workspace } from '../workspace.ts'

/** recall → write → check → repair: an answer from the project and what was said, which may change files. */
export const chat = { work, salvage: salvageChange }

async function work(context: WorkContext): Promise<Outcome> {
  const { database, run } = context
  const base = await readBase(context)
  const workspace = openWorkspace(database, run.project_id, base)
  const readEarlier = await recall(context)
  const { mode } = run.options
  if (mode === 'ask') return concludeTalk(await converse(context, workspace, { readEarlier, mode, talk: [] }))
  const planned = mode === 'plan' ? await agree(context, workspace, readEarlier) : { talk: [] }
  if ('outcome' in planned) return planned.outcome
  const written = await converse(context, workspace, { readEarlier, mode: 'build', talk: planned.talk })
  const { touched, confirmed } = workspace
  // A file that the answer leaves as it is was meant to be changed.
  const hasChanged = touched.size > 0 || written.findings.length > 0 || (confirmed.size > 0 && written.message === '')
  return hasChanged ? checkAndConclude(context, workspace, { written, base }) : concludeTalk(written)
}

/** Says what is going to be changed until the user approves of it. */
async function agree(
  context: WorkContext,
  workspace: Workspace,
  readEarlier: ReadEarlier,
): Promise<{ talk: ChatMessage[] } | { outcome: Outcome }> {
  const talk: ChatMessage[] = []
  for (let changes = 0; ; changes += 1) {
    const said = await converse(context, workspace, { readEarlier, mode: 'plan', talk })
    if (said.error !== undefined || said.message === '') return { outcome: concludeTalk(said) }
    const input = context.awaitInput('approve', { kind: 'plan', text: said.message })
    if ('approve' in input) return { talk: [...talk, ...approvedTalk(said.message)] }
    if (changes === MOST_PLAN_CHANGES) {
      return { outcome: { status: 'failed', error: runError('plan_not_approved'), message: said.message } }
    }
    talk.push(...changeTalk(said.message, 'plan' in input ? input.plan : ''))
  }
}

/** `talk` is what was said since the request. */
type Talk = { readEarlier: ReadEarlier; mode: ChatMode; talk: readonly ChatMessage[] }

function converse(context: WorkContext, workspace: Workspace, { readEarlier, mode, talk }: Talk): Promise<Written> {
  return editFiles(context, workspace, {
    open: async () => {
      const { prompt } = await context.asked()
      const earlier = await readEarlier()
      return (shown) => chatMessages({ mode, prompt, earlier, talk, ...shown })
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
