/** SHA-256 of the bytes, in lower-case hexadecimal. */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  // The copy settles the type: digest() takes no view of a SharedArrayBuffer.
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The same of a text in UTF-8. */
export function hashText(text: string): Promise<string> {
  return sha256Hex(new TextEncoder().encode(text))
}
