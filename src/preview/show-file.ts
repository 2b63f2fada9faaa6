// What is answered for one address of a preview that is live, whoever has found the file that it means.
import type { Config } from '../config.ts'
import { decodeBlob } from '../projects/blobs.ts'
import type { OpenedPreviewRow } from '../services/database-types.ts'
import { sha256Hex } from '../services/sha256.ts'
import { decodePath, lacksSlash } from './find-file.ts'
import { cachingOf, headersOf } from './headers.ts'
import { missingFile, tell } from './messages.ts'
import { describeBuild, describeServer } from './needs-server.ts'
import { presentFile } from './present-file.ts'
import { REPORTER_PATH } from './reporter-script.ts'
import { send, sendBytes } from './send-bytes.ts'

export type ShowRequest = {
  config: Pick<Config, 'PREVIEW_MODULES_URL'>
  /** The path of the URL that the preview is below. */
  base: string
  /** What of the URL comes behind it, percent-encoded, with a slash in front, and the query as it is. */
  pathname: string
  search: string
  headers: Headers
}

const ROOT_PAGE = /^(?:public\/)?index\.html$/

export function showFile(request: ShowRequest, opened: OpenedPreviewRow): Promise<Response> {
  const { base, pathname, search } = request
  const place = { base, frameAncestor: opened.frame_ancestor }
  if (opened.hash === null) return tellMissing(request, opened)
  // A page that would stay blank, whose scripts are refused.
  const build = ROOT_PAGE.test(opened.path ?? '') ? describeBuildOf(opened) : undefined
  if (build !== undefined) return tell(200, place, build)
  if (!lacksSlash(pathname, opened.path)) return sendFile(request, opened)
  const headers = {
    ...headersOf(place),
    'Cache-Control': 'no-store',
    Location: `${base}${pathname.slice(1)}/${search}`,
  }
  return Promise.resolve(new Response(null, { status: 308, headers }))
}

function describeBuildOf({ manifest, beside }: OpenedPreviewRow) {
  return describeBuild(Object.keys(manifest ?? {}), beside?.['package.json'])
}

/** Whether a person has followed a link, and not a page asked for a part of itself. */
export function wantsPage(headers: Headers): boolean {
  return /\btext\/html\b/i.test(headers.get('Accept') ?? '')
}

function tellMissing({ base, pathname }: ShowRequest, opened: OpenedPreviewRow): Promise<Response> {
  const { manifest, beside, frame_ancestor: frameAncestor } = opened
  const howToRun = pathname === '/' && manifest !== null ? describeServer(manifest, beside ?? {}) : undefined
  if (howToRun !== undefined) return tell(200, { base, frameAncestor }, howToRun)
  const pages = Object.keys(manifest ?? {}).filter((path) => path.endsWith('.html'))
  return tell(404, { base, frameAncestor }, missingFile(decodePath(pathname) ?? '', base, pages))
}

type Found = OpenedPreviewRow & { hash: string }

async function sendFile({ config, base, search, headers: asked }: ShowRequest, opened: Found): Promise<Response> {
  const { path, manifest, beside } = opened
  const stored = decodeBlob(opened)
  const shown = await presentFile({
    path,
    content: stored,
    search,
    base,
    modulesUrl: config.PREVIEW_MODULES_URL,
    manifest: manifest ?? {},
    beside: beside ?? {},
    scripts: [base + REPORTER_PATH],
  })
  const headers = headersOf({ base, frameAncestor: opened.frame_ancestor })
  if ('problem' in shown) {
    const text = new TextEncoder().encode(`${shown.problem}\n`)
    return send(422, text, { ...headers, 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' })
  }
  const { mediaType, content } = shown
  const etag = `"${content === stored ? opened.hash : await sha256Hex(content)}"`
  const caching = cachingOf({ isFixed: opened.is_fixed, isPage: mediaType.startsWith('text/html') })
  return sendBytes(asked, { mediaType, content, etag, headers: { ...headers, 'Cache-Control': caching } })
}
