import type { Provider } from './provider.ts'

/** docs.together.ai/docs/openai-api-compatibility */
export const together: Provider = {
  name: 'together',
  baseUrl: 'https://api.together.xyz/v1',
  keyVariable: 'TOGETHER_API_KEY',
  outputLimit: 'max_tokens',
}
