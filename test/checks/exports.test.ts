import { describe, expect, it } from 'vitest'
import { messagesOf, problemsOf } from './check-files.ts'

describe('a name that the module does not export is a missing_export', () => {
  it.each([
    ['a name', "import { a, b } from './lib.js'", 'export const b = 1'],
    ['a default', "import a from './lib.js'", 'export const a = 1'],
    ['a default by name', "import { default as a } from './lib.js'", 'export const a = 1'],
    ['a name passed on', "export { a } from './lib.js'", 'export default 1'],
    ['a name of a script that is no module', "import { a } from './lib.js'", 'const a = 1\nwindow.b = a'],
    ['a name behind export *', "import { a } from './lib.js'", "export * from './other.js'"],
    ['a default behind export *', "import a from './lib.js'", "export * from './other.js'"],
  ])('%s', async (_name, source, lib) => {
    const files = { 'a.js': source, 'lib.js': lib, 'other.js': 'export const z = 1\nexport default 2' }
    expect(await problemsOf(files)).toEqual(['a.js:1 missing_export'])
  })

  it('in TypeScript too, types included', async () => {
    const files = { 'a.ts': "import { A, B, c } from './lib'", 'lib.ts': 'export interface A {}\nexport const c = 1' }
    expect(await problemsOf(files)).toEqual(['a.ts:1 missing_export'])
  })

  it('in a page, on its line', async () => {
    const page = '<!doctype html><title>t</title>\n<script type="module">\nimport { a } from "./lib.js"\n</script>'
    expect(await problemsOf({ 'index.html': page, 'lib.js': 'export {}' })).toEqual(['index.html:3 missing_export'])
  })

  it('tells to drop the braces where there is only a default', async () => {
    expect((await messagesOf({ 'a.js': "import { a } from './lib.js'", 'lib.js': 'export default 1' }))[0]).toContain(
      'braces',
    )
  })
})

describe('what is exported in any way gives no problem', () => {
  it.each([
    ['export const { a, b: [c, ...d], ...e } = x', 'a, c, d, e'],
    ['export function a() {}\nexport async function* b() {}\nexport class c {}\nexport let d, e', 'a, b, c, d, e'],
    ['const x = 1\nexport { x as a, x as default, x as "b c" }', 'a, default as b, "b c" as c'],
    ["export * as a from './other.js'\nexport * from './other.js'", 'a, z'],
    ["export { z as a, default } from './other.js'\nimport b from './other.js'\nexport { b }", 'a, default as x, b'],
    ['export default function () {}', 'default as a'],
    ["export * from './cycle.js'", 'a, b'],
    ["export * from 'https://a.b/c.js'", 'anything'],
    ['module.exports = { a: 1 }', 'a'],
    ['exports.a = 1', 'a'],
    ['this is broken', 'a'],
  ])('%s', async (lib, names) => {
    const files = {
      'a.js': `import { ${names} } from './lib.js'`,
      'lib.js': lib,
      'other.js': 'export const z = 1\nexport default 2',
      'cycle.js': "export * from './lib.js'\nexport const a = 1, b = 2",
    }
    expect((await problemsOf(files)).filter((problem) => problem.startsWith('a.js'))).toEqual([])
  })

  it.each([
    ["import * as all from './lib'\nall.x", 'export const a = 1'],
    [
      "import a, { b, type C, D } from './lib'",
      'const a = 1\nexport enum D {}\nexport type C = 1\nexport namespace b {}\nexport default a',
    ],
    ["import { A } from './lib'", 'interface A {}\nexport type { A }'],
    ["import { A, B } from './lib'", 'export declare class A {}\nexport abstract class B {}'],
    ["import a from './lib'", 'const a = 1\nexport = a'],
    ["import { a } from './lib'", "export import a = require('node:fs')"],
    ["import { f } from './lib'", 'export function f(a: string): void\nexport function f(a: unknown) {}'],
  ])('in TypeScript: %s', async (source, lib) => {
    expect(await problemsOf({ 'a.ts': source, 'lib.ts': lib })).toEqual([])
  })

  it.each([
    ["import data from './data.json'", { 'data.json': '{}' }],
    ["import { a } from './styles.css'", { 'styles.css': '' }],
    ["import Worker from './lib.js?worker'", { 'lib.js': 'export const a = 1' }],
    ["import x from './image.png'", { 'image.png': '' }],
  ])('of files that are no scripts: %s', async (source, files) => {
    expect(await problemsOf({ 'package.json': '{}', 'a.js': source, ...files })).toEqual([])
  })
})
