import type { Provider } from './provider.ts'

/** docs.together.ai/docs/openai-api-compatibility; prices: docs.together.ai/reference/models-1 */
export const together: Provider = {
  name: 'together',
  baseUrl: 'https://api.together.xyz/v1',
  keyVariable: 'TOGETHER_API_KEY',
  outputLimit: 'max_tokens',
  listedPrices: { tokens: 1_000_000, input: 'input', output: 'output' },
}
