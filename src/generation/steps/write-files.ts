import type { RunError } from '../../errors.ts'
import type { RunContext, StepTools } from '../../runs/pipeline.ts'
import { applyOutput } from '../apply-output.ts'
import { createWriteContext } from '../context/write-context.ts'
import type { Shown } from '../context/shown.ts'
import type { Plan } from '../prompts.ts'
import { readWhatComes } from '../read-answer.ts'
import { restoreWorkspace } from '../restore-workspace.ts'
import type { Workspace } from '../workspace.ts'

/**
 * What a step's calls leave besides files: words for the user, why the model stopped early, if it did, and what each call
 * was shown of the project.
 */
export type Said = { message: string; error?: RunError | undefined; context: Shown[] }

/** How often a driver asks for a file. */
const MOST_ASKED = 2

/** Writes the planned files. Goes on behind the last file that a driver which broke off had closed. */
export async function writeFiles(context: RunContext, workspace: Workspace, plan: Plan): Promise<Said> {
  const said = await context.step('write', (tools) => askForFiles(context, tools, workspace, plan), {
    restore: (facts) => restoreWorkspace(workspace, facts),
    resumes: true,
  })
  for (const path of unsettled(workspace, plan)) {
    workspace.fail({ path, code: 'not_written', message: said.error?.message ?? 'The model did not write it.' })
  }
  return said
}

/** Asks for the files that are not there yet, several to a call, and once more for what a call left out. */
async function askForFiles(context: RunContext, tools: StepTools, workspace: Workspace, plan: Plan): Promise<Said> {
  await workspace.load()
  const sink = applyOutput(tools, workspace)
  const { config, run } = context
  const prompts = createWriteContext({ config, model: run.model, prompt: run.prompt, plan })
  const shown: Shown[] = []
  const asked = new Map<string, number>()
  for (;;) {
    const paths = unsettled(workspace, plan)
      .filter((path) => (asked.get(path) ?? 0) < MOST_ASKED)
      .slice(0, context.config.RUN_FILES_PER_CALL)
    if (paths.length === 0) return { message: sink.message(), context: shown }
    for (const path of paths) asked.set(path, (asked.get(path) ?? 0) + 1)
    const question = await prompts.ask(paths, workspace)
    shown.push(question.shown)
    const error = await readWhatComes(context, question.messages, sink.take)
    if (error !== undefined) return { message: sink.message(), error, context: shown }
  }
}

/** The planned files that are neither written nor failed for a reason of their own. */
function unsettled(workspace: Workspace, plan: Plan): string[] {
  return plan.files
    .map(({ path }) => path)
    .filter((path) => !workspace.touched.has(path) && !workspace.failed.has(path))
}
