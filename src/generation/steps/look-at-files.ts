import type { Problem } from '../../checks/problem.ts'
import { lookAtPage, type PageProblem as Seen } from '../../preview/browser/look-at-page.ts'
import { candidatesOf } from '../../preview/find-file.ts'
import { describeBuild } from '../../preview/needs-server.ts'
import { missingFile, tell } from '../../preview/messages.ts'
import { showFile, wantsPage } from '../../preview/show-file.ts'
import { BESIDE } from '../../preview/transform/project-view.ts'
import type { RunContext } from '../../runs/pipeline.ts'
import { BrowserError } from '../../services/browser.ts'
import type { OpenedPreviewRow } from '../../services/database-types.ts'
import { rowsOf } from '../../services/supabase.ts'
import { describeError } from '../../telemetry/log.ts'
import type { Workspace } from '../workspace.ts'
import { toProblem, type PageProblem } from './read-reported.ts'

/** Opens the project as it is now in the attached browser. Gives what went wrong there. */
export type Look = () => Promise<Problem[]>

const PAGES = ['index.html', 'public/index.html']

export function createLook(context: RunContext, workspace: Workspace): Look {
  const { BROWSER_URL: browserUrl } = context.config
  let attempt = 0
  return async () => {
    if (browserUrl === undefined || !PAGES.some((path) => workspace.files.has(path))) return []
    attempt += 1
    return context.step('look', async ({ conclude }) => {
      await workspace.load()
      if (describeBuild([...workspace.files.keys()], workspace.contents.get('package.json')) !== undefined) {
        const reason = 'It needs a build, as a preview of it says.'
        conclude({ type: 'page.opened', data: { state: 'not_opened', reason } })
        return []
      }
      const start = performance.now()
      const note = (result: 'clean' | 'problems' | 'not_opened') => {
        const seconds = (performance.now() - start) / 1000
        context.telemetry.meter.observe('samokoder_page_open_duration_seconds', { result }, seconds)
      }
      try {
        const { problems, pictures, pressed } = await lookAtPage(browserUrl, (request) =>
          answer(context, workspace, request),
        )
        note(problems.length === 0 ? 'clean' : 'problems')
        await storePictures(context, attempt, pictures)
        const facts = problems.map((problem) => describe(problem))
        const opened = { state: 'opened' as const, problem_count: facts.length, pressed }
        conclude(...facts.map((data) => ({ type: 'problem.found' as const, data })), {
          type: 'page.opened',
          data: opened,
        })
        return facts
      } catch (error) {
        if (!(error instanceof BrowserError)) throw error
        note('not_opened')
        // A browser that is away costs the evidence, and not the run.
        context.telemetry.log('warn', 'page was not opened', describeError(error))
        conclude({ type: 'page.opened', data: { state: 'not_opened', reason: error.message } })
        return []
      }
    })
  }
}

function describe({ kind, message, path, line, column }: Seen): PageProblem {
  return toProblem({ kind, message, path: path ?? null, line: line ?? null, column_number: column ?? null })
}

/** What a preview of the workspace would answer, of which nothing is committed. */
async function answer(context: RunContext, workspace: Workspace, request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url)
  const paths = candidatesOf(pathname, wantsPage(request.headers))
  const place = { base: '/', frameAncestor: undefined }
  if (paths === undefined) return tell(404, place, missingFile(pathname))
  const opened = await openFile(context, workspace, paths)
  return showFile({ config: context.config, base: '/', pathname, search, headers: request.headers }, opened)
}

async function openFile(context: RunContext, workspace: Workspace, paths: string[]): Promise<OpenedPreviewRow> {
  const { files, contents } = workspace
  const path = paths.find((candidate) => files.has(candidate)) ?? null
  const beside = BESIDE.flatMap((name) => (contents.has(name) ? [[name, contents.get(name) ?? '']] : []))
  const preview = {
    state: 'live' as const,
    id: context.run.id,
    version: null,
    is_fixed: false,
    shared: false,
    frame_ancestor: 'self',
    manifest: workspace.manifest(),
    beside: Object.fromEntries(beside) as Record<string, string>,
  }
  const entry = path === null ? undefined : files.get(path)
  if (path === null || entry === undefined) {
    return { ...preview, path, hash: null, size_bytes: null, encoding: null, content: null }
  }
  const text = contents.get(path)
  const blob = text === undefined ? await readBlob(context, entry.hash) : { encoding: 'utf8' as const, content: text }
  return { ...preview, path, ...entry, ...blob }
}

async function readBlob({ database, run }: RunContext, hash: string) {
  const query = database.from('blobs').select('encoding,content').eq('project_id', run.project_id).eq('hash', hash)
  return rowsOf(await query.single())
}

async function storePictures(
  { database, run }: RunContext,
  attempt: number,
  pictures: { width: number; mediaType: string; base64: string }[],
) {
  const p_pictures = pictures.map(({ width, mediaType, base64 }) => ({ width, media_type: mediaType, content: base64 }))
  rowsOf(await database.rpc('store_pictures', { p_run: run.id, p_epoch: run.epoch, p_attempt: attempt, p_pictures }))
}
