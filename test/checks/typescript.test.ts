import { describe, expect, it } from 'vitest'
import { problemsOf } from './check-files.ts'

const valid = {
  'a.ts': [
    'const f = <T,>(x: T): T => x',
    'const f = <T>(x: T): T => x',
    'const f = async <const T>(x: T) => x',
    'type F = <const T>(x: T) => T',
    'interface I { <const T>(x: T): T; m?<T>(): void; readonly [k: string]: unknown; new (x: number): I }',
    'const a = { x: 1 } satisfies Record<string, number>',
    'const a = <const>["x"]; const b = ["x"] as const',
    'export enum A { B, C = 2, D = "x".length }',
    'const enum A { B } declare enum X { A }',
    'abstract class A { abstract x(): void; protected abstract readonly y: string; private constructor(public z = 1) {} }',
    'declare module "x" { const y: string; export { y }; export default y }',
    'declare module "*.svg" { const content: string; export default content }',
    'declare global { interface Window { a: string } }\nexport {}',
    'declare const VERSION: string; declare function f(x: number): string',
    'function f(a: string): string\nfunction f(a: number): number\nfunction f(a: unknown) { return a }',
    'class A { m(a: string): void; m(a: number): void; m(a: unknown) {} constructor(a?: string); constructor(a: any) {} }',
    'export import A = B.C; namespace B { export namespace C { export const a = 1 } }',
    'type A<T> = T extends (infer U extends string)[] ? `x-${U}` : { -readonly [K in keyof T as `get${K & string}`]-?: T[K] }',
    'let x = y!.z! as unknown as string; x! += "a"; (x as any) = 1; declare let y: any',
    'function isS(x: unknown): x is string { return true }\nfunction ok(x: unknown): asserts x is string {}',
    '@Component({ selector: "x" }) class A { @Input() x!: string; constructor(@Inject(X) private readonly x2: X) {} @On("a", ["b"]) m() {} }',
    'export @dec class A {}',
    'const m = new Map<string, Array<Map<string, number>>>(); const f2 = g<string>; f2?.<string>("x")',
    'const x = a ? (b) : c => d',
    'const x = a ? (b): string => c : d',
    'const x = a ? (b) => c : e',
    'const x = a ? f(b) : (c) => d; const y = a ? { b: (c) } : [d]',
    'let t: [a: string, b?: number, ...c: boolean[]]; let u: unique symbol; let v: abstract new () => void',
    'interface Foo {}\ninterface Foo {}\nclass Foo {}\nnamespace Foo { export const a = 1 }\nexport { Foo }',
    'type X = string; const X = 1; export { X }; export type { X as Y }',
    'class A<in T, out U> extends B<T, U> { accessor q = 1; static accessor r; declare w: string; override m(): void {} readonly #p = 1; static {} }',
    'let type = 1, of = 2, declare = 3, namespace = 4, abstract = 5, as = 6, async = 7, module = 8; type = as + of',
    'using a = b(); async function f() { await using c = d() }',
    'if (a < b && c > d) {} const x = a < b || c >= d; const y = a << b >> c >>> d',
    'for (const [k, v] of Object.entries(x) as [string, number][]) {} try {} catch (e: unknown) {}',
    'export default class<T> {}',
    'export default async <T,>(x: T) => x',
    'type A = typeof import("./a"); let x: import("./a").B<string>',
    'type O = { get(): string; set?: 1; get x(): string; set x(v); new?(): void; readonly: true }',
    'const v = <any>window; const w = (<Foo>v).bar; const z = x as () => void',
  ],
  'a.tsx': [
    'const f = <T,>(x: T) => <div>{x as any}</div>',
    'const f = <T extends object>(x: T) => <C<T> x={x} />',
    'const a = <><A.B.C {...x} a-b="c" a:b={d}>text &amp; &nbsp; more {/* c */} {...y}</A.B.C></>',
    'export default function App(): JSX.Element { return (<div className="x">Don\'t {a < b ? <b>1</b> : <i>2</i>}</div>) }',
    '<input value={x!} onChange={(e: React.ChangeEvent<HTMLInputElement>) => setX(e.target.value)} />',
    'const [x, setX] = useState<string | null>(null); const r = useRef<HTMLDivElement>(null!)',
    'const C: React.FC<{ a: string }> = ({ a }) => cond ? (<p>{a}</p>) : null',
    '<p>if (x) enum interface type "quotes" \'single\' `back` → 🎉</p>',
    '<div // comment\n a="b" /* c */ style={{ color: "red" }} />',
    'enum A { B }\nconst x = <label htmlFor="a">b</label>;\nlet z = /re/',
    'const l = list.map((i) => <li key={i}>{i}</li>)',
    'const x = <p a="multi\nline">{`a${<b/>}`}{"}"}</p>',
  ],
  'a.d.ts': [
    'export declare const a: string; export default a',
    'export function f(): void; export class A { m(): void; constructor(x: string); private constructor(); #p } export let z',
    'declare module "x" { export function f(): void; const y: string; export = y }',
    'declare namespace N { const a: number; export { a as b }; export import C = N }',
    'export const enum X { A = 1 << 0, B = A | 2 }',
    'declare global { var x: string; namespace NodeJS { interface ProcessEnv { A: string } } }\nexport {}',
    'declare function eval(x: string): any',
    'export as namespace Foo',
  ],
}

describe('valid TypeScript gives no problem', () => {
  for (const [path, sources] of Object.entries(valid)) {
    it.each(sources)(`${path}: %s`, async (source) => {
      const others = path === 'a.ts' ? {} : { 'a.ts': 'export type B = 1' }
      expect(await problemsOf({ ...others, [path]: source })).toEqual([])
    })
  }

  it.each([
    [
      'type-only imports',
      "import type { A } from './types'\nimport { type A as B, c } from './types.js'\nexport type * from './types'\nlet x: A | B = c\n",
    ],
    [
      'import of types from JavaScript with comments for types',
      "import type { Options } from './plain.js'\nlet o: Options\n",
    ],
    ['import of a module by the name of its output', "import { c } from './types.js'\nc\n"],
    ['import require', "import fs = require('node:fs')\nexport = fs\n"],
  ])('%s', async (_name, source) => {
    const files = {
      'types.ts': 'export type A = 1\nexport const c = 1\n',
      'plain.js': 'export const a = 1\n',
      'a.ts': source,
    }
    expect(await problemsOf(files)).toEqual([])
  })
})

describe('a mistake in TypeScript is a syntax_error on its line', () => {
  it.each([
    ['a missing bracket', 'a.ts', 'function f(a: string) {\n  return a\n', 3],
    ['a missing type', 'a.ts', 'const a = 1\nlet b: = 2\n', 2],
    ['a broken interface', 'a.ts', 'interface A {\n  a string\n}\n', 2],
    ['a name declared twice', 'a.ts', 'const a = 1\nconst a = 2\n', 2],
    ['an unclosed tag', 'a.tsx', 'const a = (\n  <div>\n    <b>\n  </div>\n)\n', 4],
    ['two elements side by side', 'a.tsx', 'const a = (\n  <a/>\n  <b/>\n)\n', 3],
    ['a broken generic', 'a.ts', 'const m = new Map<string, number>(\n', 2],
  ])('%s', async (_name, path, source, line) => {
    expect(await problemsOf({ [path]: source })).toEqual([`${path}:${line} syntax_error`])
  })
})
