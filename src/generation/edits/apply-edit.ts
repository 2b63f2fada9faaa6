import type { Work } from '../../work.ts'
import type { SearchReplace } from '../output/events.ts'
import { lineAt, type Attempt } from './attempt.ts'
import { undecorate } from './decorations.ts'
import { characters, findOccurrences } from './find-occurrences.ts'
import { replaceLines } from './lines.ts'

/** Characters among which line feeds are counted in a unit of work. */
const CHARS_PER_UNIT = 50

type Try = (pair: SearchReplace) => Promise<Attempt>

/**
 * Applies one pair, by the strictest level at which its search text is found. Found twice at a level is found twice: no
 * looser level can tell which was meant.
 */
export async function applyEdit(content: string, edit: SearchReplace, work: Work): Promise<Attempt> {
  const exactly = await firstFound(edit, (pair) => replaceExactly(content, pair, work))
  if (exactly !== 'none') return exactly
  return firstFound(edit, (pair) => replaceLoosely(content, pair, work))
}

/**
 * Where a pair can be parted in several ways, the longest search text that is found is meant: if a shorter one were, the
 * replacement would begin with what follows in the file.
 */
async function firstFound({ splits = [], ...whole }: SearchReplace, attempt: Try): Promise<Attempt> {
  if (splits.length === 0) return attempt(whole)
  for (const pair of [whole, ...splits].toReversed()) {
    const result = pair.search.trim() === '' ? 'none' : await attempt(pair)
    if (result !== 'none') return 'text' in result ? { level: 'lines of "="', ...result } : result
  }
  return 'none'
}

async function replaceExactly(content: string, edit: SearchReplace, work: Work): Promise<Attempt> {
  const isLineStart = (at: number) => at === 0 || content[at - 1] === '\n'
  return replaceText(content, edit, edit.search.endsWith('\n') ? isLineStart : () => true, work)
}

async function replaceLoosely(content: string, edit: SearchReplace, work: Work): Promise<Attempt> {
  const byLines = await replaceLines(content, edit, work)
  if (byLines !== 'none') return byLines
  if (edit.search.endsWith('\n')) {
    const bare = { search: withoutNewline(edit.search), replace: withoutNewline(edit.replace) }
    const within = await replaceText(content, bare, () => true, work)
    if (within !== 'none') return within
  }
  const withoutBlanks = await replaceLines(content, edit, work, true)
  if (withoutBlanks !== 'none') return withoutBlanks
  for (const { level, pair } of undecorate(edit)) {
    if (pair.search.trim() === '') continue
    const exactly = await replaceExactly(content, pair, work)
    const result = exactly === 'none' ? await replaceLines(content, pair, work) : exactly
    if (result !== 'none') return 'text' in result ? { ...result, level } : result
  }
  return 'none'
}

async function replaceText(
  content: string,
  { search, replace }: SearchReplace,
  isWanted: (at: number) => boolean,
  work: Work,
): Promise<Attempt> {
  const units = await characters(content, work)
  const [at, second] = await findOccurrences(units, await characters(search, work), { limit: 2, isWanted }, work)
  if (at === undefined) return 'none'
  if (second !== undefined) {
    if (work.spend(content.length / CHARS_PER_UNIT)) await work.pause()
    return { places: [lineAt(content, at), lineAt(content, second)] }
  }
  return { text: content.slice(0, at) + replace + content.slice(at + search.length) }
}

function withoutNewline(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text
}
