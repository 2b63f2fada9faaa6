import { describe, expect, it } from 'vitest'
import { checkProject } from '../../src/checks/check-project.ts'
import { createWork } from '../../src/work.ts'

type Project = Record<string, string>

async function unitsFor(files: Project): Promise<number> {
  const work = createWork()
  await checkProject(new Map(Object.entries(files)), [], work)
  return work.spent
}

function many(count: number, path: (index: number) => string, text: (index: number) => string): Project {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [path(index), text(index)]))
}

function list(count: number, part: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => part(index)).join('')
}

const chain = (index: number) =>
  `export * from './${index + 1}.js'\nimport { a${index} } from './0.js'\nexport const a${index} = 1`
const importMap = (entries: string) => `<script type="importmap">{"imports":{${entries}"z":""}}</script>`
const manifest = (index: number) => `{"dependencies":{"a${index}":""}}`

/** Each of a number of parts; many of them once took time that grew with its square or cube. */
const PROJECTS: [name: string, build: (size: number) => Project][] = [
  ['modules in a chain of export *', (size) => many(size, (index) => `${index}.js`, chain)],
  ['unclosed strings of a style sheet', (size) => ({ 'a.css': "'\n".repeat(size) })],
  ['unclosed strings in a template', (size) => ({ 'a.html': `<style>{{ x }}${"'\n".repeat(size)}</style>` })],
  ['inline scripts', (size) => ({ 'a.html': '<script>a</script>'.repeat(size) })],
  ['attributes of a tag', (size) => ({ 'a.html': `<a ${list(size, (index) => `a${index} `)}>` })],
  ['tags that are never closed', (size) => ({ 'a.html': '<a>'.repeat(size) })],
  ['commas in a srcset', (size) => ({ 'a.html': `<img srcset="a${','.repeat(size)}b">` })],
  [
    'addresses of an import map',
    (size) => ({ 'a.html': importMap(list(size, (index) => `"${index}":"./dist/${index}",`)) }),
  ],
  [
    'imports and manifests',
    (size) => ({
      'a.js': list(size, (index) => `import 'a${index}'\n`),
      ...many(size, (index) => `${index}/package.json`, manifest),
    }),
  ],
  [
    'imports and namesakes',
    (size) => ({
      'package.json': '{}',
      'a.js': list(size, (index) => `import '@/${index}'\n`),
      ...many(
        size,
        (index) => `${index}/index.js`,
        () => '',
      ),
    }),
  ],
  ['statements', (size) => ({ 'a.js': 'a;\n'.repeat(size) })],
  ['statements of TypeScript', (size) => ({ 'a.ts': 'a ? (b) : (c)\n'.repeat(size) })],
  [
    'exports that are not defined',
    (size) => ({ 'a.ts': `${list(size, (index) => `export { a${index} }\n`)}/* declare */` }),
  ],
  ['broken escapes in tagged templates', (size) => ({ 'a.js': 't`\\u{z`;\n'.repeat(size) })],
  ['named groups of a pattern', (size) => ({ 'a.js': `/${'(?<a>.)|'.repeat(size)}/` })],
  ['values of a JSON file', (size) => ({ 'a.json': `[${'[],'.repeat(size)}[]]` })],
]

describe('the work of a check', () => {
  it.each(PROJECTS)('grows in proportion to the number of %s', async (_name, build) => {
    const [half, whole] = [await unitsFor(build(150)), await unitsFor(build(300))]
    expect(whole / half).toBeLessThan(2.3)
  })

  it('is far from its bound for an ordinary project of a megabyte', async () => {
    const part = (name: string) =>
      `export function ${name}(items: Item[]): number {\n  return items.map(({ price }) => price).length\n}\n`
    const source = (index: number) =>
      `import { f${index + 1} } from './${index + 1}.ts'\n` +
      list(200, (number) => part(`f${index}_${number}`)) +
      `export const f${index} = f${index + 1}\n`
    const units = await unitsFor(many(50, (index) => `src/${index}.ts`, source))
    expect(units).toBeLessThan(1_000_000)
  })
})
