/** A link into the project, without query and fragment, with percent escapes undone. */
export type LocalLink = { path: string; isAbsolute: boolean }

/** Longer ones lead nowhere that a browser or a bundler would go; most hold data. */
export const MAX_ADDRESS_CHARS = 8000

const SCHEME = /^[a-z][a-z0-9+.-]*:/i

/** Marks of template languages and build tools: what stands there is known only when the page is made. */
const PLACEHOLDER = /[{}<>]|\[\[|@\(|%(?:[A-Z][A-Z0-9_]{2,}|sveltekit\.\w+)%|__[A-Z_]+__/

/** Undefined for what does not lead into the project: other sites, fragments, placeholders, undecodable text. */
export function readLocalLink(raw: string): LocalLink | undefined {
  if (raw.length > MAX_ADDRESS_CHARS) return undefined
  const link = raw
    .trim()
    .replace(/[\t\n\r]/g, '')
    .replaceAll('\\', '/')
  if (link === '' || link.startsWith('#') || link.startsWith('?') || link.startsWith('//')) return undefined
  if (SCHEME.test(link) || PLACEHOLDER.test(link)) return undefined
  const path = decode(link.replace(/[?#].*$/s, ''))
  if (path === undefined) return undefined
  return { path: path.replace(/^\/+/, ''), isAbsolute: path.startsWith('/') }
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path).normalize('NFC')
  } catch {
    return undefined
  }
}
