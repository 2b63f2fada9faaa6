// Projects to be changed: browser apps of modules in folders by feature, which import each other and are without a fault.
// The same size and seed give the same bytes, so that results of months can be compared.
import type { Start } from './case.ts'

const FEATURES = ['orders', 'clients', 'stock', 'prices', 'reports', 'billing', 'tasks', 'events']
const PARTS = ['format', 'store', 'rules', 'totals', 'labels', 'filters', 'dates', 'sorting']
const FIELDS = ['amount', 'price', 'count', 'weight', 'rating', 'discount', 'total', 'delay']

/** The files that every project has, before its modules. */
const FIXED = 4

/** The files of a project by path, with its defects in it. */
export function makeProject({ files: count, seed, defects = [] }: Start): Map<string, string> {
  const random = createRandom(seed)
  const modules = Array.from({ length: Math.max(1, count - FIXED) }, (_, index) => pathOf(index))
  const files = new Map([
    ['index.html', page()],
    ['styles.css', STYLES],
    ['README.md', '# Back office\n\nOpen `index.html` through a web server.\n'],
    ['src/main.js', main(modules)],
    ...modules.map((path, index): [string, string] => [path, moduleText(path, modules.slice(0, index), random)]),
  ])
  for (const { path, from, to } of defects) {
    if (from === undefined) files.delete(path)
    else files.set(path, replaceOnce(files.get(path) ?? '', from, to ?? ''))
  }
  return files
}

/** "src/orders/format.js" exports ordersFormat. */
function nameOf(path: string): string {
  const [feature = '', file = ''] = path.split('/').slice(-2)
  const part = file.replace('.js', '')
  return `${feature}${part.charAt(0).toUpperCase()}${part.slice(1)}`
}

function pathOf(index: number): string {
  const feature = FEATURES[index % FEATURES.length] ?? ''
  const part = PARTS[Math.floor(index / FEATURES.length) % PARTS.length] ?? ''
  const round = Math.floor(index / (FEATURES.length * PARTS.length)) + 1
  return `src/${feature}/${part}${round === 1 ? '' : round}.js`
}

function page(): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Back office</title>
    <link rel="stylesheet" href="styles.css" />
  </head>
  <body>
    <h1>Back office</h1>
    <button id="refresh" type="button">Refresh</button>
    <ul id="list"></ul>
    <p id="status" role="status"></p>
    <script type="module" src="src/main.js"></script>
  </body>
</html>
`
}

const STYLES = `:root {
  color-scheme: light dark;
  --accent: light-dark(#1d4ed8, #8ab4ff);
  --ink: light-dark(#1f2937, #e5e7eb);
}

body {
  margin: 2rem auto;
  max-width: 60rem;
  color: var(--ink);
  font-family: system-ui, sans-serif;
}

button {
  padding: 0.5rem 1rem;
  color: var(--accent);
}

#list {
  padding: 0;
  list-style: none;
}
`

/** Shows what the first modules come to; the others are used by them or stand for themselves. */
function main(modules: readonly string[]): string {
  const shown = modules.slice(0, 12)
  const imports = shown.map((path) => `import { ${nameOf(path)} } from './${path.replace('src/', '')}'`)
  const rows = shown.map((path) => `  ['${nameOf(path)}', ${nameOf(path)}],`)
  return `${imports.join('\n')}

const sections = [
${rows.join('\n')}
]

const list = document.getElementById('list')
const status = document.getElementById('status')

function show() {
  list.replaceChildren(
    ...sections.map(([name, compute]) => {
      const row = document.createElement('li')
      row.textContent = \`\${name}: \${compute([3, 1, 2])}\`
      return row
    }),
  )
  status.textContent = \`\${sections.length} sections\`
}

document.getElementById('refresh').addEventListener('click', show)
show()
`
}

function moduleText(path: string, before: readonly string[], random: () => number): string {
  const name = nameOf(path)
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)]
  const used = random() < 0.7 ? pick(before) : undefined
  const field = pick(FIELDS) ?? 'amount'
  const rate = Math.floor(random() * 90) + 10
  const helpers = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, step) => helperText(name, field, step))
  const imported = used === undefined ? '' : `import { ${nameOf(used)} } from '../${used.replace('src/', '')}'\n\n`
  const tail = used === undefined ? '' : ` + Number(${nameOf(used)}(values) > 0)`
  return `${imported}const ${field}Rate = ${rate}

${helpers.join('\n')}
/** The ${field} of ${name}, over all values. */
export function ${name}(values) {
  const sum = values.reduce((total, value) => total + value * ${field}Rate, 0)
  return ${name}Step0(sum)${tail}
}
`
}

function helperText(name: string, field: string, step: number): string {
  return `export function ${name}Step${step}(${field}) {
  if (${field} < ${step * 10}) return 0
  return Math.round(${field} / ${step + 2})
}
`
}

function replaceOnce(text: string, from: string, to: string): string {
  const parts = text.split(from)
  if (parts.length !== 2) throw new Error(`${JSON.stringify(from)} stands ${parts.length - 1} times, not once`)
  return parts.join(to)
}

/** Numbers from 0 to 1, the same for the same seed: Mulberry32. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
