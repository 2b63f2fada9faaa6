// The pages whose blocks tests run: none of them has a block that nothing runs, and none is forgotten.
import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { findProgram } from '../../local/find-program.ts'
import { readBlocks, type Block } from '../support/markdown-blocks.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'
import { kindOf } from '../support/walk-page.ts'

const run = promisify(execFile)
const recipes = (await readdir('docs/recipes')).map((name) => `docs/recipes/${name}`)
const pages = ['docs/guide.md', 'docs/streams.md', ...recipes]
const own = new URL(import.meta.url).pathname.split('/').at(-1)
const names = (await readdir('test/docs')).filter((name) => name.endsWith('.test.ts') && name !== own)
const tests = (await Promise.all(names.map((name) => readFile(join('test/docs', name), 'utf8')))).join('\n')
const byPage = await Promise.all(pages.map(async (page) => [page, await readBlocks(page)] as const))
const files = byPage.flatMap(([, blocks]) => blocks.filter(({ mark }) => mark?.name === 'file'))
const saved = (language: string) => files.filter((block) => block.language === language)

describe.for(byPage)('%s', ([page, blocks]) => {
  it('is walked by a test, block by block', () => {
    expect(tests).toContain(`'${page}'`)
    expect(blocks.length).toBeGreaterThan(2)
    // How it starts is done by its test in its own way.
    const pasted = blocks.filter(({ mark }) => mark?.name !== 'start')
    for (const [index, block] of pasted.entries()) expect(() => kindOf(block, pasted[index - 1])).not.toThrow()
  })

  it('runs each file that it has saved, by the name that it tells', async () => {
    const text = await readFile(page, 'utf8')
    for (const { mark, place } of blocks.filter(({ mark }) => mark?.name === 'file')) {
      const name = mark?.value ?? ''
      expect(text, `${place} does not tell the name to save it as`).toContain(`\`${name}\`:\n`)
      const isUsed =
        blocks.some((block) => block.language === 'sh' && block.text.includes(name)) || tests.includes(name)
      expect(isUsed, `${place} is not used`).toBe(true)
    }
  })

  it('has nothing that differs between bash and zsh, or that a shell where somebody types takes for its own', () => {
    for (const { text, place } of blocks.filter(({ language, mark }) => language === 'sh' && mark === undefined)) {
      // zsh takes no comment there, and asks what files an address with ? matches. `!` looks into the history.
      expect(text, place).not.toMatch(/^\s*#|(?<!\$)!/m)
      expect(text, place).not.toMatch(/(?:^|\s)[^\s"']*https?:[^\s"']*[?*]/)
      expect(text, place).not.toMatch(/\b(?:status|path)=/)
    }
  })
})

async function save(blocks: readonly Block[]): Promise<string> {
  const folder = await makeTemporaryFolder()
  for (const { mark, text } of blocks) await writeFile(join(folder, mark?.value ?? ''), text)
  return folder
}

it('programs in TypeScript are right by its strictest rules, with the types of the client', async () => {
  const programs = saved('ts')
  expect(programs.length).toBeGreaterThan(1)
  const folder = await save(programs)
  await cp('dist/client.d.ts', join(folder, 'client.d.ts'))
  await cp('dist/client', join(folder, 'client'), { recursive: true })
  await mkdir(join(folder, 'node_modules'))
  const config = {
    extends: resolve('tsconfig.node.json'),
    compilerOptions: {
      typeRoots: [resolve('node_modules/@types')],
      paths: { 'openapi-fetch': [resolve('node_modules/openapi-fetch')] },
    },
    include: ['*.ts'],
    exclude: [],
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const told = await run(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', folder]).catch(
    (error: { stdout: string }) => error,
  )
  expect(told.stdout).toBe('')
})

const gofmt = findProgram(['gofmt'], `${process.env['PATH']}:/usr/local/go/bin`)
const note = gofmt === undefined ? ' (skipped: there is no gofmt on PATH)' : ''
it.skipIf(gofmt === undefined)(`programs in Go are as gofmt has them${note}`, async () => {
  const programs = saved('go')
  expect(programs.length).toBeGreaterThan(0)
  const { stdout } = await run(gofmt ?? '', ['-l', await save(programs)])
  expect(stdout).toBe('')
})
