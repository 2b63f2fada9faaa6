import type { Provider } from './provider.ts'

/** openrouter.ai/docs/api-reference: it tells what a call cost only when asked to. Prices: openrouter.ai/docs/models. */
export const openrouter: Provider = {
  name: 'openrouter',
  baseUrl: 'https://openrouter.ai/api/v1',
  keyVariable: 'OPENROUTER_API_KEY',
  keyPath: '/key',
  headers: () => ({ 'X-Title': 'Samokoder' }),
  listedPrices: {
    tokens: 1,
    input: 'prompt',
    output: 'completion',
    cachedInput: 'input_cache_read',
    reasoning: 'internal_reasoning',
  },
}
