import { toHex } from '../hex.ts'

/** 128 random bits behind a prefix, in letters and digits that survive a mail. */
export function makeRandomToken(prefix: string): string {
  return prefix + toHex(crypto.getRandomValues(new Uint8Array(16)))
}
