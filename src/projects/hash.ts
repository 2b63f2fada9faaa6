/** SHA-256 of the bytes, in lower-case hexadecimal: the name of a blob. */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  // The copy settles the type: digest() takes no view of a SharedArrayBuffer.
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Whether the bytes are text: valid UTF-8 and no NUL. An empty file is text. */
export function isText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
