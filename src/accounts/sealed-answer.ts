// Answers that are kept: sealed, since a key for programs or what a model wrote may stand in them.
import { decodeBase64 } from 'hono/utils/encode'
import type { Config } from '../config.ts'

export type KeptAnswer = { status: number; headers: Record<string, string>; body: string }

/** Longer answers are not kept. */
export const MOST_KEPT_CHARS = 1_000_000

/** By AES-256-GCM, under a key of the deployment's secret and of `key`, which stands nowhere beside what is sealed. */
export async function sealAnswer(config: Config, key: string, answer: KeptAnswer): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const plain = new TextEncoder().encode(JSON.stringify(answer))
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await sealingKey(config, key), plain)
  return `${toBase64(iv)}.${toBase64(new Uint8Array(sealed))}`
}

/** @throws whatever decrypting throws, when it was sealed under another key or another secret */
export async function openAnswer(config: Config, key: string, text: string): Promise<KeptAnswer> {
  const [iv = '', sealed = ''] = text.split('.')
  const algorithm = { name: 'AES-GCM', iv: decodeBase64(iv) }
  const plain = await crypto.subtle.decrypt(algorithm, await sealingKey(config, key), decodeBase64(sealed))
  return JSON.parse(new TextDecoder().decode(plain)) as KeptAnswer
}

async function sealingKey(config: Config, key: string) {
  const bytes = new TextEncoder().encode(`samokoder:idempotency:${config.SUPABASE_SECRET_KEY}:${key}`)
  const digest = await crypto.subtle.digest('SHA-256', bytes)
  return crypto.subtle.importKey('raw', digest, 'AES-GCM', false, ['encrypt', 'decrypt'])
}

/** Many bytes at a time: Hono's encodeBase64 takes one by one, two to three times as long for a megabyte. */
function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let start = 0; start < bytes.length; start += 8192)
    text += String.fromCharCode(...bytes.subarray(start, start + 8192))
  return btoa(text)
}
