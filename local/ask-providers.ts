import type { Config } from '../src/config.ts'
import { ProviderError } from '../src/gateway/provider-error.ts'
import { placesOfModels } from '../src/gateway/model-places.ts'
import { headersFor, type AttachedProvider } from '../src/gateway/providers/attached.ts'
import type { Provider } from '../src/gateway/providers/provider.ts'
import { askPlainly } from '../src/services/probes.ts'

const TIMEOUT_MS = 5000
/** A key may be good for models and not for their list. */
const LACKS_PERMISSION = /scope|permission/i
/** Gemini answers 400 to a key that is none. */
const BAD_KEY = /api.?key/i

/**
 * Asks the providers of all models once whether they take their keys, as a run would end with it much later. Gives back
 * a warning for each that does not answer, or is not attached. @throws with a sentence for the user when one refuses its key
 */
export async function askProviders(config: Config): Promise<string[]> {
  const places = placesOfModels(config)
  const warnings = await Promise.all(
    places.map(async ({ models, attached }) => {
      if (attached !== undefined) return askProvider(config, attached)
      return `No provider of ${models.join(', ')} is attached: runs will fail until its key or URL is set.`
    }),
  )
  return warnings.filter((warning) => warning !== undefined)
}

async function askProvider(config: Config, attached: AttachedProvider): Promise<string | undefined> {
  const { baseUrl, key } = attached
  const answer = await ask(config, attached).catch(refusalOf)
  if (answer === undefined) return `${baseUrl} does not answer: runs will fail until it does.`
  const { status, text } = answer
  const refused = (status === 401 && !LACKS_PERMISSION.test(text)) || (status === 400 && BAD_KEY.test(text))
  if (!refused || key === undefined) return undefined
  const variable = keyVariableOf(config, attached.provider)
  throw new Error(`${baseUrl} refuses ${variable} (${status}): set a key of that provider, or take ${variable} out.`)
}

async function ask(config: Config, attached: AttachedProvider): Promise<{ status: number; text: string }> {
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const headers = await headersFor(config, attached, signal)
  const response = await askPlainly(`${attached.baseUrl}/models`, headers, signal)
  // The list of models may be long, and its words mean nothing here.
  if (response.ok) await response.body?.cancel()
  return { status: response.status, text: response.ok ? '' : await response.text() }
}

/** The variable that a provider's key stands in. */
function keyVariableOf({ AI_PROVIDER_KEYS }: Config, { name, keyVariable }: Provider): string {
  return AI_PROVIDER_KEYS[name] === undefined && keyVariable !== undefined ? keyVariable : 'AI_PROVIDER_KEYS'
}

/** A key that is exchanged for another may be refused there. */
function refusalOf(error: unknown): { status: number; text: string } | undefined {
  return error instanceof ProviderError && error.code === 'provider_denied' ? { status: 401, text: '' } : undefined
}
