import { factsOf, type ModelSettings } from '../../gateway/model-facts.ts'

/**
 * The cheapest of the models that a deployment serves, by its own prices where its environment is at hand, else by those
 * that are publicly known; the first one where nobody knows any price.
 */
export function chooseModel(settings: ModelSettings, models: readonly string[]): string | undefined {
  const priced = models.flatMap((model) => {
    const { prices } = factsOf(settings, model)
    return prices === undefined ? [] : [{ model, price: prices.input + prices.output }]
  })
  return priced.toSorted((a, b) => a.price - b.price)[0]?.model ?? models[0]
}
