// What is said of the models that a machine's configuration attaches.
import type { Config } from '../src/config.ts'
import { placesOfModels } from '../src/gateway/model-places.ts'
import { PROVIDERS } from '../src/gateway/providers/attached.ts'
import type { Part } from './services.ts'

/** What the banner says of models that are attached. */
export function modelParts(config: Config): Part[] {
  return placesOfModels(config).map(({ models, attached }) => {
    const where = attached === undefined ? 'of no attached provider' : `attached, ${attached.provider.name}`
    return { name: 'model', what: `${models.join(', ')} (${where})`, url: attached?.baseUrl ?? '' }
  })
}

/** A key of a provider that is set, while no model is named: many have one in their environment for something else. */
export function findUnusedKey(
  given: Record<string, string | undefined>,
): { variable: string; beginning: string } | undefined {
  for (const { name, keyVariable } of PROVIDERS) {
    if (keyVariable !== undefined && given[keyVariable]) return { variable: keyVariable, beginning: `${name}/` }
  }
  return undefined
}
