// Checks a project without running it: every file that has a syntax must parse, and what files name must be there. Where
// it cannot be certain, it is silent: a false alarm would make the model spoil what works.
import type { Problem } from './problem.ts'
import { checkCss } from './styles/check-css.ts'
import { checkInlineScripts } from './scripts/check-inline-scripts.ts'
import { checkJson } from './json/check-json.ts'
import { checkPage } from './markup/check-page.ts'
import { checkScripts } from './scripts/check-scripts.ts'
import { checkStyleLinks } from './styles/check-style-links.ts'
import { checkSvg } from './markup/check-svg.ts'
import { readPage, startFolders } from './markup/page.ts'
import { extensionOf, folderOf } from './project-path.ts'
import { indexProject } from './project.ts'
import { createReport, type Report } from './report.ts'
import type { Surroundings } from './links/resolve-import.ts'
import { readImportMaps, readScriptUsage } from './scripts/script-usage.ts'
import { readToolchain } from './links/toolchain.ts'

/**
 * The problems of a project, by path and line, at most 20 for a file. Never throws. `files` maps paths to texts;
 * `otherPaths` are those of the files that are no text, which links may lead to.
 */
export function checkProject(files: ReadonlyMap<string, string>, otherPaths: Iterable<string> = []): Problem[] {
  const problems: Problem[] = []
  const reports = new Map([...files].map(([path, text]) => [path, createReport(path, text, problems)]))
  const reportFor = (path: string): Report => reports.get(path) ?? (() => {})
  const project = indexProject(files, otherPaths)

  const pages = pathsWith(files, '.html', '.htm').map(([path, text]) => readPage(path, text, reportFor(path)))
  const around: Surroundings = {
    project,
    toolchain: readToolchain(project),
    importMap: readImportMaps(project, pages),
  }
  const inlineImports = pages.flatMap((page) => {
    const folders = startFolders(page, pages)
    checkPage(around, page, folders)
    return checkInlineScripts(around, page, folders)
  })
  checkScripts(around, pages, readScriptUsage(project, pages), inlineImports, reportFor)

  for (const [path, text] of pathsWith(files, '.css')) {
    checkStyleLinks(around, [folderOf(path)], checkCss(text, reportFor(path)), reportFor(path))
  }
  for (const [path, text] of pathsWith(files, '.json', '.jsonc')) checkJson(path, text, reportFor(path))
  for (const [path, text] of pathsWith(files, '.svg')) checkSvg(around, folderOf(path), text, reportFor(path))
  return problems.toSorted(compareProblems)
}

function pathsWith(files: ReadonlyMap<string, string>, ...extensions: string[]): [string, string][] {
  return [...files].filter(([path]) => extensions.includes(extensionOf(path)))
}

function compareProblems(a: Problem, b: Problem): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1
  if (a.line !== b.line) return (a.line ?? 0) - (b.line ?? 0)
  if (a.column !== b.column) return (a.column ?? 0) - (b.column ?? 0)
  return a.message < b.message ? -1 : Number(a.message > b.message)
}
