import { runError } from '../errors.ts'
import { requireVision } from '../gateway/require-vision.ts'
import { ProviderError } from '../gateway/provider-error.ts'
import { isOffered } from '../gateway/resolve-model.ts'
import { describeError } from '../telemetry/log.ts'
import { BudgetExhausted } from '../runs/budget.ts'
import type { Outcome, Pipeline, Pipelines, RunContext } from '../runs/pipeline.ts'
import type { RunKind } from '../services/database-types.ts'
import { chat } from './pipelines/chat.ts'
import { edit } from './pipelines/edit.ts'
import { generate } from './pipelines/generate.ts'
import { openWorkContext, type WorkContext } from './work-context.ts'

/** Every kind of run, with how its work is done. */
export const pipelines: Pipelines = {
  generate: overModels(generate),
  edit: overModels(edit),
  chat: overModels(chat),
} satisfies Record<RunKind, Pipeline>

/** How the work of a kind of run is done. */
type Work = Omit<Pipeline, 'work'> & { work: (context: WorkContext) => Promise<Outcome> }

/** A run whose model is not served ends; so does one whose model or budget fails before anything of it can be kept. */
function overModels({ work, ...rest }: Work): Pipeline {
  return {
    ...rest,
    async work(context: RunContext): Promise<Outcome> {
      const { config, run, telemetry, own } = context
      if (!isOffered(config, run.model, own)) return { status: 'failed', error: runError('unknown_model') }
      try {
        await requireVision(config, run.model, run.options.attachments ?? [])
        return await work(openWorkContext(context))
      } catch (error) {
        if (error instanceof BudgetExhausted) return { status: 'failed', error: runError('budget_exhausted') }
        if (!(error instanceof ProviderError)) throw error
        telemetry.log('warn', 'run failed', describeError(error))
        return { status: 'failed', error: runError(error.code, error.message) }
      }
    },
  }
}
