import * as z from 'zod'
import type { Config } from '../config.ts'
import { withTimeout } from '../timing.ts'
import { ProviderError, refusalOfStatus } from './provider-error.ts'
import { headersFor, type AttachedProvider } from './providers/attached.ts'

export const validitySchema = z.strictObject({
  result: z.enum(['valid', 'invalid', 'unknown']).meta({
    description: '`unknown`: the provider did not answer, or said something else.',
  }),
  code: z.nullable(z.string()).meta({ description: 'Why it is not valid, as calls to models would tell it.' }),
})
type Validity = z.infer<typeof validitySchema>

const TIMEOUT_MS = 10_000

/** Asks the provider once for what costs nothing, with the key: its list of models, or what it knows of the key. */
export async function validateKey(config: Config, attached: AttachedProvider): Promise<Validity> {
  const controller = new AbortController()
  const asked = ask(config, attached, controller.signal).catch(explain)
  const answer = await withTimeout(asked, TIMEOUT_MS, () => explain(new ProviderError('provider_timeout')))
  controller.abort()
  return answer
}

async function ask(config: Config, attached: AttachedProvider, signal: AbortSignal): Promise<Validity> {
  const { provider, baseUrl, own } = attached
  const ownHeaders = await headersFor(config, attached, signal)
  const headers = { Accept: 'application/json', 'User-Agent': 'samokoder', ...ownHeaders }
  const send = own?.send ?? fetch
  const response = await send(`${baseUrl}${provider.keyPath ?? '/models'}`, { headers, redirect: 'manual', signal })
  await response.body?.cancel()
  if (response.ok) return { result: 'valid', code: null }
  throw refusalOfStatus(response.status, undefined)
}

function explain(error: unknown): Validity {
  const code = error instanceof ProviderError ? error.code : 'provider_unavailable'
  return { result: code === 'provider_denied' ? 'invalid' : 'unknown', code }
}
