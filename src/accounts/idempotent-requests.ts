// Requests that are made once, however often they are sent: the first answer is kept for a day, sealed, since a key for
// programs or what a model wrote may stand in it.
import { decodeBase64 } from 'hono/utils/encode'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import { hashText } from '../services/sha256.ts'
import { connectAsDriver, connectAsService, rowsOf } from '../services/supabase.ts'

export type KeptAnswer = { status: number; headers: Record<string, string>; body: string }
export type RequestName = { userId: string; route: string; key: string; content: string }
export type Begun =
  | { answer: KeptAnswer }
  | {
      answer: undefined
      /** Keeps the answer, or with undefined lets the request be made again. */
      end: (answer: KeptAnswer | undefined) => Promise<void>
    }

/** Longer answers are not kept: the request can be made again. */
export const MOST_KEPT_CHARS = 1_000_000

/**
 * Begins a request, or gives the answer that it had.
 * @throws {AppError} idempotency_mismatch, request_under_way; service_unavailable when nobody can tell whether it was made
 */
export async function beginRequest(config: Config, { userId, route, key, content }: RequestName): Promise<Begun> {
  const name = { p_owner: userId, p_route: route, p_key_hash: await hashText(key) }
  const p_lock_seconds = Math.ceil(config.AI_ANSWER_TIMEOUT_MS / 1000) + 30
  const claim = { ...name, p_request_hash: await hashText(content), p_lock_seconds }
  const [found] = rowsOf(await connectAsService(config).rpc('begin_request', claim))
  if (found?.state === 'other') throw new AppError('idempotency_mismatch')
  if (found?.state === 'under_way') throw new AppError('request_under_way')
  if (typeof found?.answer === 'string') return { answer: await unseal(config, key, found.answer) }
  return {
    answer: undefined,
    end: async (answer) => {
      const p_answer = answer === undefined ? null : await seal(config, key, answer)
      rowsOf(await connectAsDriver(config).rpc('end_request', { ...name, p_answer }))
    },
  }
}

/** By AES-256-GCM, under a key of the deployment's secret and of what the caller has chosen. */
async function sealingKey(config: Config, key: string) {
  const bytes = new TextEncoder().encode(`samokoder:idempotency:${config.SUPABASE_SECRET_KEY}:${key}`)
  const digest = await crypto.subtle.digest('SHA-256', bytes)
  return crypto.subtle.importKey('raw', digest, 'AES-GCM', false, ['encrypt', 'decrypt'])
}

async function seal(config: Config, key: string, answer: KeptAnswer): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const plain = new TextEncoder().encode(JSON.stringify(answer))
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await sealingKey(config, key), plain)
  return `${toBase64(iv)}.${toBase64(new Uint8Array(sealed))}`
}

async function unseal(config: Config, key: string, text: string): Promise<KeptAnswer> {
  const [iv = '', sealed = ''] = text.split('.')
  try {
    const algorithm = { name: 'AES-GCM', iv: decodeBase64(iv) }
    const plain = await crypto.subtle.decrypt(algorithm, await sealingKey(config, key), decodeBase64(sealed))
    return JSON.parse(new TextDecoder().decode(plain)) as KeptAnswer
  } catch (cause) {
    // The secret of the deployment was changed meanwhile. To make the request again would be worse.
    throw new AppError('idempotency_mismatch', { message: 'The answer was kept under a secret that is gone.', cause })
  }
}

/** Many bytes at a time: Hono's encodeBase64 takes one by one, two to three times as long for a megabyte. */
function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let start = 0; start < bytes.length; start += 8192)
    text += String.fromCharCode(...bytes.subarray(start, start + 8192))
  return btoa(text)
}
