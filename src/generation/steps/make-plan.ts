import { runError, type RunError } from '../../errors.ts'
import type { ChatMessage } from '../../gateway/chat-message.ts'
import { ProviderError, type ProviderErrorCode } from '../../gateway/provider-error.ts'
import { BudgetExhausted } from '../../runs/budget.ts'
import type { FactData } from '../../runs/events.ts'
import type { StepTools } from '../../runs/pipeline.ts'
import { renderOutline } from '../context/outline.ts'
import { createProjectReader } from '../context/project-map.ts'
import { createReading } from '../context/reading.ts'
import { countMessages, promptRoom } from '../context/room.ts'
import { mendPlan, type MendedPlan } from '../mend-plan.ts'
import type { OutputEvent } from '../output/events.ts'
import { planMessages, type Plan, type PlanPrompt } from '../prompts.ts'
import { answerMessages, changePlanMessages } from '../prompts/plan-talk.ts'
import { withNotes } from '../prompts/notes.ts'
import { readAnswer, type Interruption } from '../read-answer.ts'
import type { WorkContext } from '../work-context.ts'
import type { Workspace } from '../workspace.ts'

/** Of the room for a prompt, for the files that are there. */
const OUTLINE_SHARE = 0.25
const OUTLINE_TOKENS = 12_000

/** `drops` are files that are to go, `binaries` those that were planned and that no text can hold. */
export type PlanOutput = Plan & { message: string; drops?: string[] | undefined; binaries?: string[] | undefined }

/** An answer without a plan: it asks something, or it is not usable. */
type NoPlan = { question: string } | { fault: string; error?: RunError | undefined }

/** Why there is no plan to go on with, and what the model has said last. */
type Refused = { refused: RunError; message: string }

/** Questions that one run may put to its user before it plans. */
const MOST_QUESTIONS = 5
/** How often its user may have a plan changed. */
export const MOST_PLAN_CHANGES = 20

/**
 * Asks what to build until there is a plan, and with the mode `plan` until the user approves of it; what the model asks
 * meanwhile, the user is asked. @throws {ProviderError} when the model gives no plan
 */
export async function makePlan(context: WorkContext, workspace: Workspace): Promise<PlanOutput | Refused> {
  const talk: ChatMessage[] = []
  let questions = 0
  let changes = 0
  for (;;) {
    const plan = await askForPlan(context, workspace, talk)
    if ('question' in plan) {
      questions += 1
      if (questions > MOST_QUESTIONS) return { refused: runError('needs_answer'), message: plan.question }
      const answer = context.awaitInput('answer', { kind: 'question', text: plan.question })
      talk.push(...answerMessages(plan.question, 'text' in answer ? answer.text : ''))
      continue
    }
    if (context.run.options.mode !== 'plan') return plan
    const input = context.awaitInput('approve', { kind: 'plan', text: plan.message || plan.summary || plan.title })
    if ('approve' in input) return plan
    changes += 1
    if (changes > MOST_PLAN_CHANGES) return { refused: runError('plan_not_approved'), message: plan.message }
    talk.push(...changePlanMessages(withDrops(plan), 'plan' in input ? input.plan : ''))
  }
}

/** The plan as the model has written it, with the files that are to go. */
function withDrops({ drops = [], files, ...plan }: PlanOutput): PlanOutput {
  return { ...plan, files: [...files, ...drops.map((path) => ({ path, purpose: 'delete' }))] }
}

/** Asks once more when the answer has no plan. */
async function askForPlan(
  context: WorkContext,
  workspace: Workspace,
  talk: ChatMessage[],
): Promise<PlanOutput | { question: string }> {
  const first = await planStep(context, workspace, { talk, notes: [] })
  if (!('fault' in first)) return first
  const second = await planStep(context, workspace, {
    talk,
    notes: [
      `Your answer before this one could not be used: ${first.fault}. Answer again, with a plan in the format above.`,
    ],
  })
  if (!('fault' in second)) return second
  const code = second.error?.code ?? first.error?.code
  // The errors of answers are those of providers.
  throw new ProviderError((code as ProviderErrorCode | undefined) ?? 'provider_invalid', second.fault)
}

/** What was said since the request, and what was wrong with the answer before. */
type Said = { talk: ChatMessage[]; notes: string[] }

function planStep(context: WorkContext, workspace: Workspace, said: Said): Promise<PlanOutput | NoPlan> {
  return context.step('plan', (tools) => planCall(context, tools, workspace, said))
}

async function planCall(
  context: WorkContext,
  tools: StepTools,
  workspace: Workspace,
  { talk, notes }: Said,
): Promise<PlanOutput | NoPlan> {
  const heard = createListener(tools, workspace)
  const messages = withNotes([...planMessages(await describeTask(context, workspace)), ...talk], notes)
  const interruption = await askAndRead(context, workspace, messages, heard)
  const { plan, problems, mends } = heard
  const message = heard.message()
  if (plan !== undefined && plan.files.length > 0) {
    const told = mends.map((data) => ({ type: 'answer.mended' as const, data }))
    tools.conclude(...told, { type: 'plan.ready', data: plan })
    const some = (paths: string[]) => (paths.length === 0 ? undefined : paths)
    return { ...plan, message, drops: some(heard.drops), binaries: some(heard.binaries) }
  }
  if (interruption !== undefined && !interruption.isCut) throw errorOf(interruption.error)
  const fault = faultOf({ isCut: interruption !== undefined, hasPlan: plan !== undefined, problems, mends })
  if (interruption === undefined && plan === undefined && problems.length === 0 && asks(message)) {
    return { question: message }
  }
  tools.conclude({ type: 'answer.problem', data: { code: 'malformed_plan', message: fault } })
  return { fault, error: interruption?.error }
}

/** Has the model say its plan, and lets it read files before it does. */
async function askAndRead(
  context: WorkContext,
  workspace: Workspace,
  messages: ChatMessage[],
  heard: ReturnType<typeof createListener>,
): Promise<Interruption | undefined> {
  const untagged = { formOf: () => undefined, asked: [] }
  const asked = await context.asked()
  const room = promptRoom(context.config, context.run.model) - asked.imageTokens - countMessages(messages)
  const reading = createReading(workspace.contents, createProjectReader(), room)
  const take = (event: OutputEvent) =>
    event.type === 'read' ? Promise.resolve(reading.want(event.path)) : heard.take(event)
  for (;;) {
    const interruption = await readAnswer(context, messages, { take, untagged, asked })
    // Of a project without files there is nothing to read.
    if (interruption !== undefined || heard.plan !== undefined || workspace.files.size === 0) return interruption
    const given = await reading.give()
    if (given === undefined) return undefined
    messages.push(...given.messages)
  }
}

async function describeTask(context: WorkContext, workspace: Workspace): Promise<PlanPrompt> {
  await workspace.load()
  const { files, contents } = workspace
  const { config, run } = context
  const instructions = await context.instructions(contents)
  const { prompt } = await context.asked()
  if (files.size === 0) return { prompt, instructions }
  const most = Math.min(OUTLINE_TOKENS, promptRoom(config, run.model) * OUTLINE_SHARE)
  const mapped = await createProjectReader()(contents, contents)
  return { prompt, instructions, outline: renderOutline(files, mapped, most) }
}

function createListener({ show }: StepTools, { files }: Workspace) {
  let message = ''
  const heard = {
    plan: undefined as Plan | undefined,
    drops: [] as MendedPlan['drops'],
    binaries: [] as MendedPlan['binaries'],
    problems: [] as string[],
    mends: [] as FactData['answer.mended'][],
    message: () => message.trim(),
    async take(event: OutputEvent): Promise<void> {
      if (event.type === 'plan') {
        const { plan, drops, binaries, mends } = mendPlan(event, files)
        heard.plan = plan
        heard.drops = drops
        heard.binaries = binaries
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

function errorOf({ code, message }: RunError): Error {
  if (code === 'budget_exhausted') return new BudgetExhausted()
  // The errors of answers are those of providers otherwise.
  return new ProviderError(code as ProviderErrorCode, message)
}
