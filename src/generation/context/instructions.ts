// What a project says to whoever works on it, in files named AGENTS.md: sent with every call on the project.
import { countTokens } from '../../gateway/count-tokens.ts'

const MOST_TOKENS = 4000
const CUT = '\n(The rest is left out.)'

/** The texts of all such files, those nearest to the root first, as far as there is room. */
export function readInstructions(contents: ReadonlyMap<string, string>): string | undefined {
  const paths = [...contents.keys()].filter((path) => /(?:^|\/)AGENTS\.md$/.test(path))
  const parts = paths
    .toSorted((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1))
    .map((path) => `${path}:\n${(contents.get(path) ?? '').trim()}`)
  const text = parts.join('\n\n')
  return text === '' ? undefined : cutToTokens(text, MOST_TOKENS)
}

function cutToTokens(text: string, most: number): string {
  let end = Math.min(text.length, most * 8)
  while (countTokens(text.slice(0, end)) > most) end = Math.floor(end * 0.9)
  return end === text.length ? text : `${text.slice(0, end).toWellFormed()}${CUT}`
}
