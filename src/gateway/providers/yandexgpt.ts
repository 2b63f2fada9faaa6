import type { Provider } from './provider.ts'

/** yandex.cloud/docs/ai-studio/concepts/openai-compatibility: a model is named by the folder that pays for it. */
export const yandexgpt: Provider = {
  name: 'yandexgpt',
  baseUrl: 'https://llm.api.cloud.yandex.net/v1',
  keyVariable: 'YANDEX_API_KEY',
  modelName: ({ YANDEX_FOLDER_ID: folder = '' }, model) => {
    if (/^\w+:\/\//.test(model)) return model
    return `gpt://${folder}/${model.includes('/') ? model : `${model}/latest`}`
  },
  headers: ({ YANDEX_FOLDER_ID: folder }) => (folder === undefined ? {} : { 'OpenAI-Project': folder }),
  outputLimit: 'max_tokens',
}
