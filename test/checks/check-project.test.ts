import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkProject } from '../../src/checks/check-project.ts'
import { checkFiles, messagesOf } from './check-files.ts'

const EXTENSIONS = [
  'js',
  'mjs',
  'cjs',
  'jsx',
  'ts',
  'tsx',
  'mts',
  'd.ts',
  'json',
  'jsonc',
  'html',
  'htm',
  'css',
  'svg',
  'md',
  'vue',
  'svelte',
  'astro',
  'webmanifest',
  'png',
]
const PIECES = (
  '< > </ /> <div> </div> <script> </script> <style> <svg> <!-- --> " \' ` { } ( ) [ ] /* */ // = => : ; , . & \\ ${ }} {{ {% ' +
  'import export from default class function async await const let return if new URL( url( @import #id ./b.js ../ / a b 1 ' +
  'onclick="f()" id="x" document.getElementById("x").y var=1 require("x") module.exports ``` {{"x"}} <?php ?> useState() <Foo/> ' +
  'type interface enum <T> as ? ! ... data: http:// \u0000 \ud800 \uFEFF é 🎉'
).split(' ')

const text = fc
  .array(fc.oneof(fc.constantFrom(...PIECES, '\n', ' '), fc.string({ maxLength: 6 })), { maxLength: 40 })
  .map((parts) => parts.join(''))
const path = fc
  .tuple(
    fc.constantFrom('a', 'b', 'c/d', 'package', 'tsconfig', 'index', 'vite.config'),
    fc.constantFrom(...EXTENSIONS),
  )
  .map((parts) => parts.join('.'))
const project = fc
  .uniqueArray(fc.tuple(path, text), { maxLength: 5, selector: ([name]) => name })
  .map((entries) => new Map(entries))

describe('checkProject', () => {
  it('never throws, answers the same each time and in order, and points into the file', async () => {
    await fc.assert(
      fc.asyncProperty(project, async (files) => {
        const check = await checkProject(files)
        expect(await checkProject(new Map([...files].toReversed()))).toEqual(check)
        const { problems } = check
        expect(problems).toEqual(
          problems.toSorted((a, b) => (a.path === b.path ? (a.line ?? 0) - (b.line ?? 0) : a.path < b.path ? -1 : 1)),
        )
        for (const { path, line = 1, column = 1 } of problems) {
          const lines = files.get(path)?.split('\n') ?? []
          expect(line).toBeGreaterThan(0)
          expect(line).toBeLessThanOrEqual(lines.length)
          expect(column).toBeGreaterThan(0)
          expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1)
        }
      }),
      { numRuns: 1500 },
    )
  })

  it('names at most 20 problems of one file', async () => {
    const links = Array.from({ length: 50 }, (_, index) => `<img src="${index}.png" alt="">`).join('\n')
    expect(await messagesOf({ 'index.html': links })).toHaveLength(20)
  })

  it('takes the paths of files that are no text for what is there', async () => {
    const files = { 'index.html': '<img src="a.png" alt=""><img src="b.png" alt="">' }
    expect(await messagesOf(files, ['a.png'])).toEqual([expect.stringContaining('"b.png"')])
  })

  it('writes messages of one short sentence without the source', async () => {
    const long = 'x'.repeat(10_000)
    const messages = await messagesOf({
      'a.js': `import './${long}'\nlet ${long}; let ${long}`,
      'b.html': `<${long}><img src="${long}\n.png" id="${long}"><b id="${long}">`,
      'c.css': `a { b: url("${long}.png") }`,
    })
    expect(messages.length).toBeGreaterThan(3)
    expect(messages.filter((message) => message.length > 300 || !/^.+\.$/u.test(message))).toEqual([])
  })

  it.each([
    ['a.js', 'let a;'],
    ['a.ts', '<T>('],
    ['a.ts', 'a<b>('],
    ['a.ts', '`${'],
    ['a.tsx', '<a>{'],
    ['a.js', 'try { require("x") } catch {}\n'],
    ['a.html', '<div>'],
    ['a.html', '</div>'],
    ['a.html', '<a href="'],
    ['a.html', '<!--'],
    ['a.svg', '<!--'],
    ['a.css', '{[('],
    ['a.css', "'\n"],
    ['a.json', '['],
    ['a.json', '{"a":'],
    ['tsconfig.json', '/*'],
    ['vite.config.js', '"a" '],
  ])('ends on %s full of %j', async (name, piece) => {
    const { problems } = await checkFiles({ [name]: piece.repeat(200_000 / piece.length) })
    expect(problems.length).toBeLessThanOrEqual(20)
  })
})
