import { runError } from '../errors.ts'
import { ProviderError } from '../gateway/provider-error.ts'
import { servedModels } from '../gateway/resolve-model.ts'
import { describeError } from '../telemetry/log.ts'
import type { Outcome, Pipeline, Pipelines, RunContext } from '../runs/pipeline.ts'
import type { RunKind } from '../services/database-types.ts'
import { edit } from './pipelines/edit.ts'
import { generate } from './pipelines/generate.ts'

/** Every kind of run, with how its work is done. */
export const pipelines: Pipelines = {
  generate: overModels(generate),
  edit: overModels(edit),
} satisfies Record<RunKind, Pipeline>

/** A run whose model is not served ends; so does one whose model fails before anything of it can be kept. */
function overModels({ work, ...rest }: Pipeline): Pipeline {
  return {
    ...rest,
    async work(context: RunContext): Promise<Outcome> {
      const { config, run, telemetry } = context
      if (!servedModels(config).includes(run.model)) return { status: 'failed', error: runError('unknown_model') }
      try {
        return await work(context)
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error
        telemetry.log('warn', 'run failed', describeError(error))
        return { status: 'failed', error: runError(error.code, error.message) }
      }
    },
  }
}
