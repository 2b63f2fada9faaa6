import type { Provider } from './provider.ts'

/** learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle: a model is the name of a deployment. */
export const azure: Provider = {
  name: 'azure',
  urlVariable: 'AZURE_OPENAI_BASE_URL',
  keyVariable: 'AZURE_OPENAI_API_KEY',
  keyHeader: 'api-key',
}
