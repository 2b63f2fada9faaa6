// What is shown was written by a model at somebody's request: these headers keep it to itself.
export type Place = {
  /** The path that the preview is below: `/`, or one of the API's own host, where it has no origin. */
  base: string
  frameAncestor: string | undefined
}

/** What a page may do that has no origin of its own: everything but what reaches further than itself. */
const SANDBOX = 'sandbox allow-scripts allow-forms allow-modals allow-popups allow-downloads'

export function headersOf({ base, frameAncestor }: Place): Record<string, string> {
  const ownsOrigin = base === '/'
  const ancestors = ownsOrigin ? (frameAncestor ?? "'none'") : ["'self'", frameAncestor ?? []].flat().join(' ')
  return {
    'Content-Security-Policy': `${ownsOrigin ? '' : `${SANDBOX}; `}frame-ancestors ${ancestors}`,
    'X-Content-Type-Options': 'nosniff',
    'X-Robots-Tag': 'noindex, nofollow, noarchive',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    // Sites of one domain could otherwise agree to be one origin.
    'Origin-Agent-Cluster': '?1',
    ...(ownsOrigin
      ? { 'Cross-Origin-Resource-Policy': 'same-origin' }
      : // To a page without an origin its own files are those of another one.
        { 'Cross-Origin-Resource-Policy': 'cross-origin', 'Access-Control-Allow-Origin': '*' }),
  }
}

/** What a version has at a path stays the same, and the browser that has it may keep it. A page is asked for anew each time, so that none is shown that was revoked. */
export function cachingOf({ isFixed, isPage }: { isFixed: boolean; isPage: boolean }): string {
  return isFixed && !isPage ? 'private, max-age=31536000, immutable' : 'private, no-cache'
}
