import { getMimeType } from 'hono/utils/mime'

/** What Hono's table, made for web assets, does not know or names for download only. */
const MORE: Record<string, string> = {
  ts: 'text/plain; charset=utf-8',
  tsx: 'text/plain; charset=utf-8',
  jsx: 'text/plain; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  sql: 'text/plain; charset=utf-8',
  toml: 'text/plain; charset=utf-8',
  yaml: 'text/plain; charset=utf-8',
  yml: 'text/plain; charset=utf-8',
}

/** Content-Type for a path, by its extension; bytes of an unknown kind are just bytes. */
export function mediaTypeOf(path: string): string {
  const extension = path.slice(path.lastIndexOf('.') + 1).toLowerCase()
  if (Object.hasOwn(MORE, extension)) return MORE[extension] ?? ''
  // Hono looks names up in a plain object, which answers to names such as "constructor" with no text.
  const known: unknown = getMimeType(path.toLowerCase())
  return typeof known === 'string' ? known : 'application/octet-stream'
}
