import type { RunError } from '../../errors.ts'
import { ProviderError, type ProviderErrorCode } from '../../gateway/provider-error.ts'
import type { FactData } from '../../runs/events.ts'
import type { StepTools } from '../../runs/pipeline.ts'
import { renderOutline } from '../context/outline.ts'
import { createProjectReader } from '../context/project-map.ts'
import { promptRoom } from '../context/room.ts'
import { mendPlan, type MendedPlan } from '../mend-plan.ts'
import { planMessages, type Plan, type PlanPrompt } from '../prompts.ts'
import { withNotes } from '../prompts/notes.ts'
import { readAnswer } from '../read-answer.ts'
import type { WorkContext } from '../work-context.ts'
import type { Workspace } from '../workspace.ts'

/** Of the room for a prompt, for the files that are there. */
const OUTLINE_SHARE = 0.25
const OUTLINE_TOKENS = 12_000

/** `drops` are files that are to go. */
export type PlanOutput = Plan & { message: string; drops?: string[] | undefined }

/** An answer without a plan: it asks something, or it is not usable. */
type NoPlan = { question: string } | { fault: string; error?: RunError | undefined }

/** Asks what to build, and once more when the answer has no plan. @throws {ProviderError} when there is none then */
export async function makePlan(context: WorkContext, workspace: Workspace): Promise<PlanOutput | { question: string }> {
  const first = await planStep(context, workspace, [])
  if (!('fault' in first)) return first
  const second = await planStep(context, workspace, [
    `Your answer before this one could not be used: ${first.fault}. Answer again, with a plan in the format above.`,
  ])
  if (!('fault' in second)) return second
  const code = second.error?.code ?? first.error?.code
  // The errors of answers are those of providers.
  throw new ProviderError((code as ProviderErrorCode | undefined) ?? 'provider_invalid', second.fault)
}

function planStep(context: WorkContext, workspace: Workspace, notes: string[]): Promise<PlanOutput | NoPlan> {
  return context.step('plan', (tools) => planCall(context, tools, workspace, notes))
}

async function planCall(
  context: WorkContext,
  tools: StepTools,
  workspace: Workspace,
  notes: string[],
): Promise<PlanOutput | NoPlan> {
  const heard = createListener(tools, workspace)
  const untagged = { formOf: () => undefined, asked: [] }
  const messages = withNotes(planMessages(await describeTask(context, workspace)), notes)
  const interruption = await readAnswer(context, messages, { take: heard.take, untagged })
  const { plan, problems, mends } = heard
  const message = heard.message()
  if (plan !== undefined && plan.files.length > 0) {
    const told = mends.map((data) => ({ type: 'answer.mended' as const, data }))
    tools.conclude(...told, { type: 'plan.ready', data: plan })
    return { ...plan, message, drops: heard.drops.length === 0 ? undefined : heard.drops }
  }
  if (interruption !== undefined && !interruption.isCut) throw providerError(interruption.error)
  const fault = faultOf({ isCut: interruption !== undefined, hasPlan: plan !== undefined, problems, mends })
  if (interruption === undefined && plan === undefined && problems.length === 0 && asks(message)) {
    return { question: message }
  }
  tools.conclude({ type: 'answer.problem', data: { code: 'malformed_plan', message: fault } })
  return { fault, error: interruption?.error }
}

async function describeTask(context: WorkContext, workspace: Workspace): Promise<PlanPrompt> {
  await workspace.load()
  const { files, contents } = workspace
  const { config, run } = context
  const instructions = await context.instructions(contents)
  if (files.size === 0) return { prompt: run.prompt, instructions }
  const most = Math.min(OUTLINE_TOKENS, promptRoom(config, run.model) * OUTLINE_SHARE)
  const mapped = await createProjectReader()(contents, contents)
  return { prompt: run.prompt, instructions, outline: renderOutline(files, mapped, most) }
}

function createListener({ show }: StepTools, { files }: Workspace) {
  let message = ''
  const heard = {
    plan: undefined as Plan | undefined,
    drops: [] as MendedPlan['drops'],
    problems: [] as string[],
    mends: [] as FactData['answer.mended'][],
    message: () => message.trim(),
    async take(event: Parameters<Parameters<typeof readAnswer>[2]['take']>[0]): Promise<void> {
      if (event.type === 'plan') {
        const { plan, drops, mends } = mendPlan(event, files)
        heard.plan = plan
        heard.drops = drops
        heard.mends.push(...mends)
      } else if (event.type === 'problem') heard.problems.push(event.message)
      else if (event.type === 'mended') {
        heard.mends.push({
          code: event.code,
          message: event.message,
          ...(event.path === undefined ? {} : { path: event.path }),
        })
      } else if (event.type === 'prose.withdrawn') message = ''
      else if (event.type === 'prose') {
        message += event.text
        show({ type: 'message.delta', data: { text: event.text } })
      }
    },
  }
  return heard
}

type Faults = { isCut: boolean; hasPlan: boolean; problems: string[]; mends: FactData['answer.mended'][] }

function faultOf({ isCut, hasPlan, problems, mends }: Faults): string {
  if (isCut) return 'it broke off within the plan, which must be shorter'
  if (problems.length > 0) return problems.slice(0, 5).join('; ')
  if (!hasPlan) return 'it had no <plan> with a line "- path: purpose" for each file'
  const entries = mends.filter(({ code }) => code === 'plan_entry').map(({ message }) => message)
  return `none of the files of its plan can be used. ${entries.slice(0, 10).join(' ')}`.trim()
}

/** Whether the last thing that is said is a question. */
function asks(message: string): boolean {
  return /[?？]["»”)*_\s]*$/.test(message.slice(-400))
}

function providerError({ code, message }: RunError): ProviderError {
  // The errors of answers are those of providers.
  return new ProviderError(code as ProviderErrorCode, message)
}
