// The `paths` and `baseUrl` of tsconfig.json and jsconfig.json, which give names to files. They hold for the folder of
// the settings and all below it; settings beside each other (tsconfig.app.json) are taken together.
import type { Work } from '../../work.ts'
import { asRecord, JSON_CHARS_PER_UNIT, parseLenientJson } from '../json/parse-json.ts'
import { baseName, folderOf, followPath, foldersUpward } from '../project-path.ts'
import type { Project } from '../project.ts'

/** A name with a `*` stands for every name that begins and ends so. */
type Alias = { start: string; end: string; isPattern: boolean; targets: string[] }

/** By the folder of the settings. */
export type PathAliases = { byFolder: ReadonlyMap<string, Alias[]>; count: number }

const SETTINGS_NAME = /^[tj]sconfig(?:\..+)?\.json$/
const MAX_ALIASES = 500
const MAX_TARGETS = 10
/** Settings that one file extends, and how far that goes on. */
const MAX_PARENTS = 3
const MAX_GENERATIONS = 3

export async function readPathAliases({ files }: Project, work: Work): Promise<PathAliases> {
  const byFolder = new Map<string, Alias[]>()
  const settings = new Map<string, unknown>()
  let count = 0
  for (const [path, text] of files) {
    // Those that others extend may have any name.
    const isExtended = path.endsWith('.json') && text.includes('"compilerOptions"')
    if (!isExtended && !SETTINGS_NAME.test(baseName(path))) continue
    settings.set(path, parseLenientJson(text))
    if (work.spend((3 * text.length) / JSON_CHARS_PER_UNIT)) await work.pause()
  }
  for (const path of settings.keys()) {
    if (!SETTINGS_NAME.test(baseName(path))) continue
    const aliases = readAliases(settings, path, MAX_GENERATIONS)
    if (work.spend(10 + aliases.length)) await work.pause()
    const known = byFolder.get(folderOf(path)) ?? []
    const added = aliases.slice(0, MAX_ALIASES - count)
    count += added.length
    byFolder.set(folderOf(path), [...known, ...added])
  }
  return { byFolder, count }
}

/** The nearest settings that have `paths` win, as in TypeScript: they are not merged with those that they extend. */
function readAliases(settings: ReadonlyMap<string, unknown>, path: string, left: number): Alias[] {
  const { compilerOptions, extends: parents } = asRecord(settings.get(path))
  const { baseUrl, paths } = asRecord(compilerOptions)
  const folder = folderOf(path)
  const base = typeof baseUrl === 'string' ? followPath(folder, baseUrl) : folder
  if (base === undefined) return []
  const entries = Object.entries(asRecord(paths)).slice(0, MAX_ALIASES)
  const own = entries.map(([name, targets]) => toAlias(base, name, targets))
  if (typeof baseUrl === 'string') own.push(toAlias(base, '*', ['*']))
  if (own.length > 0 || left === 0) return own
  return [parents]
    .flat()
    .slice(0, MAX_PARENTS)
    .flatMap((parent) => {
      const target = typeof parent === 'string' && parent.startsWith('.') ? followPath(folder, parent) : undefined
      const found = [target, `${target}.json`].find((candidate) => candidate !== undefined && settings.has(candidate))
      return found === undefined ? [] : readAliases(settings, found, left - 1)
    })
}

function toAlias(base: string, name: string, targets: unknown): Alias {
  const [start = '', end] = name.split('*', 2)
  const paths = [targets]
    .flat()
    .slice(0, MAX_TARGETS)
    .filter((target) => typeof target === 'string')
  return {
    start,
    end: end ?? '',
    isPattern: end !== undefined,
    targets: paths.map((target) => followPath(base, target)).filter((target) => target !== undefined),
  }
}

/** `path`: the file that the name means. `expected`: none is there, but the folder in which it should be. */
export type AliasMatch = { path?: string; expected?: string }

/** What a name means in a file of the folder; undefined when no alias has to do with it. */
export function followAlias(
  { modules, folders }: Pick<Project, 'modules' | 'folders'>,
  { byFolder }: PathAliases,
  folder: string,
  name: string,
): AliasMatch | undefined {
  let match: AliasMatch | undefined
  for (const above of foldersUpward(folder)) {
    for (const { start, end, isPattern, targets } of byFolder.get(above) ?? []) {
      if (isPattern ? !name.startsWith(start) || !name.endsWith(end) : name !== start) continue
      const part = name.slice(start.length, name.length - end.length)
      for (const target of targets) {
        const candidate = isPattern ? target.replace('*', () => part) : target
        const path = modules.get(candidate)
        if (path !== undefined) return { path }
        // A name that any package could have says nothing of where its file should be.
        if (start === '') continue
        const isPlain = isPattern && targets.length === 1 && folders.has(folderOf(candidate)) && candidate !== ''
        match ??= isPlain ? { expected: candidate } : {}
      }
    }
  }
  return match
}
