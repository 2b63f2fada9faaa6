import type { Provider } from './provider.ts'

/** openrouter.ai/docs/api-reference: it tells what a call cost only when asked to. */
export const openrouter: Provider = {
  name: 'openrouter',
  baseUrl: 'https://openrouter.ai/api/v1',
  keyVariable: 'OPENROUTER_API_KEY',
  keyPath: '/key',
  headers: () => ({ 'X-Title': 'Samokoder' }),
}
