// What a model is shown of a project, and how much of it.
import { renderFileBlock } from '../output/format.ts'

/** What one call was shown: kept with the output of its step. */
export type Shown = {
  /** Files that it was shown whole. */
  whole: string[]
  /** How many files it knows by name only. */
  listed: number
  /** Most tokens that the prompt took. */
  prompt_tokens: number
}

/** Takes files as long as they fit, in the order given; one that does not fit leaves room for the next. */
export function takeWhatFits(
  paths: Iterable<string>,
  files: ReadonlyMap<string, { tokens: number }>,
  mostTokens: number,
): string[] {
  const taken: string[] = []
  let left = mostTokens
  for (const path of paths) {
    const tokens = files.get(path)?.tokens ?? Infinity
    if (tokens > left) continue
    left -= tokens
    taken.push(path)
  }
  return taken
}

/** The files as blocks in the order of their paths, so that the same choice is always told the same way. */
export function renderWhole(paths: Iterable<string>, contents: ReadonlyMap<string, string>): string[] {
  return [...paths].toSorted().map((path) => renderFileBlock(path, contents.get(path) ?? ''))
}
