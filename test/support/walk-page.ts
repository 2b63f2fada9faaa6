// Does what a page says, block by block, and sees what it says that a reader sees.
import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Block } from './markdown-blocks.ts'
import type { Terminal } from './terminal.ts'

/** What becomes of a block: it is pasted, is a file to save, or shows what the one before it has written. */
export type Kind = 'pasted' | 'file' | 'shown'

/** @throws for a block that nothing would run or hold to what happens. */
export function kindOf({ language, mark, place }: Block, before: Block | undefined): Kind {
  if (mark?.name === 'file') return 'file'
  if (mark === undefined && language === 'sh') return 'pasted'
  if (mark === undefined && language === 'text' && before?.language === 'sh') return 'shown'
  throw new Error(`${place}: no test runs this block`)
}

export type Walked = { block: Block; output: string }

/** Runs the blocks in their order in a terminal that stands in `folder`. Gives those that were pasted, with what they wrote. */
export async function walkPage(blocks: readonly Block[], terminal: Terminal, folder: string): Promise<Walked[]> {
  const walked: Walked[] = []
  for (const [index, block] of blocks.entries()) {
    const kind = kindOf(block, blocks[index - 1])
    if (kind === 'pasted') {
      const { output, code } = await terminal.paste(block.text)
      assert.equal(code, 0, `${block.place} ends with ${code}:\n${output}`)
      walked.push({ block, output })
    } else if (kind === 'file') {
      const path = join(folder, block.mark?.value ?? '')
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, block.text)
    } else {
      const output = (walked.at(-1)?.output ?? '').replaceAll('\r\n', '\n')
      const shown = patternOf(block.text)
      assert.match(`${output.trimEnd()}\n`, shown, `${block.place} does not show what was written:\n${output}\n`)
    }
  }
  return walked
}

/** `…` stands for a part of a line, and a line of its own for any number of lines. */
export function patternOf(shown: string): RegExp {
  const lines = shown.trimEnd().split('\n')
  const patterns = lines.map((line) =>
    line === '…' ? '(?:.*\\n)*?' : `${line.split('…').map(escapePattern).join('.*')}\\n`,
  )
  return new RegExp(`^${patterns.join('')}$`)
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}
