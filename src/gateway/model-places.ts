// Where the models of a deployment are asked.
import type { Config } from '../config.ts'
import type { AttachedProvider } from './providers/attached.ts'
import { chainOf, servedModels, targetOf, type Target } from './resolve-model.ts'

/** Models of one provider; undefined is that no provider of them is attached. */
export type ModelPlace = { models: string[]; targets: Target[]; attached: AttachedProvider | undefined }

/** Each provider once, in the order in which models are named, with those of aliases and fallbacks. */
export function placesOfModels(config: Config): ModelPlace[] {
  const names = new Set(servedModels(config).flatMap((name) => chainOf(config, name)))
  const places = new Map<AttachedProvider | undefined, ModelPlace>()
  for (const name of names) {
    const target = targetOf(config, name)
    const place = places.get(target?.attached) ?? { models: [], targets: [], attached: target?.attached }
    places.set(target?.attached, place)
    place.models.push(name)
    if (target !== undefined) place.targets.push(target)
  }
  return [...places.values()]
}
