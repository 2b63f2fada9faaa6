import type { RunError } from '../../errors.ts'
import type { RunContext, StepTools } from '../../runs/pipeline.ts'
import { applyOutput } from '../apply-output.ts'
import { writeMessages, type Plan } from '../prompts.ts'
import { readWhatComes } from '../read-answer.ts'
import { restoreWorkspace } from '../restore-workspace.ts'
import type { Workspace } from '../workspace.ts'

/** What the calls of a step leave besides files: words for the user, and why the model stopped early, if it did. */
export type Said = { message: string; error?: RunError | undefined }

/** How often a file is asked for. */
const MOST_ASKED = 2

/**
 * Writes the planned files that are not there yet, several to a call, and asks once more for what a call left out. Each
 * call is an attempt of the step, and goes on behind the last file that a driver which broke off had closed.
 */
export async function writeFiles(context: RunContext, workspace: Workspace, plan: Plan): Promise<Said> {
  const asked = new Map<string, number>()
  const messages: string[] = []
  for (;;) {
    const missing = plan.files.map(({ path }) => path).filter((path) => !isSettled(workspace, path))
    const paths = missing
      .filter((path) => (asked.get(path) ?? 0) < MOST_ASKED)
      .slice(0, context.config.RUN_FILES_PER_CALL)
    if (paths.length === 0) {
      failMissing(workspace, missing, 'The model did not write it.')
      return { message: join(messages) }
    }
    const said = await context.step('write', (tools) => writeCall(context, tools, workspace, plan, paths), {
      restore: (facts) => restoreWorkspace(workspace, facts),
      resumes: true,
    })
    for (const path of said.asked) asked.set(path, (asked.get(path) ?? 0) + 1)
    messages.push(said.message)
    if (said.error !== undefined) {
      const unsettled = missing.filter((path) => !isSettled(workspace, path))
      failMissing(workspace, unsettled, said.error.message)
      return { message: join(messages), error: said.error }
    }
  }
}

async function writeCall(
  context: RunContext,
  tools: StepTools,
  workspace: Workspace,
  plan: Plan,
  asked: string[],
): Promise<Said & { asked: string[] }> {
  const open = asked.filter((path) => !isSettled(workspace, path))
  if (open.length === 0) return { asked, message: '' }
  await workspace.load()
  const written = new Map([...workspace.contents].filter(([path]) => workspace.touched.has(path)))
  const sink = applyOutput(tools, workspace)
  const error = await readWhatComes(context, writeMessages(context.run.prompt, plan, open, written), sink.take)
  return { asked, message: sink.message(), error }
}

/** Written by this run, or failed for a reason of its own. */
function isSettled(workspace: Workspace, path: string): boolean {
  return workspace.touched.has(path) || workspace.failed.has(path)
}

function failMissing(workspace: Workspace, paths: string[], message: string): void {
  for (const path of paths) workspace.fail({ path, code: 'not_written', message })
}

function join(messages: string[]): string {
  return messages.filter((message) => message !== '').join('\n\n')
}
