import type { Config } from '../../config.ts'
import { ProviderError, refusalOfStatus } from '../provider-error.ts'
import type { Provider } from './provider.ts'

const TOKEN_URL = 'https://ngw.devices.sberbank.ru:9443/api/v2/oauth'
/** A token is good for half an hour; one that is about to end is not used. */
const MARGIN_MS = 60_000

type Token = { text: string; expiresAt: number }
/** By the key; those of accounts are bounded in number, the oldest goes first. */
const tokens = new WeakMap<Config, Map<string, Token>>()
const MOST_TOKENS = 1000

/** developers.sber.ru/docs/ru/gigachat/api/reference/rest/post-token: the key is exchanged for a token of half an hour. */
export const gigachat: Provider = {
  name: 'gigachat',
  baseUrl: 'https://gigachat.devices.sberbank.ru/api/v1',
  keyVariable: 'GIGACHAT_CREDENTIALS',
  exchangeKey,
  outputLimit: 'max_tokens',
  rejects: ['stream_options'],
}

/** A token that this process has is used again: each call would otherwise be two. */
async function exchangeKey(config: Config, key: string, signal: AbortSignal): Promise<string> {
  const ofKeys = tokens.get(config) ?? new Map<string, Token>()
  const known = ofKeys.get(key)
  if (known !== undefined && Date.now() < known.expiresAt - MARGIN_MS) return known.text
  const response = await fetch(config.GIGACHAT_TOKEN_URL ?? TOKEN_URL, {
    method: 'POST',
    headers: {
      Authorization: `Basic ${key}`,
      RqUID: crypto.randomUUID(),
      Accept: 'application/json',
      'Content-Type': 'application/x-www-form-urlencoded',
    },
    body: `scope=${encodeURIComponent(config.GIGACHAT_SCOPE)}`,
    redirect: 'manual',
    signal,
  })
  if (!response.ok) {
    await response.body?.cancel()
    throw refusalOfStatus(response.status, undefined)
  }
  const { access_token: text, expires_at: expiresAt } = (await response.json()) as Record<string, unknown>
  if (typeof text !== 'string' || typeof expiresAt !== 'number') throw new ProviderError('provider_invalid')
  const [oldest] = ofKeys.keys()
  if (ofKeys.size >= MOST_TOKENS && oldest !== undefined) ofKeys.delete(oldest)
  tokens.set(config, ofKeys.set(key, { text, expiresAt }))
  return text
}
