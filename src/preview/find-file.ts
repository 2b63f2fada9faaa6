/** Whose files stand at the root of what is served, as Vite and others have it. */
const STATIC_FOLDER = 'public/'

/** The page that single-page applications show at every address of theirs. */
const PAGE = 'index.html'

/** What a path of a URL may mean, the likeliest first; undefined for one that cannot be read. */
export function candidatesOf(pathname: string, wantsPage: boolean): string[] | undefined {
  const path = decodePath(pathname)
  if (path === undefined) return undefined
  const isFolder = path === '' || path.endsWith('/')
  const own = isFolder ? [`${path}${PAGE}`] : [path, `${path}/${PAGE}`, `${path}.html`]
  const lastSegment = path.slice(path.lastIndexOf('/') + 1)
  const fallback = wantsPage && !lastSegment.includes('.') ? [PAGE] : []
  return [...own, ...fallback].flatMap((one) => [one, STATIC_FOLDER + one])
}

/** Whether the path names a folder without the slash at its end, from which its page's own links would lead elsewhere. */
export function lacksSlash(pathname: string, found: string): boolean {
  const path = decodePath(pathname)
  return path !== undefined && path !== '' && [path, STATIC_FOLDER + path].some((one) => found === `${one}/${PAGE}`)
}

/** Without the slash in front. */
export function decodePath(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname.slice(1))
  } catch {
    return undefined
  }
}
