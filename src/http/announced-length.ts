/** The bytes of a request body, in its headers; undefined where only its end tells. */
export function announcedLength(headers: Headers): number | undefined {
  const length = headers.get('Content-Length') ?? ''
  return /^\d+$/.test(length) && !headers.has('Transfer-Encoding') ? Number(length) : undefined
}
