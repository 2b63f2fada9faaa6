import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'

/** The model to ask: the wanted one, or the first that is served. @throws {AppError} unknown_model */
export function chooseModel({ AI_MODELS: models }: Config, wanted: string | undefined): string {
  const model = wanted ?? models[0]
  if (model !== undefined && models.includes(model)) return model
  throw new AppError('unknown_model', {
    details: [{ path: ['body', 'model'], message: `is none of: ${models.join(', ')}` }],
  })
}
