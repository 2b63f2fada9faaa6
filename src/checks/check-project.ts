// Checks a project without running it: every file that has a syntax must parse, and what files name must be there. Where
// it cannot be certain, it is silent: a false alarm would make the model spoil what works.
import { createWork, takeTurnWithLarge, WorkLimitError, type Work } from '../work.ts'
import { attempt } from './attempt.ts'
import { checkJson } from './json/check-json.ts'
import { checkManifestLinks } from './links/check-manifest-links.ts'
import { createStarts } from './links/starts.ts'
import type { Surroundings } from './links/resolve-import.ts'
import { readToolchain } from './links/toolchain.ts'
import { checkPage } from './markup/check-page.ts'
import { checkSvg } from './markup/check-svg.ts'
import { readPage, type Page } from './markup/page.ts'
import { createCheckMemory, type CheckMemory } from './memory.ts'
import type { Omission, Problem } from './problem.ts'
import { extensionOf, folderOf } from './project-path.ts'
import { indexProject } from './project.ts'
import { CLOSED_REPORT, createReport, type FileReport, type Report } from './report.ts'
import { checkInlineScripts, type InlineScripts } from './scripts/check-inline-scripts.ts'
import { checkPageScripts } from './in-pages/check-page-scripts.ts'
import { checkComponents } from './scripts/check-components.ts'
import { checkScripts } from './scripts/check-scripts.ts'
import { isComponent } from './scripts/component-scripts.ts'
import { isScript } from './scripts/script-language.ts'
import { readImportMaps, readScriptUsage } from './scripts/script-usage.ts'
import { checkCss } from './styles/check-css.ts'
import { checkStyleLinks } from './styles/check-style-links.ts'
import { checkTextFile } from './texts/check-text-file.ts'
import { checkYaml } from './texts/check-yaml.ts'

export type ProjectCheck = {
  /** By path and line, at most 20 for a file. */
  problems: Problem[]
  /** How many text files were checked to their end. Files that are no text count nowhere: there is nothing to read. */
  checkedFiles: number
  /** Text files that were not, by path: most kinds have no parser here. */
  omissions: Omission[]
}

/** Two or three seconds of one core. */
const MAX_UNITS = 2_500_000

/** What is read of a project takes about ten times as much memory as its texts. In UTF-16 code units. */
const LARGE_PROJECT_LENGTH = 500_000

const PAGES = ['.html', '.htm']
const YAML = ['.yaml', '.yml']
const DATA = ['.json', '.jsonc', '.webmanifest', '.geojson']

/**
 * Never throws, and lets others have their turn all the while. `files` maps paths to texts; `otherPaths` are those of
 * the files that are no text, which links may lead to; `memory` is what earlier checks of the project have found out.
 */
export async function checkProject(
  files: ReadonlyMap<string, string>,
  otherPaths: Iterable<string> = [],
  work: Work = createWork({ limit: MAX_UNITS }),
  memory: CheckMemory = createCheckMemory(),
): Promise<ProjectCheck> {
  const sorted = [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const reports = new Map(sorted.map(([path, text]) => [path, createReport(path, text)]))
  for (const [path, report] of reports) if (!hasCheck(path) && !isComponent(path)) report.omit('no_parser')
  try {
    const check = () => checkFiles({ files, otherPaths, reports, memory }, work)
    await (isLarge(files) ? takeTurnWithLarge(check) : check())
  } catch (error) {
    if (!(error instanceof WorkLimitError)) throw error
    for (const report of reports.values()) report.omit('too_complex')
  }
  memory.tidy()
  const omissions = [...reports].flatMap(([path, { omission }]) => {
    const reason = omission()
    return reason === undefined ? [] : [{ path, reason }]
  })
  const problems = [...reports.values()].flatMap((report) => report.problems.toSorted(compareProblems))
  return { problems, checkedFiles: reports.size - omissions.length, omissions }
}

function isLarge(files: ReadonlyMap<string, string>): boolean {
  let length = 0
  for (const text of files.values()) length += text.length
  return length > LARGE_PROJECT_LENGTH
}

type FilesToCheck = {
  files: ReadonlyMap<string, string>
  otherPaths: Iterable<string>
  reports: ReadonlyMap<string, FileReport>
  memory: CheckMemory
}

async function checkFiles({ files, otherPaths, reports, memory }: FilesToCheck, work: Work): Promise<void> {
  if (work.spend(1)) await work.pause()
  const project = await indexProject(files, otherPaths, work)
  const spoiled = await findSpoiled(files, reports, work)
  const reportFor = (path: string): Report => (spoiled.has(path) ? undefined : reports.get(path)) ?? CLOSED_REPORT
  const each = async (extensions: string[], check: (path: string, text: string, work: Work) => Promise<void>) => {
    for (const [path, text] of files) {
      if (isOf(extensions, path)) await attempt(work, reportFor(path), (part) => check(path, text, part))
    }
  }

  const toolchain = await readToolchain(project, reportFor, work)
  const pageFolders = [...new Set([...files.keys()].filter((path) => isOf(PAGES, path)).map(folderOf))]
  const pages: Page[] = []
  await each(PAGES, async (path, _text, part) => {
    pages.push(await readPage(project, path, pageFolders, reportFor(path), part))
  })
  const importMap = await readImportMaps(project, pages, reportFor, work)
  const around: Surroundings = { project, toolchain, importMap }
  const isLenient = toolchain.packages.extendsEditor
  await each(DATA, async (path, text, part) => {
    const report = reportFor(path)
    await checkJson(path, text, { report, isLenient }, part)
    await checkManifestLinks(around, path, text, report, part)
  })
  await each(['.svg'], (path, text, part) => checkSvg(around, path, text, reportFor(path), part))
  await each(['.css'], async (path, text, part) => {
    const links = await checkCss(text, reportFor(path), part)
    await checkStyleLinks(around, createStarts(project, [folderOf(path)]), links, reportFor(path), part)
  })
  await each(YAML, (path, text, part) => checkYaml(text, reportFor(path), part))
  await checkPagesAndScripts({ around, pages, pageFolders, reportFor, memory }, work)
}

/** The files of which it makes no sense to check more. */
async function findSpoiled(
  files: ReadonlyMap<string, string>,
  reports: ReadonlyMap<string, FileReport>,
  work: Work,
): Promise<Set<string>> {
  const spoiled = new Set<string>()
  for (const [path, text] of files) {
    if (checkTextFile(path, text, reports.get(path) ?? CLOSED_REPORT)) spoiled.add(path)
    if (work.spend(2)) await work.pause()
  }
  return spoiled
}

type PagesToCheck = {
  around: Surroundings
  pages: readonly Page[]
  pageFolders: string[]
  reportFor: (path: string) => Report
  memory: CheckMemory
}

async function checkPagesAndScripts(
  { around, pages, pageFolders, reportFor, memory }: PagesToCheck,
  work: Work,
): Promise<void> {
  const inline: InlineScripts[] = []
  for (const page of pages) {
    await attempt(work, page.report, async (part) => {
      await checkPage(around, page, part)
      inline.push(await checkInlineScripts(around, page, part))
    })
  }
  const usages = await readScriptUsage(around.project, pages, work)
  const components = await checkComponents(around, reportFor, work)
  const inlineImports = [...inline.flatMap(({ imports }) => imports), ...components.imports]
  const scripts = await checkScripts({ around, pageFolders, usages, inlineImports, reportFor, memory }, work)
  await checkPageScripts({ around, inline, scripts, components: components.names, reportFor }, work)
}

function isOf(extensions: string[], path: string): boolean {
  return extensions.includes(extensionOf(path))
}

function hasCheck(path: string): boolean {
  return isScript(path) || isOf([...PAGES, ...DATA, ...YAML, '.css', '.svg'], path)
}

function compareProblems(a: Problem, b: Problem): number {
  if (a.line !== b.line) return (a.line ?? 0) - (b.line ?? 0)
  if (a.column !== b.column) return (a.column ?? 0) - (b.column ?? 0)
  return a.message < b.message ? -1 : Number(a.message > b.message)
}
