import type { RunContext, StepTools } from '../../runs/pipeline.ts'
import { applyOutput } from '../apply-output.ts'
import { openEditConversation } from '../context/edit-conversation.ts'
import { readRecentChanges } from '../context/recent-changes.ts'
import { readWhatComes } from '../read-answer.ts'
import { restoreWorkspace } from '../restore-workspace.ts'
import type { Workspace } from '../workspace.ts'
import type { Said } from './write-files.ts'

/** Changes the files as the prompt asks. An attempt that broke off is made anew. */
export function editFiles(context: RunContext, workspace: Workspace): Promise<Said> {
  return context.step('write', (tools) => editCall(context, tools, workspace), {
    restore: (facts) => restoreWorkspace(workspace, facts),
  })
}

async function editCall(context: RunContext, tools: StepTools, workspace: Workspace): Promise<Said> {
  await workspace.load()
  const sink = applyOutput(tools, workspace)
  const { config, run } = context
  const readRecent = () => readRecentChanges(context, workspace)
  const conversation = await openEditConversation(
    { config, model: run.model, prompt: run.prompt, readRecent },
    workspace,
  )
  for (;;) {
    const error = await readWhatComes(context, conversation.messages(), async (event) => {
      if (event.type === 'read') conversation.want(event.path)
      else await sink.take(event)
    })
    const isOver = error !== undefined || !(await conversation.goOn())
    if (isOver) return { message: sink.message(), error, context: conversation.shown }
  }
}
