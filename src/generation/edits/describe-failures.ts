import type { SearchReplace } from '../output/events.ts'
import type { EditFailure } from './apply-edits.ts'
import type { Region } from './nearest.ts'

const MAX_SEARCH_CHARS = 1500
const MAX_DETAIL_CHARS = 12_000

/** What went wrong with the edits of a file: in a sentence for people, and with all texts for the model. */
export function describeEditFailures(
  failures: readonly EditFailure[],
  edits: readonly SearchReplace[],
): { summary: string; detail: string } {
  const summary = failures.map(summarize).join(' ')
  const detail = failures.map((failure) => explain(failure, edits[failure.index]?.search ?? '')).join('\n\n')
  return { summary, detail: detail.slice(0, MAX_DETAIL_CHARS) }
}

function summarize({ index, reason, nearest, places = [] }: EditFailure): string {
  const edit = `Edit ${index + 1}`
  if (reason === 'empty_search') return `${edit} has no search text.`
  if (reason === 'too_many_edits') return `${edit} takes too much work: such a change is a file to write as a whole.`
  if (reason === 'ambiguous') {
    const lines = places.map(({ startLine, endLine }) => `${startLine} to ${endLine}`).join(' and ')
    return `${edit}: its search text is there more than once, as in lines ${lines}.`
  }
  const where = nearest === undefined ? '' : `; lines ${nearest.startLine} to ${nearest.endLine} come nearest`
  return `${edit}: its search text is not there${where}.`
}

function explain(failure: EditFailure, search: string): string {
  const regions = failure.nearest === undefined ? (failure.places ?? []) : [failure.nearest]
  return [
    summarize(failure),
    'The search text was:',
    search.slice(0, MAX_SEARCH_CHARS).trimEnd(),
    ...regions.flatMap(({ startLine, endLine, text }: Region) => [`Lines ${startLine} to ${endLine} are:`, text]),
  ].join('\n')
}
