import type { Problem } from '../../checks/problem.ts'
import { baseName } from '../../checks/project-path.ts'
import { runError, type RunError } from '../../errors.ts'
import type { NewFact } from '../../runs/events.ts'
import type { StepTools } from '../../runs/pipeline.ts'
import type { Manifest } from '../../services/database-types.ts'
import { countTokens } from '../../gateway/count-tokens.ts'
import { createProjectReader } from '../context/project-map.ts'
import { createReading } from '../context/reading.ts'
import { countMessages, promptRoom } from '../context/room.ts'
import { fingerprintOf, type Finding } from '../findings.ts'
import { repairMessages } from '../prompts/repair.ts'
import { restoreWorkspace } from '../restore-workspace.ts'
import { findingsOf, isBetter, isWorthRepair, judge, settleLostPaths, type Verdict } from '../verdict.ts'
import type { WorkContext } from '../work-context.ts'
import { haveSameContents, type Snapshot, type Workspace } from '../workspace.ts'
import type { Check } from './check-files.ts'
import { createInspection } from './inspect-files.ts'
import { askInRounds, joinMessages, type Said } from './ask-and-apply.ts'
import type { Written } from './write-files.ts'

/** Calls for repair that one run makes: the second asks for whole files. */
const MOST_REPAIRS = 2

/** Of the window, for whole files in one call for repair. */
const SHARE_OF_FILES = 0.6

export type Repaired = {
  message: string
  verdict: Verdict
  /** Why what is left was not sent back once more, if that is for want of budget. */
  error?: RunError | undefined
}

/**
 * Checks what was written, and sends back to the model what is wrong with it, all of it in one call; then once more, for
 * whole files. The workspace is left in the best state that there was: never in a worse one than before.
 */
export async function checkAndRepair(
  context: WorkContext,
  workspace: Workspace,
  { written, base, reported = [] }: { written: Written; base: Manifest; reported?: Problem[] },
): Promise<Repaired> {
  const check = createInspection(context, workspace, { base, reported })
  let best = judge(workspace, written.findings, await check())
  const messages: string[] = []
  const seen = new Set<string>()
  // Who does not answer what was asked will not answer this, either.
  const { max_repairs: allowed } = context.budget.limits
  const most = written.error === undefined ? (allowed ?? MOST_REPAIRS) : 0
  let isGivenUp = written.error !== undefined
  let error: RunError | undefined
  for (let attempt = 1; attempt <= most && isWorthRepair(best); attempt += 1) {
    const said = await repairStep(context, workspace, best, attempt)
    const hasChanged = !haveSameContents(workspace.files, best.state.files)
    const result = await judgeRepair(workspace, { best, said, hasChanged, check })
    const isKept = isBetter(result, best)
    if (hasChanged || isKept) await settle(context, workspace, { attempt, before: best, after: result, isKept })
    if (isKept) {
      messages.push(said.message)
      best = result
    } else workspace.restore(best.state)
    const print = fingerprintOf(findingsOf(result))
    if (said.error?.code === 'budget_exhausted') error = said.error
    isGivenUp = seen.has(print) || (said.error !== undefined && said.isCut !== true)
    if (isGivenUp) break
    seen.add(print)
  }
  if (!isGivenUp && allowed !== undefined) error = runError('budget_exhausted')
  return { message: joinMessages(messages), verdict: best, error: isWorthRepair(best) ? error : undefined }
}

type RepairEnd = { best: Verdict; said: Said; hasChanged: boolean; check: Check }

async function judgeRepair(workspace: Workspace, { best, said, hasChanged, check }: RepairEnd): Promise<Verdict> {
  const findings = said.findings ?? []
  if (!hasChanged) {
    // A part of an answer that could not be read is not made good by saying nothing.
    const lost = best.open.filter(({ path }) => path === undefined)
    return judge(workspace, [...lost, ...findings], best.problems)
  }
  settleLostPaths(workspace, new Set(findings.map(({ path }) => path)))
  return judge(workspace, findings, await check())
}

function repairStep(context: WorkContext, workspace: Workspace, verdict: Verdict, attempt: number): Promise<Said> {
  return context.step('repair', (tools) => repairCall(context, tools, workspace, findingsOf(verdict), attempt > 1), {
    restore: (facts) => restoreWorkspace(workspace, facts),
  })
}

async function repairCall(
  context: WorkContext,
  tools: StepTools,
  workspace: Workspace,
  findings: Finding[],
  wholeFiles: boolean,
): Promise<Said> {
  await workspace.load()
  const { config, run } = context
  const files = concernedFiles(workspace.contents, findings, promptRoom(config, run.model) * SHARE_OF_FILES)
  const paths = [...workspace.files.keys()]
  const instructions = await context.instructions(workspace.contents)
  const messages = repairMessages({ prompt: run.prompt, instructions, findings, files, paths, wholeFiles })
  const room = promptRoom(config, run.model) - countMessages(messages)
  const reading = createReading(workspace.contents, createProjectReader(), room)
  return askInRounds(context, tools, workspace, {
    messages: () => messages,
    async goOn() {
      const given = await reading.give()
      messages.push(...(given?.messages ?? []))
      return given !== undefined
    },
    untagged: { formOf: (path) => (workspace.files.has(path) && !wholeFiles ? 'pairs' : 'whole'), asked: [] },
    onRead: reading.want,
  })
}

/** The files that findings are about, and those that they name, as far as there is room for them. */
function concernedFiles(
  contents: Workspace['contents'],
  findings: readonly Finding[],
  mostTokens: number,
): Map<string, string> {
  const about = new Set(findings.map(({ path }) => path))
  const words = findings.map(({ message }) => message).join('\n')
  const isNamed = (path: string) => words.includes(baseName(path))
  const paths = [...contents.keys()]
  const shown = new Map<string, string>()
  let room = mostTokens
  for (const path of [...paths.filter((path) => about.has(path)), ...paths.filter(isNamed)]) {
    const content = contents.get(path) ?? ''
    const tokens = shown.has(path) ? 0 : countTokens(content)
    if (shown.has(path) || tokens > room) continue
    room -= tokens
    shown.set(path, content)
  }
  return shown
}

type Settlement = { attempt: number; before: Verdict; after: Verdict; isKept: boolean }

/** Tells what a repair has come to; one that is not kept is undone by facts, too. */
async function settle(context: WorkContext, workspace: Workspace, { attempt, before, after, isKept }: Settlement) {
  await context.step('settle', async ({ conclude }) => {
    if (!isKept) conclude(...undoing(workspace.files, before.state))
    const counts = { problems_before: findingsOf(before).length, problems_after: findingsOf(after).length }
    conclude({ type: 'repair.completed', data: { attempt, ...counts, is_kept: isKept } })
    return null
  })
}

/** The facts that put the files back to a state. */
function undoing(files: Workspace['files'], { files: state, failed }: Snapshot): NewFact[] {
  const back = [...state]
    .filter(([path, { hash }]) => files.get(path)?.hash !== hash)
    .map(([path, entry]): NewFact => ({ type: 'file.completed', data: { path, ...entry } }))
  const gone = [...files.keys()]
    .filter((path) => !state.has(path))
    .map((path): NewFact => ({ type: 'file.deleted', data: { path } }))
  return [...back, ...gone, ...[...failed.values()].map((data): NewFact => ({ type: 'file.failed', data }))]
}
