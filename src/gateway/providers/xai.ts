import type { Provider } from './provider.ts'

/** docs.x.ai/docs/api-reference */
export const xai: Provider = {
  name: 'xai',
  baseUrl: 'https://api.x.ai/v1',
  keyVariable: 'XAI_API_KEY',
}
