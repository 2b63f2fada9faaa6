/** Turns simple edits into search/replace pairs against the project's files as they are. */
import type { AccentColour, SimpleEdit } from './simple-edits.ts'
import type { Replacement } from './render-edit-block.ts'

/** A change of one whole line. */
type LineChange = { path: string; line: number; text: string }

export type AppliedEdits = {
  replacements: Map<string, Replacement[]>
  done: SimpleEdit[]
  /** Recognised, but the files have nothing that the rule could change. */
  failed: SimpleEdit[]
}

/** Works the edits out one after another, each against the files as the ones before it leave them. */
export function applySimpleEdits(files: ReadonlyMap<string, string>, edits: readonly SimpleEdit[]): AppliedEdits {
  const current = new Map([...files].map(([path, content]) => [path, content.split('\n')]))
  const result: AppliedEdits = { replacements: new Map(), done: [], failed: [] }
  for (const edit of edits) {
    const changes = findChanges(current, edit)
    for (const { path, line, text } of changes) {
      const lines = current.get(path) ?? []
      result.replacements.set(path, [...(result.replacements.get(path) ?? []), toReplacement(lines, line, text)])
      lines[line] = text
    }
    if (changes.length > 0) result.done.push(edit)
    else result.failed.push(edit)
  }
  return result
}

function findChanges(files: ReadonlyMap<string, string[]>, edit: SimpleEdit): LineChange[] {
  switch (edit.kind) {
    case 'rename':
      return findRenames(files, edit.title)
    case 'accent':
      return changeLines(files, '.css', (line) => recolour(line, edit.colour))
    default:
      return findThemeChanges(files, edit.kind)
  }
}

/** The title in `<title>`, in headings that repeat it, and atop the README. */
function findRenames(files: ReadonlyMap<string, string[]>, title: string): LineChange[] {
  const html = escapeHtml(title)
  const pages = changeLines(files, '.html', (line) =>
    line
      .replace(/(<title>)[^<]*(<\/title>)/, (_, open: string, close: string) => open + html + close)
      .replace(/(<h1\b[^>]*>)[^<]*(<\/h1>)/, (_, open: string, close: string) => open + html + close),
  )
  if (pages.length === 0) return []
  const readme = files.get('README.md')
  const heading = readme?.findIndex((line) => line.startsWith('# ')) ?? -1
  if (heading === -1) return pages
  return [
    ...pages,
    { path: 'README.md', line: heading, text: `# ${title.replace(/[\\`*_{}[\]#|<>]/g, String.raw`\$&`)}` },
  ]
}

/** Works where the colours follow `color-scheme`; elsewhere a change of that property would break the page. */
function findThemeChanges(files: ReadonlyMap<string, string[]>, scheme: 'dark' | 'light'): LineChange[] {
  const adaptive = new Map([...files].filter(([, lines]) => lines.some((line) => line.includes('light-dark('))))
  return changeLines(adaptive, '.css', (line) =>
    line.replace(/^(\s*color-scheme:\s*)[\w ]+;/, (_, start: string) => `${start}${scheme};`),
  )
}

function changeLines(
  files: ReadonlyMap<string, string[]>,
  extension: string,
  change: (line: string) => string,
): LineChange[] {
  return [...files]
    .filter(([path]) => path.endsWith(extension))
    .flatMap(([path, lines]) => lines.map((line, index) => ({ path, line: index, before: line, text: change(line) })))
    .filter(({ before, text }) => before !== text)
    .map(({ path, line, text }) => ({ path, line, text }))
}

function recolour(line: string, { light, dark }: AccentColour): string {
  const declaration = /^(\s*--(?:accent|primary)(?:-colou?r)?:\s*)([^;]+);/
  return line.replace(declaration, (_, start: string, value: string) =>
    value.includes('light-dark(') ? `${start}light-dark(${light}, ${dark});` : `${start}${light};`,
  )
}

/** The line with as many of its neighbours above and below as make the text unique in its file. */
function toReplacement(lines: readonly string[], line: number, text: string): Replacement {
  let [from, to] = [line, line]
  while (countRuns(lines, from, to) > 1) {
    if (from > 0) from -= 1
    if (to < lines.length - 1) to += 1
  }
  return {
    search: lines.slice(from, to + 1).join('\n'),
    replace: [...lines.slice(from, line), text, ...lines.slice(line + 1, to + 1)].join('\n'),
  }
}

function countRuns(lines: readonly string[], from: number, to: number): number {
  const run = lines.slice(from, to + 1)
  return lines.filter((_, start) => run.every((text, offset) => lines[start + offset] === text)).length
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
