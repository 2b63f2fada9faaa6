import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { checkProject } from '../../src/checks/check-project.ts'
import { createWork } from '../../src/work.ts'
import { checkFiles } from './check-files.ts'

describe('a file that is not checked to its end', () => {
  it.each([
    ['a script with a statement too large to be read in one go', 'a.js', `f(() => {${'a;'.repeat(20_000)}})`],
    ['a page with such a script', 'a.html', `<!doctype html><script>f(() => {${'a;'.repeat(20_000)}})</script>`],
    ['a script with a chain of operators too long to be read', 'a.js', `${'a+'.repeat(20_000)}b;`],
    ['a chain of conditions in TypeScript', 'a.ts', `${'a?b:'.repeat(20_000)}c;`],
    ['a chain of assignments', 'a.js', `${'a='.repeat(20_000)}b;`],
    ['a pattern too long to be read', 'a.js', `/${'a'.repeat(30_000)}/`],
    ['a number too long to be read', 'a.js', `${'1'.repeat(10_000)}n`],
    ['a manifest too long to be parsed', 'package.json', `{"description":"${'a'.repeat(300_000)}"}`],
  ])('is named with the reason: %s', async (_name, path, text) => {
    const check = await checkFiles({ [path]: text, 'b.css': 'a {}' })
    expect(check).toEqual({ problems: [], checkedFiles: 1, omissions: [{ path, reason: 'too_large' }] })
  })

  it('is no wrong one where the stack ends within its operators', async () => {
    const texts = {
      'a.ts': `${'a?b:'.repeat(990)}c;`,
      'b.js': `${'a?b:'.repeat(990)}c;`,
      'c.ts': `${'a+'.repeat(990)}b;`,
    }
    const { href } = new URL('../../src/checks/check-project.ts', import.meta.url)
    const check = `import { checkProject } from ${JSON.stringify(href)}
      const { problems, omissions } = await checkProject(new Map(Object.entries(${JSON.stringify(texts)})))
      console.log(JSON.stringify({ problems, omissions }))`
    // Code that is not compiled yet takes the most of the stack.
    const small = ['--stack-size=500', '--no-opt', '--no-sparkplug', '--no-maglev']
    const { stdout } = await promisify(execFile)(process.execPath, [...small, '--input-type=module', '-e', check])
    const omissions = Object.keys(texts).map((path) => ({ path, reason: 'too_large' }))
    expect(JSON.parse(stdout)).toEqual({ problems: [], omissions })
  })

  it('is named when its syntax is beyond the parser', async () => {
    const check = await checkFiles({ 'a.ts': 'import defer * as a from "./b.ts"', 'b.ts': '' })
    expect(check).toEqual({ problems: [], checkedFiles: 1, omissions: [{ path: 'a.ts', reason: 'unknown_syntax' }] })
  })

  it('leaves the check of the others as it is when it takes too much work', async () => {
    const files = new Map([
      ['a.js', 'a;\n'.repeat(50_000)],
      ['b.js', 'let b; let b'],
      ['c.css', 'a {'],
    ])
    const { problems, checkedFiles, omissions } = await checkProject(files, [], createWork({ limit: 20_000 }))
    expect(omissions).toEqual([{ path: 'a.js', reason: 'too_complex' }])
    expect(problems.map(({ path }) => path)).toEqual(['b.js', 'c.css'])
    expect(checkedFiles).toBe(2)
  })

  it('is every file when the work does not suffice to begin', async () => {
    const check = await checkProject(new Map([['a.js', 'let a; let a']]), [], createWork({ limit: 0 }))
    expect(check).toEqual({ problems: [], checkedFiles: 0, omissions: [{ path: 'a.js', reason: 'too_complex' }] })
  })

  it('is any of a kind that has no parser', async () => {
    const files = {
      'README.md': '# x',
      'main.py': 'def',
      'index.php': '<?php',
      Makefile: 'a: b',
      LICENSE: '',
      'a.json': '{}',
    }
    const { problems, checkedFiles, omissions } = await checkFiles(files, ['a.png'])
    expect({ problems, checkedFiles }).toEqual({ problems: [], checkedFiles: 1 })
    expect(omissions).toEqual(
      ['LICENSE', 'Makefile', 'README.md', 'index.php', 'main.py'].map((path) => ({ path, reason: 'no_parser' })),
    )
  })

  it.each(['a.vue', 'a.svelte', 'a.astro'])('is %s, of which only the scripts are', async (path) => {
    const check = await checkFiles({ [path]: '---\nconst a = 1\n---\n<script>\nconst a = 1\n</script>\n<p>' })
    expect(check).toEqual({ problems: [], checkedFiles: 0, omissions: [{ path, reason: 'scripts_only' }] })
  })

  it('is a template of JSON, whose values are filled in later', async () => {
    const check = await checkFiles({ 'a.json': '{ "a": {{ a }} }' })
    expect(check).toEqual({ problems: [], checkedFiles: 0, omissions: [{ path: 'a.json', reason: 'unknown_syntax' }] })
  })

  it('is no file that is large but made of many statements', async () => {
    const source = Array.from({ length: 20_000 }, (_, index) => `export const name${index} = [${index}]\n`).join('')
    const check = await checkFiles({ 'a.js': source, 'b.js': "import { name1, gone } from './a.js'" })
    expect(check.omissions).toEqual([])
    expect(check.problems.map(({ message }) => message)).toEqual([expect.stringContaining('"gone"')])
  })
})
