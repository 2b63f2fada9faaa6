import { describe, expect, it } from 'vitest'
import { checkProject } from '../../src/checks/check-project.ts'
import { createCheckMemory } from '../../src/checks/memory.ts'
import { createWork, type Work } from '../../src/work.ts'
import { ordinaryProject } from '../bench/ordinary-project.ts'

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
  ['placeholders that never end', (size) => ({ 'a.html': '{{ <% {% '.repeat(size) })],
  [
    'patterns of a .gitignore',
    (size) => ({ '.gitignore': '*a\n'.repeat(size), 'a.html': '<img src="b.png">'.repeat(50) }),
  ],
  [
    'aliases',
    (size) => ({
      'tsconfig.json': `{"compilerOptions":{"paths":{${list(size, (index) => `"a${index}/*":["./b/*"],`)}"z":["z"]}}}`,
      'a.ts': "import 'x'\n".repeat(50),
    }),
  ],
  [
    'packages of a lock file',
    (size) => ({ 'package-lock.json': list(size, (index) => `"node_modules/a${index}": {},`) }),
  ],
  ['handlers and what they call', (size) => ({ 'a.html': `<!doctype html>${'<a onclick="f(g(h()))">'.repeat(size)}` })],
  [
    'elements that are looked for',
    (size) => ({
      'a.html': '<!doctype html><script src="a.js"></script>',
      'a.js': list(size, (index) => `document.getElementById('a${index}').b\n`),
    }),
  ],
  [
    'names that scripts of a page share',
    (size) => ({
      'a.html': `<!doctype html>${list(size, (index) => `<script src="${index}.js"></script>`)}`,
      ...many(
        size,
        (index) => `${index}.js`,
        () => 'const a = 1',
      ),
    }),
  ],
  ['scopes', (size) => ({ 'a.js': '(() => { const a = 1; a = b })\n;'.repeat(size) })],
  [
    'components',
    (size) =>
      many(
        size,
        (index) => `${index}.vue`,
        () => '<script setup>ref()</script>',
      ),
  ],
  [
    'icons of a manifest',
    (size) => ({ 'manifest.json': `{"icons":[${list(size, (index) => `{"src":"${index}.png"},`)}{}]}` }),
  ],
  ['values of a JSON file', (size) => ({ 'a.json': `[${'[],'.repeat(size)}[]]` })],
]

/** Work that notes how much is done between two pauses, with a clock that stands still, as on Workers. */
function watchSlices() {
  const work = createWork({ now: () => 0 })
  const slices: number[] = []
  let before = 0
  const endSlice = () => {
    slices.push(work.spent - before)
    before = work.spent
  }
  const watched: Work = {
    get spent() {
      return work.spent
    },
    get left() {
      return work.left
    },
    spend: (units) => work.spend(units),
    isOver: () => work.isOver(),
    async pause() {
      endSlice()
      await work.pause()
    },
    part: (limit) => {
      const part = work.part(limit)
      return { ...watched, spend: (units) => part.spend(units), part: (inner) => watched.part(inner) }
    },
  }
  return { work: watched, slices: () => [...slices, work.spent - before] }
}

describe('the work of a check', () => {
  it('gives others their turn after 25 ms at most while 1,000 files are checked, by what it counts as a microsecond', async () => {
    const { work, slices } = watchSlices()
    const { checkedFiles } = await checkProject(ordinaryProject(), [], work)
    expect(checkedFiles).toBe(1000)
    expect(slices().length).toBeGreaterThan(10)
    expect(Math.max(...slices())).toBeLessThan(25_000)
  })

  it('is a fraction for a project that was checked before, and finds the same', async () => {
    const files = ordinaryProject()
    files.set('src/0.tsx', `${files.get('src/0.tsx')}const f1 = 2\n`)
    const memory = createCheckMemory()
    const check = async () => {
      const work = createWork()
      return { check: await checkProject(files, [], work, memory), units: work.spent }
    }
    const first = await check()
    const second = await check()
    expect(second.check).toEqual(first.check)
    expect(first.check.problems.length).toBeGreaterThan(0)
    expect(second.units).toBeLessThan(first.units / 2)
    files.set('src/1.tsx', 'let a; let a')
    const { problems } = (await check()).check
    expect(problems.map(({ path }) => path)).toEqual(expect.arrayContaining(['src/0.tsx', 'src/1.tsx']))
  })

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
