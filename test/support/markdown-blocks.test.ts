import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parseBlocks, type Block } from './markdown-blocks.ts'
import { makeTemporaryFolder } from './temporary-folder.ts'
import { openTerminal } from './terminal.ts'
import { patternOf, walkPage, type Walked } from './walk-page.ts'

const page = (...lines: string[]) => parseBlocks('page.md', `${lines.join('\n')}\n`)

async function walk(blocks: Block[]): Promise<Walked[]> {
  const folder = await makeTemporaryFolder()
  const terminal = openTerminal(folder, { PATH: process.env['PATH'] ?? '' })
  onTestFinished(() => terminal.close())
  return walkPage(blocks, terminal, folder)
}

describe('the blocks of a page', () => {
  it('are read with their language, mark, section and place', () => {
    const blocks = page('# A', '```sh', 'a', '', 'b', '```', '## B', '<!-- file: c.ts -->', '', '```ts', 'c', '```')
    expect(blocks).toEqual([
      { language: 'sh', text: 'a\n\nb\n', mark: undefined, section: '', place: 'page.md:2' },
      { language: 'ts', text: 'c\n', mark: { name: 'file', value: 'c.ts' }, section: 'B', place: 'page.md:10' },
    ])
  })

  it('keep what looks like a fence within a longer one, and take a mark from right before them alone', () => {
    const blocks = page('<!-- file: a.md -->', 'Words.', '````md', '```sh', 'a', '```', '````')
    expect(blocks).toMatchObject([{ language: 'md', text: '```sh\na\n```\n', mark: undefined }])
  })

  it('are refused where a test would pass over them', () => {
    expect(() => page('- a', '  ```sh', '  a', '  ```')).toThrow('page.md:2')
    expect(() => page('~~~sh', 'a', '~~~')).toThrow('page.md:1')
    expect(() => page('```sh', 'a')).toThrow('page.md:1: this block has no end')
  })
})

describe('a page is walked', () => {
  it('in one terminal, whose variables, folder and history are those of before', async () => {
    const walked = await walk(
      page(
        '```sh',
        'A=1; mkdir b; cd b',
        '```',
        '```sh',
        'echo "$A $(basename "$PWD")"',
        '```',
        '```text',
        '1 b',
        '```',
      ),
    )
    expect(walked.map(({ output }) => output)).toEqual(['', '1 b\n'])
    const [, history] = await walk(page('```sh', 'echo one', '```', '```sh', 'echo "!echo"', '```'))
    expect(history?.output).toContain('echo one')
  })

  it('with the files that it has had saved', async () => {
    const blocks = page('<!-- file: a/b.txt -->', '```text', 'saved', '```', '```sh', 'cat a/b.txt', '```')
    expect((await walk(blocks)).at(-1)?.output).toBe('saved\n')
  })

  it('and refused where a command fails, where it shows what nobody sees, and where nothing would run a block', async () => {
    await expect(walk(page('```sh', 'false', '```'))).rejects.toThrow('page.md:1 ends with 1')
    await expect(walk(page('```sh', 'echo a', '```', '```text', 'b', '```'))).rejects.toThrow('page.md:4 does not show')
    await expect(walk(page('```sh', 'exit 3', '```'))).rejects.toThrow('the terminal was closed')
    for (const other of [page('```ts', 'a', '```'), page('```', 'a', '```'), page('```text', 'a', '```')]) {
      await expect(walk(other)).rejects.toThrow('page.md:1: no test runs this block')
    }
  })

  it('and ends with what it has started', async () => {
    const folder = await makeTemporaryFolder()
    await mkdir(join(folder, 'a'))
    await writeFile(join(folder, 'a', 'wait.mjs'), "console.log('there')\nsetInterval(() => {}, 1000)\n")
    const terminal = openTerminal(folder, { PATH: process.env['PATH'] ?? '' })
    await terminal.paste('node a/wait.mjs | tee told.txt &\n')
    await terminal.paste('until grep there told.txt; do sleep 1; done\n')
    // It waits for as long as anybody can write into the terminal.
    await terminal.close()
  })
})

it('what a page shows has places that differ, within a line and over lines', () => {
  expect('a 1 b\n').toMatch(patternOf('a … b\n'))
  expect('a\nb\n').not.toMatch(patternOf('a…b\n'))
  expect('a\nx\ny\nb\n').toMatch(patternOf('a\n…\nb\n'))
  expect('a\nb\n').toMatch(patternOf('a\n…\nb\n'))
  expect('a\nb\nc\n').not.toMatch(patternOf('a\n…\nb\n'))
  expect('a.b\n').not.toMatch(patternOf('a+b\n'))
})
