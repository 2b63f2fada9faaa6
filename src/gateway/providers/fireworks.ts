import type { Provider } from './provider.ts'

/** docs.fireworks.ai/tools-sdks/openai-compatibility */
export const fireworks: Provider = {
  name: 'fireworks',
  baseUrl: 'https://api.fireworks.ai/inference/v1',
  keyVariable: 'FIREWORKS_API_KEY',
  outputLimit: 'max_tokens',
}
