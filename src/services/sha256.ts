import { hash } from 'fast-sha256'
import { toHex } from '../hex.ts'

/** SHA-256 of the bytes, in lower-case hexadecimal. */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  // The copy settles the type: digest() takes no view of a SharedArrayBuffer.
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))
  return toHex(new Uint8Array(digest))
}

/** The same of a text in UTF-8. */
export function hashText(text: string): Promise<string> {
  return sha256Hex(new TextEncoder().encode(text))
}

/** The same at once, for what is as short as a token: the platform's own takes longer to be asked than this to compute. */
export function hashShortText(text: string): string {
  return toHex(hash(new TextEncoder().encode(text)))
}
