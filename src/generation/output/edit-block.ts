import { createBudget, problem, withoutCr, type Block } from './block.ts'
import type { Emit, SearchReplace } from './events.ts'
import { parseFence } from './fences.ts'
import { createGrowingText, type GrowingText } from './growing-text.ts'

// The format's own markers, and those of tools that models have also seen.
const SEARCH = /^(?:<{5,9} ?(?:SEARCH|ORIGINAL)|-{5,9} ?SEARCH)\s*>?\s*$/
const DIVIDER = /^={7}\s*$/
const REPLACE = /^(?:>{5,9} ?(?:REPLACE|UPDATED)|\+{5,9} ?REPLACE)\s*$/

/** More lines of `=======` than a pair that can be understood has. */
const MAX_DIVIDERS = 8

/** Whether a line opens a SEARCH/REPLACE pair. */
export function opensPair(text: string): boolean {
  return SEARCH.test(text)
}

/**
 * The SEARCH/REPLACE pairs of one file. Each side is its lines, every one with a newline. Anything that does not follow
 * the grammar spoils the whole block: half an edit is not what the model meant.
 */
export function createEditBlock(path: string, raw: string, end: string | undefined, emit: Emit): Block {
  const edits: SearchReplace[] = []
  const budget = createBudget('edit', emit, path)
  let isInPair = false
  /** The lines of the pair, parted at each divider. */
  let parts = [createGrowingText()]
  let fault: string | undefined

  function accept(text: string): void {
    if (!isInPair) {
      if (SEARCH.test(text)) isInPair = true
      else if (text.trim() !== '' && parseFence(text) === undefined) fault = 'text stands outside a SEARCH/REPLACE pair'
    } else if (SEARCH.test(text)) fault = '"<<<<<<< SEARCH" comes before the pair above it is closed'
    else if (REPLACE.test(text)) finishPair()
    else if (DIVIDER.test(text)) {
      parts.push(createGrowingText())
      if (parts.length > MAX_DIVIDERS) fault = 'a pair has many "=======" lines'
    } else parts.at(-1)?.append(`${text}\n`)
  }

  function finishPair(): void {
    const [first, ...others] = splitsOf(parts)
    if (first === undefined) fault = 'a pair has no "=======" line'
    else edits.push(others.length === 0 ? first : { ...first, splits: others })
    parts = [createGrowingText()]
    isInPair = false
  }

  emit({ type: 'file.started', path })
  return {
    name: 'edit',
    raw,
    end,
    line(line) {
      if (budget.spend(line) && fault === undefined) accept(withoutCr(line.text))
    },
    close() {
      if (budget.isSpent()) return
      if (fault === undefined && isInPair) fault = 'the last pair is not closed by ">>>>>>> REPLACE"'
      if (fault === undefined && edits.length === 0) fault = 'there is no SEARCH/REPLACE pair'
      if (fault === undefined) emit({ type: 'edit', path, edits })
      else emit({ ...problem('malformed_edit', `pair ${edits.length + 1}: ${fault}`), path })
    },
    cut() {
      emit({ ...problem('unclosed_block', 'the edit has no closing tag'), path })
    },
  }
}

/** Each divider may be the one between search and replacement; the others are then lines of the texts. */
function splitsOf(parts: readonly GrowingText[]): { search: string; replace: string }[] {
  const texts = parts.map((part) => part.whole())
  return texts.slice(1).map((_, index) => ({
    search: texts.slice(0, index + 1).join('=======\n'),
    replace: texts.slice(index + 1).join('=======\n'),
  }))
}
