import type { Provider } from './provider.ts'

/** ai.google.dev/gemini-api/docs/openai */
export const gemini: Provider = {
  name: 'gemini',
  baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
  keyVariable: 'GEMINI_API_KEY',
}
