import { createWork, type Work } from '../../work.ts'
import { countTokens } from '../../gateway/count-tokens.ts'
import { readFileFacts, type FileFacts } from './file-facts.ts'
import { resolveLink } from './resolve-link.ts'

/** Characters that are read in about a microsecond. */
const CHARACTERS_PER_UNIT = 20
/** The tags around a file. */
const FRAME_TOKENS = 24
/** So many characters are counted in one go. */
const SLICE_CHARS = 100_000

export type MappedFile = FileFacts & {
  /** What it takes to show it whole. */
  tokens: number
  /** The files of the project that it imports or links to. */
  imports: string[]
}

export type MappedFiles = ReadonlyMap<string, MappedFile>

/**
 * Reads the facts of a project's texts; what has not changed since the last reading is not read again. Imports lead to the
 * files that `paths` has.
 */
export type ProjectReader = (
  contents: ReadonlyMap<string, string>,
  paths: { has: (path: string) => boolean },
) => Promise<MappedFiles>

type Known = { text: string; facts: FileFacts & { tokens: number } }

/** Lets others have their turn while it reads. */
export function createProjectReader(work: Work = createWork()): ProjectReader {
  const known = new Map<string, Known>()

  async function factsOf(path: string, text: string): Promise<Known['facts']> {
    const last = known.get(path)
    if (last?.text === text) return last.facts
    let tokens = countTokens(path) + FRAME_TOKENS
    for (let at = 0; at < text.length; at += SLICE_CHARS) {
      const slice = text.slice(at, at + SLICE_CHARS)
      if (work.spend(1 + slice.length / CHARACTERS_PER_UNIT)) await work.pause()
      tokens += countTokens(slice)
    }
    const facts = { ...readFileFacts(path, text), tokens }
    known.set(path, { text, facts })
    return facts
  }

  return async (contents, paths) => {
    const files = new Map<string, MappedFile>()
    for (const [path, text] of contents) {
      const facts = await factsOf(path, text)
      if (work.spend(1 + facts.links.length * 5)) await work.pause()
      const imports = facts.links.flatMap((link) => resolveLink(path, link, (to) => paths.has(to)) ?? [])
      files.set(path, { ...facts, imports: [...new Set(imports)] })
    }
    return files
  }
}

export function tokensOf(files: MappedFiles): number {
  return [...files.values()].reduce((sum, { tokens }) => sum + tokens, 0)
}
