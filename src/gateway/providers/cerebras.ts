import type { Provider } from './provider.ts'

/** inference-docs.cerebras.ai/resources/openai: these are answered with a 400. */
export const cerebras: Provider = {
  name: 'cerebras',
  baseUrl: 'https://api.cerebras.ai/v1',
  keyVariable: 'CEREBRAS_API_KEY',
  outputLimit: 'max_completion_tokens',
  rejects: ['frequency_penalty', 'logit_bias', 'presence_penalty'],
}
