import type { Provider } from './provider.ts'

/** docs.claude.com/en/api/openai-sdk: it ignores what it does not know, and knows both names of the limit. */
export const anthropic: Provider = {
  name: 'anthropic',
  baseUrl: 'https://api.anthropic.com/v1',
  keyVariable: 'ANTHROPIC_API_KEY',
}
