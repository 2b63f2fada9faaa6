import type { Provider } from './provider.ts'

/** api-docs.deepseek.com: it knows the older name of the limit only. */
export const deepseek: Provider = {
  name: 'deepseek',
  baseUrl: 'https://api.deepseek.com/v1',
  keyVariable: 'DEEPSEEK_API_KEY',
  outputLimit: 'max_tokens',
}
