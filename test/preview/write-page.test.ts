import { describe, expect, it } from 'vitest'
import { styleUrl, takePackages, writeImportMap } from '../../src/preview/transform/import-map.ts'
import { viewProject } from '../../src/preview/transform/project-view.ts'
import { transformScript } from '../../src/preview/transform/transform-script.ts'
import { writePage } from '../../src/preview/transform/write-page.ts'
import { createWork } from '../../src/work.ts'

const MODULES_URL = 'https://cdn.test/{name}@{version}&external={others}'

describe('a page', () => {
  it('has its modules written as far as there is work for them, and the rest as it was', async () => {
    const text = '<script type="module">let a: number</script>\n'.repeat(400)
    const work = createWork({ limit: 10_000 })
    const view = await viewProject({ base: '/', modulesUrl: MODULES_URL }, {}, {})
    const script = { isTypeScript: true, hasJsx: false, resolve: () => undefined, jsxSource: 'react', env: {} }
    const transform = (module: string) => transformScript({ ...script, text: module }, work)
    const lines = (await writePage({ text, view, scripts: [], transform, work })).trimEnd().split('\n')
    const written = lines.filter((line) => !line.includes(': number')).length
    expect(lines).toHaveLength(400)
    expect(written).toBeGreaterThan(10)
    expect(written).toBeLessThan(400)
    expect(lines.slice(0, written).every((line) => !line.includes(': number'))).toBe(true)
  })
})

describe('the packages of a project', () => {
  it('are at most three hundred, of names that a package can have', () => {
    const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`p${index}`, '1']))
    expect(Object.keys(takePackages(many))).toHaveLength(300)
    expect(takePackages({ '@types/a': '1', 'a b': '1', [`a${'a'.repeat(214)}`]: '1', '@b/c': '^2' })).toEqual({
      '@b/c': '^2',
    })
  })

  it('are mapped, each with the others as its own', () => {
    const map = writeImportMap({ packages: { a: '^1.2.3', '@b/c': '2' }, modulesUrl: MODULES_URL })
    expect(JSON.parse(map ?? '')).toEqual({
      imports: {
        a: 'https://cdn.test/a@%5E1.2.3?external=@b/c',
        'a/': 'https://cdn.test/a@%5E1.2.3&external=@b/c/',
        '@b/c': 'https://cdn.test/@b/c@2?external=a',
        '@b/c/': 'https://cdn.test/@b/c@2&external=a/',
      },
    })
  })

  it('have addresses no longer than names and versions are', () => {
    const packages = { a: `1.${'1'.repeat(100_000)}` }
    expect(styleUrl({ packages, modulesUrl: MODULES_URL }, 'a/b.css')).toBe('https://cdn.test/a@latest/b.css')
    expect(styleUrl({ packages, modulesUrl: MODULES_URL }, 'c/b.css')).toBeUndefined()
  })
})
