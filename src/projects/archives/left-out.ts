import type { RawEntry } from './entry.ts'

/** What of an archive is no part of a project, and why. */
const LEFT_OUT: readonly [RegExp, string][] = [
  [/(?:^|\/)(?:__MACOSX|\.git|node_modules)(?:\/|$)/, 'is made by a tool, and no part of the project'],
  [/(?:^|\/)(?:\.DS_Store|\._[^/]*|Thumbs\.db|ehthumbs\.db|desktop\.ini)$/i, 'was left behind by an operating system'],
]

const KINDS = { link: 'is a link', special: 'is no file' } as const

/** The path without its first folders, or undefined when there is nothing else to it. */
export function stripFolders(name: string, count: number): string | undefined {
  const path = name.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '')
  const rest = path.split('/').slice(count).join('/')
  return rest === '' ? undefined : rest
}

/** Why an entry is left out of the project, if it is. Links lead to where the project is not; what they name is not read. */
export function findLeftOut({ kind }: RawEntry, path: string): string | undefined {
  if (kind === 'link' || kind === 'special') return KINDS[kind]
  return LEFT_OUT.find(([pattern]) => pattern.test(path))?.[1]
}
