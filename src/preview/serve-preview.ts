// One file of a preview, or what is to be said instead: with one call for what the preview is by now, its manifest and the file.
import type { Config } from '../config.ts'
import { decodeBlob } from '../projects/blobs.ts'
import { mediaTypeOf } from '../projects/media-type.ts'
import type { OpenedPreviewRow } from '../services/database-types.ts'
import { rowsOf, type DatabaseClient } from '../services/supabase.ts'
import { readLabel } from './address.ts'
import { readRange } from './byte-range.ts'
import { candidatesOf, decodePath, lacksSlash } from './find-file.ts'
import { cachingOf, headersOf } from './headers.ts'
import { renderMessage, type Message } from './message-page.ts'

export type PreviewRequest = {
  config: Config
  /** With the secret key: whoever looks at a preview has no account. */
  database: DatabaseClient
  label: string
  /** The path of the URL that the preview is below. */
  base: string
  /** What of the URL comes behind it, percent-encoded, with a slash in front, and the query as it is. */
  pathname: string
  search: string
  headers: Headers
}

/** @throws {AppError} service_unavailable, internal */
export async function servePreview(request: PreviewRequest): Promise<Response> {
  const { config, database, label, base, pathname, headers } = request
  const address = await readLabel(config, label)
  if (address === undefined) return tell(404, base, NO_PREVIEW)
  const paths = candidatesOf(pathname, wantsPage(headers))
  if (paths === undefined) return tell(404, base, missing(pathname))
  const [opened] = rowsOf(
    await database.rpc('open_preview', {
      p_project: address.projectId,
      p_key: address.key,
      p_paths: paths,
      p_with_manifest: wantsPage(headers),
    }),
  )
  if (opened === undefined) return tell(404, base, NO_PREVIEW)
  if (opened.state !== 'live') return tell(410, base, GONE[opened.state], opened)
  if (opened.hash === null) {
    const pages = Object.keys(opened.manifest ?? {}).filter((path) => path.endsWith('.html'))
    return tell(404, base, missing(decodePath(pathname) ?? '', base, pages), opened)
  }
  if (lacksSlash(pathname, opened.path)) return redirect(`${base}${pathname.slice(1)}/${request.search}`, base, opened)
  return sendFile(request, opened)
}

type Opened = OpenedPreviewRow & { hash: string }

async function sendFile({ base, headers }: PreviewRequest, opened: Opened): Promise<Response> {
  const mediaType = mediaTypeOf(opened.path)
  const content = decodeBlob(opened)
  const etag = `"${opened.hash}"`
  const common = {
    ...headersOf({ base, frameAncestor: opened.frame_ancestor }),
    ETag: etag,
    'Cache-Control': cachingOf({ isFixed: opened.is_fixed, isPage: mediaType.startsWith('text/html') }),
  }
  if (isKnown(headers.get('If-None-Match'), etag)) return new Response(null, { status: 304, headers: common })
  const whole = { ...common, 'Content-Type': mediaType, 'Accept-Ranges': 'bytes' }
  const mayBeCut = [null, etag].includes(headers.get('If-Range'))
  const range = mayBeCut ? readRange(headers.get('Range') ?? undefined, content.byteLength) : undefined
  if (range === 'unsatisfiable') {
    const told = { ...common, 'Content-Range': `bytes */${content.byteLength}`, 'Content-Length': '0' }
    return new Response(null, { status: 416, headers: told })
  }
  if (range === undefined) return send(200, content, whole)
  const part = content.subarray(range.first, range.last + 1)
  const contentRange = `bytes ${range.first}-${range.last}/${content.byteLength}`
  return send(206, part, { ...whole, 'Content-Range': contentRange })
}

function send(status: number, content: Uint8Array<ArrayBuffer>, headers: Record<string, string>): Response {
  return new Response(content, { status, headers: { ...headers, 'Content-Length': String(content.byteLength) } })
}

function isKnown(ifNoneMatch: string | null, etag: string): boolean {
  const tags = ifNoneMatch?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? []
  return tags.includes(etag) || tags.includes('*')
}

/** Whether a person has followed a link, and not a page asked for a part of itself. */
function wantsPage(headers: Headers): boolean {
  return /\btext\/html\b/i.test(headers.get('Accept') ?? '')
}

function redirect(location: string, base: string, { frame_ancestor }: OpenedPreviewRow): Response {
  const headers = headersOf({ base, frameAncestor: frame_ancestor })
  return new Response(null, { status: 308, headers: { ...headers, 'Cache-Control': 'no-store', Location: location } })
}

const NO_PREVIEW: Message = {
  title: 'No preview',
  text: ['There is no preview at this address. Its maker can give you another.'],
}
const GONE: Record<'expired' | 'revoked', Message> = {
  expired: { title: 'Expired', text: ['This preview has expired. Its maker can give you another address.'] },
  revoked: { title: 'Revoked', text: ['This preview was revoked. Its maker can give you another address.'] },
}
const MOST_LINKS = 20

function missing(path: string, base = '', pages: readonly string[] = []): Message {
  const links = pages
    .toSorted()
    .slice(0, MOST_LINKS)
    .map((page) => ({ href: base + page.split('/').map(encodeURIComponent).join('/'), text: page }))
  const name = path === '' || path.endsWith('/') ? `${path}index.html` : path
  return { title: 'Not found', text: [`The project has no file ${name}.`], links }
}

async function tell(status: number, base: string, message: Message, opened?: OpenedPreviewRow): Promise<Response> {
  const content = new TextEncoder().encode(await renderMessage(message))
  const headers = headersOf({ base, frameAncestor: opened?.frame_ancestor })
  return send(status, content, { ...headers, 'Content-Type': 'text/html; charset=UTF-8', 'Cache-Control': 'no-store' })
}
