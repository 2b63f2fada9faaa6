import type { Provider } from './provider.ts'

/** docs.mistral.ai/api: what it does not know is a 422, stream_options included; it tells the usage unasked. */
export const mistral: Provider = {
  name: 'mistral',
  baseUrl: 'https://api.mistral.ai/v1',
  keyVariable: 'MISTRAL_API_KEY',
  outputLimit: 'max_tokens',
  rejects: ['stream_options', 'user', 'store', 'logit_bias'],
}
