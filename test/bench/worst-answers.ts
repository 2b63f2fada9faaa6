// What a model can answer that takes the most work to read and to apply.
import { applyEdits } from '../../src/generation/edits/apply-edits.ts'
import { findPlaceholder } from '../../src/generation/edits/placeholders.ts'
import { createOutputParser } from '../../src/generation/output/parser.ts'
import { takeEvents, takeText } from '../../src/generation/output/take-text.ts'
import type { Untagged } from '../../src/generation/output/untagged.ts'
import { normalizePaths } from '../../src/projects/paths.ts'
import { MAX_FILE_BYTES, MAX_FILES } from '../../src/services/stored-limits.ts'
import { createWork } from '../../src/work.ts'

type Edit = { search: string; replace: string }

const LINES = MAX_FILE_BYTES / 2

const edits = (search: string, count = 100): Edit[] => Array.from({ length: count }, () => ({ search, replace: '' }))

async function apply(content: string, list: Edit[]): Promise<string> {
  const result = await applyEdits(content, list)
  return result.ok ? 'applied' : [...new Set(result.failures.map(({ reason }) => reason))].join(', ')
}

async function look(content: string): Promise<string> {
  return (await findPlaceholder(content, 'a.js')) === undefined ? 'no placeholder' : 'a placeholder'
}

/** As an answer comes in, in one piece. */
async function parse(answer: string, untagged?: Untagged): Promise<string> {
  const parser = createOutputParser(untagged === undefined ? {} : { untagged })
  let events = 0
  const take = async () => void (events += 1)
  const work = createWork()
  await takeText(parser, answer, take, work)
  await takeEvents(parser.end(), take, work)
  return `${events} events`
}

export const worstAnswers: { name: string; run: () => Promise<string> }[] = [
  { name: 'edits that are nowhere', run: () => apply('a b\n'.repeat(LINES / 2), edits('a c\nb\n')) },
  { name: 'edits that are everywhere', run: () => apply('a\n'.repeat(LINES), edits('a\n'.repeat(LINES / 2))) },
  {
    name: 'edits with another indentation at the end',
    run: () => apply('a\n'.repeat(LINES), edits(`${'a\n'.repeat(LINES - 900)} a\n`, 10)),
  },
  { name: 'edits of blank lines', run: () => apply(' \n'.repeat(LINES), edits('\t\nx\n')) },
  {
    name: 'edits that are near in many words',
    run: () =>
      apply(`${'a1 b2 c3 d4 e5 f6 g7 h8 '.repeat(12)}\n`.repeat(3400), edits(`${'a1 b2 c3 d4 '.repeat(20)}x\n`)),
  },
  { name: 'comments that say little', run: () => look('//rest\n'.repeat(MAX_FILE_BYTES / 7)) },
  { name: 'comments of stars', run: () => look(`* x${'*'.repeat(390)}y\n`.repeat(2500)) },
  { name: 'an answer of empty lines', run: () => parse(`<file path="a.js">\n${'\n'.repeat(MAX_FILE_BYTES)}</file>\n`) },
  {
    name: 'an answer of empty lines behind what may be an end',
    run: () => parse(`<file path="a.js">\nx</file>\n${'\n'.repeat(MAX_FILE_BYTES)}</file>\n`),
  },
  {
    name: 'an answer of empty lines in a code fence',
    run: () =>
      parse(`\`\`\`\n${'\n'.repeat(MAX_FILE_BYTES)}\`\`\`\n`, { asked: ['a.js', 'b.js'], formOf: () => undefined }),
  },
  {
    name: 'an edit of empty lines',
    run: () =>
      parse(`<edit path="a.js">\n<<<<<<< SEARCH\n${'\n'.repeat(MAX_FILE_BYTES)}=======\n>>>>>>> REPLACE\n</edit>\n`),
  },
  { name: 'an answer of tags', run: () => parse('<delete path="a"/>\n'.repeat(50_000)) },
  {
    name: 'a plan of 1,000 long paths',
    run: async () => {
      const folders = (index: number) => `${`папка${index}`.padEnd(30, 'я')}/`.repeat(15)
      const paths = Array.from({ length: MAX_FILES }, (_, index) => `${folders(index)}x`)
      return normalizePaths(paths).ok ? 'taken' : 'refused'
    },
  },
]
