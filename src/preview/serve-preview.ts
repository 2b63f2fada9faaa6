// A request to a preview, answered with one call for what the preview is by now, its manifest and the file.
import type { Config } from '../config.ts'
import { rowsOf, type DatabaseClient } from '../services/supabase.ts'
import { readLabel } from './address.ts'
import { candidatesOf } from './find-file.ts'
import { headersOf } from './headers.ts'
import { GONE, missingFile, NO_PREVIEW, tell } from './messages.ts'
import { mayNeedProject } from './present-file.ts'
import { REPORTER_PATH, reporterScript } from './reporter-script.ts'
import { send } from './send-bytes.ts'
import { showFile, wantsPage, type ShowRequest } from './show-file.ts'
import { BESIDE } from './transform/project-view.ts'

export type PreviewRequest = ShowRequest & {
  config: Config
  /** With the secret key: whoever looks at a preview has no account. */
  database: DatabaseClient
  label: string
}

/** @throws {AppError} service_unavailable, internal */
export async function servePreview(request: PreviewRequest): Promise<Response> {
  const { config, database, label, base, pathname, search, headers } = request
  const place = { base, frameAncestor: undefined }
  const address = await readLabel(config, label)
  if (address === undefined) return tell(404, place, NO_PREVIEW)
  if (pathname === `/${REPORTER_PATH}`) return sendReporter(base)
  const paths = candidatesOf(pathname, wantsPage(headers))
  if (paths === undefined) return tell(404, place, missingFile(pathname))
  const needsProject = wantsPage(headers) || mayNeedProject(pathname, search)
  const [opened] = rowsOf(
    await database.rpc('open_preview', {
      p_project: address.projectId,
      p_key: address.key,
      p_paths: paths,
      p_beside: needsProject ? BESIDE : [],
      p_with_manifest: needsProject,
    }),
  )
  if (opened === undefined) return tell(404, place, NO_PREVIEW)
  if (opened.state === 'live') return showFile(request, opened)
  return tell(410, { base, frameAncestor: opened.frame_ancestor }, GONE[opened.state])
}

function sendReporter(base: string): Response {
  const headers = headersOf({ base, frameAncestor: undefined })
  const cached = { 'Content-Type': 'text/javascript; charset=utf-8', 'Cache-Control': 'private, max-age=600' }
  return send(200, new TextEncoder().encode(reporterScript()), { ...headers, ...cached })
}
