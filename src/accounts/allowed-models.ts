import { AppError } from '../errors.ts'
import type { ApiKeyGrant } from '../services/database-types.ts'

/** Whether a caller may ask for a model; `key` is undefined for a session, which may ask for all. */
export function mayAskFor(key: ApiKeyGrant | undefined, model: string): boolean {
  return key === undefined || key.models === null || key.models.includes(model)
}

/** The model, when the caller may ask for it. @throws {AppError} model_not_allowed */
export function allowedModel(key: ApiKeyGrant | undefined, model: string): string {
  if (mayAskFor(key, model)) return model
  throw new AppError('model_not_allowed', { message: `This key may not ask for the model "${model}".` })
}
