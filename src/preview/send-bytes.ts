import { readRange } from './byte-range.ts'

type Answer = { mediaType: string; content: Uint8Array<ArrayBuffer>; etag: string; headers: Record<string, string> }

/** The bytes, the part of them that is asked for, or that they are known already: after RFC 9110. */
export function sendBytes(asked: Headers, { mediaType, content, etag, headers }: Answer): Response {
  const common = { ...headers, ETag: etag }
  if (isKnown(asked.get('If-None-Match'), etag)) return new Response(null, { status: 304, headers: common })
  const whole = { ...common, 'Content-Type': mediaType, 'Accept-Ranges': 'bytes' }
  const mayBeCut = [null, etag].includes(asked.get('If-Range'))
  const range = mayBeCut ? readRange(asked.get('Range') ?? undefined, content.byteLength) : undefined
  if (range === 'unsatisfiable') {
    const told = { ...common, 'Content-Range': `bytes */${content.byteLength}`, 'Content-Length': '0' }
    return new Response(null, { status: 416, headers: told })
  }
  if (range === undefined) return send(200, content, whole)
  const part = content.subarray(range.first, range.last + 1)
  const contentRange = `bytes ${range.first}-${range.last}/${content.byteLength}`
  return send(206, part, { ...whole, 'Content-Range': contentRange })
}

export function send(status: number, content: Uint8Array<ArrayBuffer>, headers: Record<string, string>): Response {
  return new Response(content, { status, headers: { ...headers, 'Content-Length': String(content.byteLength) } })
}

function isKnown(ifNoneMatch: string | null, etag: string): boolean {
  const tags = ifNoneMatch?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? []
  return tags.includes(etag) || tags.includes('*')
}
