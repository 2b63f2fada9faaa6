import { renderBlock } from '../../src/generation/output/format.ts'

/** Whole lines to find exactly once, and what replaces them; neither has the final newline. */
export type Replacement = { search: string; replace: string }

/** An edit of one file as a block. */
export function renderEditBlock(path: string, replacements: readonly Replacement[]): string {
  const pairs = replacements.map(
    ({ search, replace }) => `<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n`,
  )
  return renderBlock('edit', path, pairs.join(''))
}
