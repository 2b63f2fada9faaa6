// Files that take the most work to show in a preview.
import { presentFile } from '../../src/preview/present-file.ts'
import { fill } from './fill.ts'

const MODULES_URL = 'https://esm.sh/{name}@{version}&external={others}'

async function show(path: string, text: string, beside: Record<string, string> = {}): Promise<string> {
  const content = new TextEncoder().encode(text)
  const manifest = Object.fromEntries(
    [path, ...Object.keys(beside)].map((name) => [name, { hash: name, size_bytes: 1 }]),
  )
  const file = { path, content, search: '', base: '/', modulesUrl: MODULES_URL, manifest, beside, scripts: [] }
  const shown = await presentFile(file)
  return 'problem' in shown ? 'told to be too much' : `${(shown.content.length / 1000).toFixed(0)} kB`
}

const packages = (sizeChars: number) => ({
  'package.json': `{"dependencies":{${fill((index) => `"k${index}":"1",`, sizeChars)}"z":"1"}}`,
})

export const worstPreviews: { name: string; run: () => Promise<string> }[] = [
  {
    name: 'types',
    run: () =>
      show(
        'a.ts',
        fill((index) => `type T${index}=A;\n`),
      ),
  },
  {
    name: 'imports',
    run: () =>
      show(
        'a.ts',
        fill((index) => `import {a${index}} from './b${index}';\n`),
      ),
  },
  {
    name: 'elements',
    run: () =>
      show(
        'a.tsx',
        fill((index) => `const a${index}: number = <p>{${index}}</p>;\n`),
      ),
  },
  {
    name: 'a page of modules',
    run: () => show('a.html', fill('<script type=module>a</script>')),
  },
  { name: 'a page with 15,000 packages', run: () => show('a.html', '<a>', packages(190_000)) },
  {
    name: 'styles of a package',
    run: () => show('a.ts', fill(`import'k1/a.css';`), packages(3000)),
  },
]
