import type { FileCode, RunError } from '../../errors.ts'
import type { StepTools } from '../../runs/pipeline.ts'
import { createWriteContext, type WriteContext } from '../context/write-context.ts'
import type { Finding } from '../findings.ts'
import { withNotes } from '../prompts/notes.ts'
import { restoreWorkspace } from '../restore-workspace.ts'
import type { WorkContext } from '../work-context.ts'
import { createWriting } from '../writing.ts'
import type { Workspace } from '../workspace.ts'
import { continueFile } from './continue-file.ts'
import { askAndApply, joinMessages, type Said } from './ask-and-apply.ts'
import type { PlanOutput } from './make-plan.ts'

/** Faults of an answer that asking for the file again may mend. */
const WORTH_ANOTHER: ReadonlySet<FileCode> = new Set(['cut', 'placeholder', 'unexpected_close', 'unclosed_block'])

/** What the calls of all files leave besides these. */
export type Written = { message: string; findings: Finding[]; error?: RunError | undefined }

/** Writes the planned files: several to a call, and again what a call left out, cut or spoiled. */
export async function writeFiles(context: WorkContext, workspace: Workspace, plan: PlanOutput): Promise<Written> {
  const { config, run } = context
  const { prompt, imageTokens } = await context.asked()
  const prompts = createWriteContext({ config, model: run.model, prompt, imageTokens, plan, drops: plan.drops })
  const writing = createWriting(config.RUN_FILES_PER_CALL)
  const messages: string[] = []
  let findings: Finding[] = []
  /** Why the model stopped last, and why a file was given up. */
  let error: RunError | undefined
  let givenUp: RunError | undefined
  let cutFile: Said['cutFile']
  for (;;) {
    const request = writing.next(missingFiles(workspace, plan))
    const [path = ''] = request?.paths ?? []
    if (request === undefined) break
    if (request.inParts) {
      const beginning = cutFile?.path === path ? cutFile.content : ''
      const end = await continueFile(context, workspace, path, beginning)
      givenUp ??= end.error
      writing.giveUp(path)
      continue
    }
    const before = missingFiles(workspace, plan).length
    const said = await writeStep(context, workspace, plan, { paths: request.paths, findings, prompts })
    messages.push(said.message)
    findings = [...findings, ...(said.findings ?? [])].filter(
      ({ path }) => path === undefined || workspace.failed.has(path),
    )
    error = said.error
    cutFile = said.cutFile ?? cutFile
    if (error !== undefined && said.isCut !== true) break
    const closed = before - missingFiles(workspace, plan).length
    const byLength = error?.code === 'output_truncated'
    writing.note(request.paths, { isCut: error !== undefined, byLength, closed })
  }
  const missing = missingFiles(workspace, plan)
  error ??= givenUp
  for (const path of missing) {
    if (workspace.failed.has(path)) continue
    workspace.fail({ path, code: 'not_written', message: error?.message ?? 'The model did not write it.' })
  }
  // What was cut and has come since is no fault, and neither is what belongs to no file when all are there.
  const isWhole = missing.length === 0
  const faults = isWhole ? findings.filter(({ path }) => path !== undefined) : findings
  return { message: joinMessages(messages), findings: faults, error: isWhole ? undefined : error }
}

type Asked = { paths: string[]; findings: Finding[]; prompts: WriteContext }

/** One call. Goes on behind the last file that a driver which broke off in it had closed. */
function writeStep(context: WorkContext, workspace: Workspace, plan: PlanOutput, asked: Asked): Promise<Said> {
  return context.step('write', (tools) => writeCall(context, tools, workspace, plan, asked), {
    restore: (facts) => restoreWorkspace(workspace, facts),
    resumes: true,
  })
}

async function writeCall(
  context: WorkContext,
  tools: StepTools,
  workspace: Workspace,
  plan: PlanOutput,
  { paths: all, findings, prompts }: Asked,
): Promise<Said> {
  await workspace.load()
  const missing = new Set(missingFiles(workspace, plan))
  const paths = all.filter((path) => missing.has(path))
  if (paths.length === 0) return { message: '' }
  const planned = new Set(plan.files.map(({ path }) => path))
  const { messages, shown } = await prompts.ask(paths, workspace, await context.instructions(workspace.contents))
  const said = await askAndApply(context, tools, workspace, {
    messages: withNotes(messages, [...notesOnBinaries(plan), ...notesOn(findings, paths)]),
    untagged: { formOf: (path) => (planned.has(path) ? 'whole' : undefined), asked: paths },
    asked: await context.asked(),
  })
  return { ...said, context: [shown] }
}

/** What was planned and cannot be: a page must not show a picture that nobody makes. */
function notesOnBinaries({ binaries = [] }: PlanOutput): string[] {
  if (binaries.length === 0) return []
  const names = binaries.slice(0, 50).join(', ')
  return [
    `An answer in text cannot hold ${names}: such files are not made. Let no file name them; draw what they were for as an .svg, in CSS or on a canvas, or do without.`,
  ]
}

/** What was wrong with the files when they were asked for before. */
function notesOn(findings: readonly Finding[], paths: readonly string[]): string[] {
  const faults = findings.filter(({ path }) => path !== undefined && paths.includes(path))
  const lines = faults.map(({ path, message, detail = '' }) => `- ${path}: ${message} ${detail}`.trimEnd())
  return lines.length === 0 ? [] : [`Your answer before this one was not good:\n${lines.join('\n')}`]
}

/** The planned files that are not there, and not failed for a reason that asking again does not mend. */
function missingFiles(workspace: Workspace, plan: PlanOutput): string[] {
  return plan.files
    .map(({ path }) => path)
    .filter((path) => {
      const failed = workspace.failed.get(path)
      if (failed !== undefined) return WORTH_ANOTHER.has(failed.code)
      return !workspace.touched.has(path) && !workspace.confirmed.has(path)
    })
}
