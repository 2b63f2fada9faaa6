import { parse } from 'acorn'
import { describe, expect, it } from 'vitest'
import { transformScript } from '../../src/preview/transform/transform-script.ts'
import { createWork } from '../../src/work.ts'

const BARE = { isTypeScript: true, hasJsx: false, resolve: () => undefined, jsxSource: 'react', env: {} }

type Kind = { isTypeScript?: boolean; hasJsx?: boolean }

async function transform(text: string, { isTypeScript = true, hasJsx = false }: Kind = {}): Promise<string> {
  const resolve = (name: string) => (name.startsWith('.') ? `/src/${name.slice(2)}.ts` : undefined)
  const script = { text, isTypeScript, hasJsx, resolve, jsxSource: 'react', env: { MODE: 'test' } }
  const written = await transformScript(script, createWork())
  if (!('code' in written)) throw new Error(written.message)
  parse(written.code, { ecmaVersion: 'latest', sourceType: 'module' })
  return written.code
}

const plain = async (text: string, kind?: Kind) => (await transform(text, kind)).replace(/\s+/g, ' ').trim()

/** What a module exports, run as it is. */
async function run(text: string, kind?: Kind): Promise<Record<string, unknown>> {
  const code = await transform(text, kind)
  return (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as Record<string, unknown>
}

describe('types', () => {
  it.each([
    ['let a: number = 1, b!: string', 'let a = 1, b'],
    ['function f(a?: string, ...b: T[]): void {}', 'function f(a , ...b ) {}'],
    ['const f = <T,>(a: T): a is string => a as any', 'const f = (a ) => a'],
    ['const f = ((a) as X)!.b satisfies Y', 'const f = ((a) ) .b'],
    ['f<string>(1); new Map<string, number>(); <any>z', 'f (1); new Map (); z'],
    ['interface A { b: c } type D = E; declare const x: number; y', 'y'],
    [
      'export interface A {}\nexport type B = 1\nexport function o(a: 1): void\nexport function o(a) {}',
      'export function o(a) {}',
    ],
    ['function f(this: Window, a: number) {}', 'function f(a ) {}'],
    ['try {} catch (e: unknown) {}', 'try {} catch (e ) {}'],
    [
      'abstract class A<T> extends B<T> implements C, D { abstract e(): void; f?: string; private g = 1; [h: string]: any }',
      'class A extends B { f ; g = 1; }',
    ],
  ])('are left out: %s', async (source, expected) => {
    expect(await plain(source)).toBe(expected)
  })

  it('leave all else on the line that it was on', async () => {
    const source =
      'interface A {\n  b: string\n}\n\nenum C {\n  D,\n}\nconst e = (a: {\n  x: 1\n}): {\n  y: 1\n} => a\nfail()\n'
    const code = await transform(source)
    expect(code.split('\n').indexOf('fail()')).toBe(source.split('\n').indexOf('fail()'))
  })

  it('of a constructor set properties, behind super where there is one', async () => {
    const source = `class A { constructor(public a: number, private readonly b = 2) {} }
      class B extends A { constructor(public c: string) { super(1); this.c += '!' } }
      export const made = new B('x')`
    expect((await run(source))['made']).toMatchObject({ a: 1, b: 2, c: 'x!' })
  })

  it('of an enum lead from names to values, and from numbers back', async () => {
    const source = 'export enum E { A, B = 5, C, D = "d", F = B | 8 }\nconst enum G { H = 1 }\nexport const h = G.H'
    const made = await run(source)
    expect(made['E']).toEqual({ A: 0, 0: 'A', B: 5, 5: 'B', C: 6, 6: 'C', D: 'd', F: 13, 13: 'F' })
    expect(made['h']).toBe(1)
  })

  it.each(['namespace A { const b = 1 }', '@decorated class A {}', 'import a = require("b")', 'export = a'])(
    'that a browser has nothing for are told of: %s',
    async (source) => {
      await expect(transform(source)).rejects.toThrow('without a build')
    },
  )

  it('that do not parse are told with their place', async () => {
    const written = await transformScript({ ...BARE, text: 'const a: = 1' }, createWork())
    expect(written).toMatchObject({ message: expect.stringContaining('syntax'), offset: 9 })
  })
})

describe('imports', () => {
  it.each([
    ['import { A, type B } from "./c"; A', 'import { A } from "/src/c.ts"; A'],
    ['import type { A } from "./c"; import "./d"', 'import "/src/d.ts"'],
    ['import A, { B } from "react"; const c: B = A', 'import A from "react"; const c = A'],
    [
      'import * as a from "./a"; import("./b"); export * from "./c"; a',
      'import * as a from "/src/a.ts"; import("/src/b.ts"); export * from "/src/c.ts"; a',
    ],
    ['type T = 1; const v = 1; export { T, v }', 'const v = 1; export { v };'],
    ['export type { A } from "./a"; export { type B, c } from "./b"', 'export { c } from "/src/b.ts"'],
    ['import { Todo } from "./types"; const list: Todo[] = []; list.Todo', 'const list = []; list.Todo'],
  ])('name files by their addresses, and no types: %s', async (source, expected) => {
    expect(await plain(source)).toBe(expected)
  })

  it('that JavaScript does not use stay', async () => {
    const source = 'import { a } from "./a"'
    expect(await plain(source, { isTypeScript: false })).toBe('import { a } from "/src/a.ts"')
  })

  it('of the environment are answered', async () => {
    expect((await run('export const mode: string = import.meta.env.MODE'))['mode']).toBe('test')
  })
})

describe('JSX', () => {
  /** Runs it with an element that is its own description. */
  async function render(jsx: string, kind: Kind = { hasJsx: true }): Promise<unknown> {
    const code = await transform(`const name = 'Ada', kids = ['k'], rest = { id: 'r' }\nexport default ${jsx}`, kind)
    const own = code.replace(
      /^import \{[^}]*\} from "react"; /,
      'const _Fragment = "", _createElement = (...all) => all; ',
    )
    return ((await import(`data:text/javascript,${encodeURIComponent(own)}`)) as { default: unknown }).default
  }

  it.each([
    ['<p>Hi</p>', ['p', {}, 'Hi']],
    ['<p title="a &amp; b" data-x={1} flag {...rest} />', ['p', { title: 'a & b', 'data-x': 1, flag: true, id: 'r' }]],
    ['<>\n  Hi {name}!\n  <b>x</b>\n</>', ['', null, 'Hi ', 'Ada', '!', ['b', {}, 'x']]],
    ['<p>\n  {/* nothing */}\n  two\n  lines\n</p>', ['p', {}, 'two lines']],
    ['<p a=<b /> c={<i>{name}</i>} />', ['p', { a: ['b', {}], c: ['i', {}, 'Ada'] }]],
    ['<ul>{kids.map((kid: string) => <li key={kid}>{kid}</li>)}</ul>', ['ul', {}, [['li', { key: 'k' }, 'k']]]],
    ['<p>{...kids}&nbsp;</p>', ['p', {}, 'k', '\u00a0']],
    ['<my-element x-y="1"/>', ['my-element', { 'x-y': '1' }]],
  ])('is calls: %s', async (jsx, expected) => {
    expect(await render(jsx)).toEqual(expected)
  })

  it('is known in JavaScript, too', async () => {
    expect(await render('<p>{name}</p>', { isTypeScript: false, hasJsx: true })).toEqual(['p', {}, 'Ada'])
  })

  it('keeps its lines', async () => {
    const source = 'const a = (\n  <p\n    b="c"\n  >\n    text\n    <i />\n  </p>\n)\nfail()\n'
    const code = await transform(source, { hasJsx: true })
    expect(code.split('\n').indexOf('fail()')).toBe(8)
  })
})

describe('the cost of a script', () => {
  it.each([
    ['arrows behind conditions', 'a?(b):c=>'.repeat(40)],
    ['a class of thousands of members', `class A {${'b: string = 1;\n'.repeat(6000)}}`],
    ['open brackets', 'f<'.repeat(3000)],
    ['deep elements', '<a>'.repeat(3000)],
    ['many types', Array.from({ length: 40_000 }, (_, index) => `type T${index}=A;\n`).join('')],
    ['many imports', 'import { a as b } from "x"\n'.repeat(3000)],
  ])('is bounded, and leaves turns to others: %s', async (_, text) => {
    let turns = 0
    let longestMs = 0
    let last = performance.now()
    const timer = setInterval(() => {
      turns += 1
      longestMs = Math.max(longestMs, performance.now() - last)
      last = performance.now()
    }, 1)
    const start = performance.now()
    await transformScript({ ...BARE, text, hasJsx: true }, createWork({ limit: 1_000_000 }))
    const tookMs = performance.now() - start
    clearInterval(timer)
    // Slices of ten milliseconds; what cannot be divided, and a busy machine, come on top.
    expect(longestMs).toBeLessThan(Math.max(500, tookMs / 2))
    expect(tookMs).toBeLessThan(60_000)
    expect(turns).toBeGreaterThanOrEqual(0)
  })

  it('counts the addresses that it writes', async () => {
    const script = { ...BARE, text: "import './a';\n".repeat(100), resolve: () => `/${'a'.repeat(10_000)}` }
    expect(await transformScript(script, createWork({ limit: 50_000 }))).toMatchObject({
      message: expect.stringContaining('too much'),
    })
    expect(await transformScript(script, createWork())).toMatchObject({ code: expect.any(String) })
  })
})
