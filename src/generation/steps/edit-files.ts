import type { RunContext, StepTools } from '../../runs/pipeline.ts'
import { applyOutput } from '../apply-output.ts'
import { editMessages } from '../prompts.ts'
import { readWhatComes } from '../read-answer.ts'
import { restoreWorkspace } from '../restore-workspace.ts'
import type { Workspace } from '../workspace.ts'
import type { Said } from './write-files.ts'

/** Changes the files as the prompt asks. One call does it all, so an attempt that broke off is made anew. */
export function editFiles(context: RunContext, workspace: Workspace): Promise<Said> {
  return context.step('write', (tools) => editCall(context, tools, workspace), {
    restore: (facts) => restoreWorkspace(workspace, facts),
  })
}

async function editCall(context: RunContext, tools: StepTools, workspace: Workspace): Promise<Said> {
  await workspace.load()
  const sink = applyOutput(tools, workspace)
  const messages = editMessages(context.run.prompt, new Map(workspace.contents))
  const error = await readWhatComes(context, messages, sink.take)
  return { message: sink.message(), error }
}
