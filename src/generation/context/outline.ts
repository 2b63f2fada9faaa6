// A list of files in as many words as there is room for: first with what each exports, then by folders, then folders alone.
import { baseName } from '../../checks/project-path.ts'
import { countTokens } from '../../gateway/count-tokens.ts'
import type { MappedFiles } from './project-map.ts'

type Outlined = { path: string; sizeBytes: number; names: readonly string[] }

const NAMES_IN_FULL = 8
const NAMES_IN_SHORT = 3

/** Lists the files in the order of their paths, so that the same project is always told the same way. */
export function renderOutline(
  files: ReadonlyMap<string, { size_bytes: number }>,
  mapped: MappedFiles,
  mostTokens: number,
): string {
  const outlined = [...files]
    .map(([path, { size_bytes }]) => ({ path, sizeBytes: size_bytes, names: mapped.get(path)?.names ?? [] }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
  const forms = [renderInFull, (list: Outlined[]) => renderFolders(list, NAMES_IN_SHORT), renderFolders, countFolders]
  for (const render of forms) {
    const text = render(outlined)
    if (countTokens(text) <= mostTokens) return text
  }
  return `${files.size} files in too many folders to list.`
}

/** The first of the files, as many as there is room for, with what they export; undefined when there are none. */
export function renderExports(paths: readonly string[], mapped: MappedFiles, mostTokens: number): string | undefined {
  const lines: string[] = []
  let left = mostTokens
  for (const path of paths) {
    const line = `- ${path}${listNames(mapped.get(path)?.names ?? [], NAMES_IN_FULL, ': ')}`
    left -= countTokens(line)
    if (left < 0) break
    lines.push(line)
  }
  return lines.length === 0 ? undefined : lines.toSorted().join('\n')
}

/** The paths alone, a line for each folder. */
export function listByFolder(paths: Iterable<string>): string {
  return renderFolders([...paths].map((path) => ({ path, sizeBytes: 0, names: [] })))
}

function renderInFull(files: readonly Outlined[]): string {
  return files
    .map(({ path, sizeBytes, names }) => `- ${path} (${formatSize(sizeBytes)})${listNames(names, NAMES_IN_FULL, ': ')}`)
    .join('\n')
}

function renderFolders(files: readonly Outlined[], mostNames = 0): string {
  return [...byFolder(files)]
    .map(([folder, list]) => {
      const items = list.map(({ path, names }) => baseName(path) + listNames(names, mostNames, ' = '))
      return `- ${folder}: ${items.join('; ')}`
    })
    .join('\n')
}

function countFolders(files: readonly Outlined[]): string {
  return [...byFolder(files)].map(([folder, list]) => `- ${folder}: ${list.length} files`).join('\n')
}

function byFolder(files: readonly Outlined[]): Map<string, Outlined[]> {
  const folders = new Map<string, Outlined[]>()
  for (const file of files) {
    const folder = file.path.includes('/') ? file.path.slice(0, file.path.lastIndexOf('/') + 1) : './'
    const list = folders.get(folder)
    if (list === undefined) folders.set(folder, [file])
    else list.push(file)
  }
  return folders
}

function listNames(names: readonly string[], most: number, lead: string): string {
  if (names.length === 0 || most === 0) return ''
  return lead + names.slice(0, most).join(', ') + (names.length > most ? ', …' : '')
}

function formatSize(bytes: number): string {
  return bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(1)} kB`
}
