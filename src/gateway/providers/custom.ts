import type { Provider } from './provider.ts'

/** Whatever AI_BASE_URL names. Its models are those whose names begin with no other provider. */
export const custom: Provider = { name: 'custom', urlVariable: 'AI_BASE_URL', keyVariable: 'AI_API_KEY' }
