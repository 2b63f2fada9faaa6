// The code blocks of a page in Markdown, for tests that run them as they stand.
import { readFile } from 'node:fs/promises'

export type Block = {
  /** What stands after the fence: `sh`, `text`, `ts` … */
  language: string
  /** With the line break at its end. */
  text: string
  /** The comment that stands right before it: `<!-- name: value -->`. */
  mark: { name: string; value: string } | undefined
  /** The heading of the second level that it stands below; empty before the first. */
  section: string
  /** Where it stands, for messages: `docs/guide.md:12`. */
  place: string
}

const FENCE = /^(`{3,})(\S*)\s*$/
const MARK = /^<!-- (\w+): (.+) -->$/

export async function readBlocks(page: string): Promise<Block[]> {
  return parseBlocks(page, await readFile(page, 'utf8'))
}

/** @throws when a block has no end, or has another indentation than none: a test would pass over it. */
export function parseBlocks(page: string, markdown: string): Block[] {
  const blocks: Block[] = []
  let open: (Pick<Block, 'language' | 'mark' | 'place'> & { fence: string; lines: string[] }) | undefined
  let [section, mark]: [string, Block['mark']] = ['', undefined]
  for (const [index, line] of markdown.split('\n').entries()) {
    const place = `${page}:${index + 1}`
    if (open !== undefined && line === open.fence) {
      const { language, lines, ...rest } = open
      blocks.push({ language, text: `${lines.join('\n')}\n`, mark: rest.mark, section, place: rest.place })
      open = undefined
    } else if (open !== undefined) open.lines.push(line)
    else if (/^\s+(?:`{3}|~{3})|^~{3}/.test(line)) throw new Error(`${place}: this block is not read`)
    else if (FENCE.test(line)) {
      const [, fence = '', language = ''] = FENCE.exec(line) ?? []
      open = { fence, language, lines: [], mark, place }
      mark = undefined
    } else if (line.trim() !== '') {
      const [, name, value = ''] = MARK.exec(line) ?? []
      mark = name === undefined ? undefined : { name, value }
      section = /^## (.+)$/.exec(line)?.[1] ?? section
    }
  }
  if (open !== undefined) throw new Error(`${open.place}: this block has no end`)
  return blocks
}

/** The one block of a page with such a mark. */
export async function readMarkedBlock(page: string, name: string): Promise<string> {
  const found = (await readBlocks(page)).filter(({ mark }) => mark?.name === name)
  const [block] = found
  if (block === undefined || found.length > 1)
    throw new Error(`${page} has ${found.length} blocks with the mark ${name}`)
  return block.text
}
