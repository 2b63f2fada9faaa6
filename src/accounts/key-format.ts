// What a key for programs looks like: `sk-samo-`, 43 random letters and digits, and 6 of a checksum, by which a typo is told
// without asking anybody, and a scanner of sources tells a key from what only looks like one.
import { hashShortText } from '../services/sha256.ts'

const PREFIX = 'sk-samo-'
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** 62^43 is a little more than 2^256. */
const RANDOM_CHARS = 43
const CHECKSUM_CHARS = 6
const KEY = new RegExp(`^${PREFIX}([0-9A-Za-z]{${RANDOM_CHARS}})([0-9A-Za-z]{${CHECKSUM_CHARS}})$`)

/** A new key, and what is stored of it. */
export function makeKey(): { key: string; hash: string; lastFour: string } {
  const random = randomText(RANDOM_CHARS)
  const key = PREFIX + random + checksumOf(random)
  return { key, hash: hashKey(key), lastFour: key.slice(-4) }
}

/** Whether a credential means to be a key, right or wrong. */
export function looksLikeKey(text: string): boolean {
  return text.startsWith(PREFIX)
}

export function hasRightChecksum(key: string): boolean {
  const [, random = '', checksum] = KEY.exec(key) ?? []
  return checksum === checksumOf(random)
}

/** What is stored. A key is 256 random bits, so that neither a salt nor a slow hash would make it safer. */
export function hashKey(key: string): string {
  return hashShortText(key)
}

/** Bytes above the last multiple of 62 are drawn again, or the first letters would come up more often. */
function randomText(length: number): string {
  let text = ''
  while (text.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
      if (byte < 248 && text.length < length) text += ALPHABET.charAt(byte % 62)
    }
  }
  return text
}

/** CRC-32, which tells every single wrong character and every two that were swapped. */
function checksumOf(text: string): string {
  let crc = 0xffffffff
  for (const byte of new TextEncoder().encode(text)) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  let left = (crc ^ 0xffffffff) >>> 0
  let digits = ''
  while (digits.length < CHECKSUM_CHARS) {
    digits = ALPHABET.charAt(left % 62) + digits
    left = Math.floor(left / 62)
  }
  return digits
}
