// Secrets of accounts at rest: AES-256-GCM under a key of the deployment's ring. What a secret is for is sealed with it, so that one
// that is moved to another account or another use opens nothing.
import { decodeBase64, decodeBase64Url } from 'hono/utils/encode'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'

type Ring = Config['PROVIDER_KEY_RING']
export type Sealed = { ring_key: string; sealed: string }

/** 96 bits, as NIST SP 800-38D advises; with random ones a key may seal 2^32 times. */
const IV_BYTES = 12

/** Seals a text with the newest key of the ring. @throws {AppError} not_configured */
export async function sealSecret(ring: Ring, use: string, text: string): Promise<Sealed> {
  const [newest] = ring
  if (newest === undefined) {
    throw new AppError('not_configured', { message: 'Secrets of accounts need PROVIDER_KEY_RING, which is not set.' })
  }
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
  const plain = new TextEncoder().encode(text)
  const bytes = new Uint8Array(await crypto.subtle.encrypt(algorithm(iv, use), await importKey(newest.key), plain))
  return { ring_key: newest.id, sealed: btoa(String.fromCharCode(...iv, ...bytes)) }
}

/** What was sealed for the same use; undefined when the ring has not its key any more, or it was sealed for another. */
export async function openSecret(ring: Ring, use: string, { ring_key, sealed }: Sealed): Promise<string | undefined> {
  const found = ring.find(({ id }) => id === ring_key)
  if (found === undefined) return undefined
  try {
    const bytes = decodeBase64(sealed)
    const [iv, body] = [bytes.slice(0, IV_BYTES), bytes.slice(IV_BYTES)]
    const plain = await crypto.subtle.decrypt(algorithm(iv, use), await importKey(found.key), body)
    return new TextDecoder().decode(plain)
  } catch {
    return undefined
  }
}

function algorithm(iv: Uint8Array<ArrayBuffer>, use: string) {
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(use) }
}

function importKey(key: string) {
  const bytes = key.endsWith('=') ? decodeBase64(key) : decodeBase64Url(key)
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])
}
