import type { Provider } from './provider.ts'

/** console.groq.com/docs/openai: these are answered with a 400. */
export const groq: Provider = {
  name: 'groq',
  baseUrl: 'https://api.groq.com/openai/v1',
  keyVariable: 'GROQ_API_KEY',
  rejects: ['logprobs', 'logit_bias', 'top_logprobs'],
}
