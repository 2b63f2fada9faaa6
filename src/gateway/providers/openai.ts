import type { Provider } from './provider.ts'

/** platform.openai.com/docs/api-reference */
export const openai: Provider = {
  name: 'openai',
  baseUrl: 'https://api.openai.com/v1',
  keyVariable: 'OPENAI_API_KEY',
}
