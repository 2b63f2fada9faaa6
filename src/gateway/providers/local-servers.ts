// Servers of models that people run themselves: attached by their URL, without a key.
import type { Provider } from './provider.ts'

/** docs.ollama.com/api/openai-compatibility */
export const ollama: Provider = { name: 'ollama', urlVariable: 'OLLAMA_BASE_URL', outputLimit: 'max_tokens' }

/** docs.vllm.ai/en/latest/serving/openai_compatible_server */
export const vllm: Provider = { name: 'vllm', urlVariable: 'VLLM_BASE_URL' }

/** github.com/ggml-org/llama.cpp/tree/master/tools/server */
export const llamacpp: Provider = { name: 'llamacpp', urlVariable: 'LLAMACPP_BASE_URL', outputLimit: 'max_tokens' }

/** lmstudio.ai/docs/developer/openai-compat */
export const lmstudio: Provider = { name: 'lmstudio', urlVariable: 'LMSTUDIO_BASE_URL', outputLimit: 'max_tokens' }
