// The steps of a run, each a function from the state before to the state after. A step that is done has stored its
// output, so that a driver that takes the run over goes on behind it.
import { ProviderError } from '../gateway/provider-error.ts'
import { normalizePaths } from '../projects/paths.ts'
import { readAnswer, type Conversation } from './read-answer.ts'
import { checkProject } from '../checks/check-project.ts'
import type { Journal } from '../runs/journal.ts'
import { editMessages, planMessages, writeMessages, type Plan } from './prompts.ts'
import { takeOutput } from './apply-output.ts'
import type { Workspace } from './workspace.ts'

export type StepContext = { journal: Journal; conversation: Conversation; workspace: Workspace; prompt: string }

/** What a step that talks to the model leaves: its words for the user, and why the model stopped early, if it did. */
export type Talk = { message: string; error?: ProviderError }

/** Asks what to build. @throws {ProviderError} also when the answer has no usable plan */
export async function planStep({ journal, conversation, prompt }: StepContext): Promise<Plan & { message: string }> {
  await journal.show({ type: 'step.started', data: { step: 'plan' } })
  let message = ''
  let plan: Plan | undefined
  await readAnswer(conversation, planMessages(prompt), async (event) => {
    if (event.type === 'plan') plan = usablePlan(event)
    if (event.type !== 'prose') return
    message += event.text
    await journal.show({ type: 'message.delta', data: { text: event.text } })
  })
  if (plan === undefined) throw new ProviderError('provider_invalid', 'the answer has no plan with usable paths')
  const output = { ...plan, message: message.trim() }
  await journal.record([{ type: 'plan.ready', data: plan }], { step: { name: 'plan', output } })
  return output
}

/** Writes the planned files that are not there yet, several to a call; asks once more for what a call left out. */
export async function writeStep(context: StepContext, plan: Plan): Promise<Talk> {
  const { journal, conversation, workspace, prompt } = context
  await journal.show({ type: 'step.started', data: { step: 'write' } })
  const taker = takeOutput(journal, workspace)
  const asked = new Map<string, number>()
  for (;;) {
    const missing = plan.files.map(({ path }) => path).filter((path) => !isSettled(workspace, path))
    const paths = missing.filter((path) => (asked.get(path) ?? 0) < 2).slice(0, conversation.config.RUN_FILES_PER_CALL)
    if (paths.length === 0) {
      failMissing(workspace, missing, 'The model did not write it.')
      return { message: taker.message() }
    }
    for (const path of paths) asked.set(path, (asked.get(path) ?? 0) + 1)
    const written = new Map([...workspace.contents].filter(([path]) => workspace.touched.has(path)))
    try {
      await readAnswer(conversation, writeMessages(prompt, plan, paths, written), taker.take)
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      failMissing(
        workspace,
        missing.filter((path) => !isSettled(workspace, path)),
        error.message,
      )
      return { message: taker.message(), error }
    }
  }
}

/** Changes the files as the prompt asks. */
export async function editStep({ journal, conversation, workspace, prompt }: StepContext): Promise<Talk> {
  await journal.show({ type: 'step.started', data: { step: 'write' } })
  const taker = takeOutput(journal, workspace)
  try {
    await readAnswer(conversation, editMessages(prompt, new Map(workspace.contents)), taker.take)
    return { message: taker.message() }
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    return { message: taker.message(), error }
  }
}

/** Checks the whole project without running it; a file with a problem counts as failed, though it is kept. */
export async function checkStep({ journal, workspace }: StepContext): Promise<void> {
  await journal.show({ type: 'step.started', data: { step: 'check' } })
  const problems = checkProject(workspace.contents, Object.keys(workspace.manifest))
  for (const { path, code, message, line } of problems) {
    if (workspace.failed.has(path)) continue
    workspace.failed.set(path, { path, code, message: line === undefined ? message : `Line ${line}: ${message}` })
  }
  const data = { files_checked: workspace.contents.size, problems: problems.slice(0, 100) }
  await journal.record([{ type: 'check.completed', data }], { step: { name: 'check', output: data } })
}

function usablePlan({ title, summary, files }: Plan): Plan | undefined {
  const paths = normalizePaths(files.map(({ path }) => path))
  if (files.length === 0 || !paths.ok) return undefined
  return {
    title: title.slice(0, 120),
    summary: summary.slice(0, 2000),
    files: files.map(({ purpose }, index) => ({ path: paths.paths[index] ?? '', purpose: purpose.slice(0, 500) })),
  }
}

/** Written by this run, or failed for a reason of its own. */
function isSettled(workspace: Workspace, path: string): boolean {
  return workspace.touched.has(path) || workspace.failed.has(path)
}

function failMissing(workspace: Workspace, paths: string[], message: string): void {
  for (const path of paths) workspace.failed.set(path, { path, code: 'not_written', message })
}
