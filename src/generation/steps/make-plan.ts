import { ProviderError } from '../../gateway/provider-error.ts'
import { normalizePaths } from '../../projects/paths.ts'
import type { RunContext, StepTools } from '../../runs/pipeline.ts'
import { planMessages, type Plan } from '../prompts.ts'
import { readAnswer } from '../read-answer.ts'

const MAX_TITLE_CHARS = 120
const MAX_SUMMARY_CHARS = 2000
const MAX_PURPOSE_CHARS = 500

export type PlanOutput = Plan & { message: string }

/** Asks what to build. @throws {ProviderError} also when the answer has no usable plan */
export async function makePlan(context: RunContext, { show, conclude }: StepTools): Promise<PlanOutput> {
  let message = ''
  let plan: Plan | undefined
  await readAnswer(context, planMessages(context.run.prompt), async (event) => {
    if (event.type === 'plan') plan = usablePlan(event)
    if (event.type !== 'prose') return
    message += event.text
    show({ type: 'message.delta', data: { text: event.text } })
  })
  if (plan === undefined) throw new ProviderError('provider_invalid', 'the answer has no plan with usable paths')
  conclude({ type: 'plan.ready', data: plan })
  return { ...plan, message: message.trim() }
}

function usablePlan({ title, summary, files }: Plan): Plan | undefined {
  const paths = normalizePaths(files.map(({ path }) => path))
  if (files.length === 0 || !paths.ok) return undefined
  return {
    title: title.slice(0, MAX_TITLE_CHARS),
    summary: summary.slice(0, MAX_SUMMARY_CHARS),
    files: files.map(({ purpose }, index) => ({
      path: paths.paths[index] ?? '',
      purpose: purpose.slice(0, MAX_PURPOSE_CHARS),
    })),
  }
}
