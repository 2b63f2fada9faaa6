import { createBudget, problem, withoutCr, type Block } from './block.ts'
import type { Emit, SearchReplace } from './events.ts'
import { parseFence } from './fences.ts'

const SEARCH = /^<{5,9} ?SEARCH\s*$/
const DIVIDER = /^={7}\s*$/
const REPLACE = /^>{5,9} ?REPLACE\s*$/

/**
 * The SEARCH/REPLACE pairs of one file. Each side is its lines, every one with a newline. Anything that does not follow
 * the grammar spoils the whole block: half an edit is not what the model meant.
 */
export function createEditBlock(path: string, end: string | undefined, emit: Emit): Block {
  const edits: SearchReplace[] = []
  const budget = createBudget('edit', emit, path)
  let part: 'between' | 'search' | 'replace' = 'between'
  let search: string[] = []
  let replace: string[] = []
  let fault: string | undefined

  function accept(text: string): void {
    if (part === 'between') {
      if (SEARCH.test(text)) part = 'search'
      else if (text.trim() !== '' && parseFence(text) === undefined) fault = 'text stands outside a SEARCH/REPLACE pair'
    } else if (SEARCH.test(text)) fault = '"<<<<<<< SEARCH" comes before the pair above it is closed'
    else if (REPLACE.test(text)) finishPair()
    else if (DIVIDER.test(text)) {
      if (part === 'replace') fault = 'a pair has two "=======" lines'
      part = 'replace'
    } else (part === 'search' ? search : replace).push(`${text}\n`)
  }

  function finishPair(): void {
    if (part !== 'replace') fault = 'a pair has no "=======" line'
    edits.push({ search: search.join(''), replace: replace.join('') })
    search = []
    replace = []
    part = 'between'
  }

  return {
    name: 'edit',
    end,
    line(line) {
      if (budget.spend(line) && fault === undefined) accept(withoutCr(line.text))
    },
    close() {
      if (budget.isSpent()) return
      if (fault === undefined && part !== 'between') fault = 'the last pair is not closed by ">>>>>>> REPLACE"'
      if (fault === undefined && edits.length === 0) fault = 'there is no SEARCH/REPLACE pair'
      if (fault === undefined) emit({ type: 'edit', path, edits })
      else emit({ ...problem('malformed_edit', `pair ${edits.length + 1}: ${fault}`), path })
    },
    cut() {
      emit({ ...problem('unclosed_block', 'the edit has no closing tag'), path })
    },
  }
}
