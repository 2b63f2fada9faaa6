/** 128 random bits behind a prefix, in letters and digits that survive a mail. */
export function makeRandomToken(prefix: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return `${prefix}${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
