// How a file is shown: most as they are, scripts and pages as a browser takes them without a build.
import { mediaTypeOf } from '../projects/media-type.ts'
import type { Manifest } from '../services/database-types.ts'
import { createWork, WorkLimitError, type Work } from '../work.ts'
import { addressOfModule, viewProject, type ProjectView } from './transform/project-view.ts'
import { transformScript } from './transform/transform-script.ts'
import { wrapModule } from './transform/wrap-module.ts'
import { writePage } from './transform/write-page.ts'

export type ShownFile = {
  path: string
  content: Uint8Array<ArrayBuffer>
  search: string
  base: string
  modulesUrl: string
  manifest: Manifest
  beside: Record<string, string>
  /** Addresses of scripts that go in front of those of a page. */
  scripts: readonly string[]
}

/** `mediaType` and `content` as they are sent; or where in the file what it is not shown for stands. */
export type Presented = { mediaType: string; content: Uint8Array<ArrayBuffer> } | { problem: string }

/** For one file, whatever stands in it, about a second on one core. */
const MAX_UNITS = 1_000_000

const JAVASCRIPT = 'text/javascript; charset=utf-8'
const COMPILED = /\.(?:[cm]?ts|tsx|jsx)$/i
const PLAIN_SCRIPT = /\.m?js$/i
const PAGE = /\.html?$/i

/** Whether showing what is at this address may need the rest of the project. */
export function mayNeedProject(pathname: string, search: string): boolean {
  const name = pathname.slice(pathname.lastIndexOf('/') + 1)
  return !name.includes('.') || [COMPILED, PLAIN_SCRIPT, PAGE].some((kind) => kind.test(name)) || isImport(search)
}

export async function presentFile(file: ShownFile): Promise<Presented> {
  const { path, content } = file
  const asItIs = { mediaType: PLAIN_SCRIPT.test(path) ? JAVASCRIPT : mediaTypeOf(path), content }
  try {
    if (isImport(file.search)) return await presentImport(file)
    if (PAGE.test(path)) return await presentPage(file)
    if (COMPILED.test(path)) return await presentScript(file)
    return PLAIN_SCRIPT.test(path) ? await presentPlainScript(file, asItIs) : asItIs
  } catch (error) {
    if (error instanceof WorkLimitError) return asItIs
    throw error
  }
}

function isImport(search: string): boolean {
  return new URLSearchParams(search).has('import')
}

async function presentImport({ path, content, search, base }: ShownFile): Promise<Presented> {
  const query = new URLSearchParams(search)
  const written = wrapModule({ path, base, text: new TextDecoder().decode(content), query })
  return 'message' in written ? problemAt(path, undefined, written.message) : asScript(written.code)
}

async function presentPage(file: ShownFile): Promise<Presented> {
  const view = await viewOf(file)
  const work = createWork({ limit: MAX_UNITS })
  const transform = (text: string) => transformText(file, view, text, work)
  const page = await writePage({ text: textOf(file), view, scripts: file.scripts, transform, work })
  return { mediaType: 'text/html; charset=utf-8', content: new TextEncoder().encode(page) }
}

async function presentScript(file: ShownFile): Promise<Presented> {
  const text = textOf(file)
  const written = await transformText(file, await viewOf(file), text)
  return 'code' in written
    ? asScript(written.code)
    : problemAt(file.path, { text, offset: written.offset }, written.message)
}

/** JavaScript is sent as it was written, unless it is a module, whose imports a browser may not find. */
async function presentPlainScript(file: ShownFile, asItIs: Presented): Promise<Presented> {
  const text = textOf(file)
  if (!/\b(?:import|export)\b/.test(text)) return asItIs
  const written = await transformText(file, await viewOf(file), text)
  return 'code' in written && written.code !== text ? asScript(written.code) : asItIs
}

function transformText(
  { path, base }: ShownFile,
  view: ProjectView,
  text: string,
  work: Work = createWork({ limit: MAX_UNITS }),
) {
  const script = {
    text,
    isTypeScript: /\.(?:[cm]?ts|tsx)$/i.test(path),
    hasJsx: /\.(?:[jt]sx|js)$/i.test(path),
    resolve: (specifier: string) => addressOfModule(view, path, specifier),
    jsxSource: view.jsxSource,
    env: { MODE: 'development', DEV: true, PROD: false, SSR: false, BASE_URL: base },
  }
  return transformScript(script, work)
}

function viewOf({ base, modulesUrl, manifest, beside }: ShownFile): Promise<ProjectView> {
  return viewProject({ base, modulesUrl }, manifest, beside)
}

function textOf({ content }: ShownFile): string {
  return new TextDecoder().decode(content)
}

function asScript(code: string): Presented {
  return { mediaType: JAVASCRIPT, content: new TextEncoder().encode(code) }
}

function problemAt(path: string, at: { text: string; offset: number } | undefined, message: string): Presented {
  if (at === undefined) return { problem: `${path}: ${message}` }
  const before = at.text.slice(0, at.offset).split('\n')
  return { problem: `${path}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}: ${message}` }
}
