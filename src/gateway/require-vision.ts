import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import { factsOf } from './model-facts.ts'
import { refreshFacts } from './read-models.ts'

/** Refuses images for a model that takes none. @throws {AppError} images_not_supported */
export async function requireVision(
  config: Config,
  model: string,
  attachments: readonly { media_type: string }[],
): Promise<void> {
  if (!attachments.some(({ media_type }) => media_type.startsWith('image/'))) return
  await refreshFacts(config)
  if (!factsOf(config, model).vision) throw new AppError('images_not_supported')
}
