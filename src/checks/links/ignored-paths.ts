import type { Work } from '../../work.ts'
import { baseName, folderOf } from '../project-path.ts'
import { CHARS_PER_UNIT } from '../text-work.ts'

/** More patterns, and longer ones, are not written by hand. */
const MAX_PATTERNS = 300
const MAX_PATTERN_CHARS = 100

/**
 * Tells of a path whether a .gitignore of the project leaves it out of the repository: a build makes it, or each of its
 * users does. Of the syntax, names, folders, one `*` and a leading slash are understood.
 */
export async function readIgnoredPaths(
  files: ReadonlyMap<string, string>,
  work: Work,
): Promise<(path: string) => boolean> {
  const patterns: RegExp[] = []
  for (const [path, text] of files) {
    if (baseName(path) !== '.gitignore') continue
    for (const line of text.slice(0, MAX_PATTERNS * MAX_PATTERN_CHARS).split('\n')) {
      if (patterns.length >= MAX_PATTERNS) break
      const pattern = compile(folderOf(path), line.trim())
      if (pattern !== undefined) patterns.push(pattern)
      if (work.spend(5)) await work.pause()
    }
  }
  return (path) => {
    work.spend((patterns.length * path.length) / CHARS_PER_UNIT)
    return patterns.some((pattern) => pattern.test(path))
  }
}

function compile(folder: string, line: string): RegExp | undefined {
  if (line === '' || line.startsWith('#') || line.startsWith('!') || line.length > MAX_PATTERN_CHARS) return undefined
  const written = line.replace(/\/\**$/, '').replace(/^\*\*\//, '')
  // A pattern of stars alone leaves out everything, for which other lines make exceptions.
  if (/^[*./]*$/.test(written) || written.split(/\*+/).length > 2) return undefined
  const isAnchored = written.includes('/')
  const body = escape(written.replace(/^\//, '')).replace(/(?:\\\*)+/, '[^/]*')
  const start = isAnchored ? `^${escape(folder === '' ? '' : `${folder}/`)}` : '(?:^|/)'
  return new RegExp(`${start}${body}(?:/|$)`)
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
