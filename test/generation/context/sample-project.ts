// A project as large as is needed: modules in folders by feature, each with exports, imports of its own and a body of filler.
export type SampleFile = { path: string; purpose: string; text: string }

const FEATURES = ['billing', 'catalog', 'checkout', 'accounts', 'reports', 'search', 'shipping', 'support']
const PARTS = ['list', 'detail', 'form', 'store', 'format', 'rules', 'client', 'view', 'table', 'filter']

/** `count` files of about `sizeChars` each. Every one uses two of those before it, and the shared types. */
export function makeProject(count: number, sizeChars: number): SampleFile[] {
  const paths = Array.from({ length: count }, (_, index) => pathOf(index))
  return paths.map((path, index) => {
    const used = index === 0 ? [] : [...new Set([0, Math.max(0, index - 1), Math.max(0, index - 10)])]
    const names = used.map((other) => paths[other] ?? '')
    return {
      path,
      purpose: `the ${nameOf(path)} of its feature; uses ${names.join(', ') || 'nothing'}`,
      text: textOf(path, names, sizeChars),
    }
  })
}

export function contentsOf(project: readonly SampleFile[]): Map<string, string> {
  return new Map(project.map(({ path, text }) => [path, text]))
}

export function entriesOf(contents: ReadonlyMap<string, string>): Map<string, { hash: string; size_bytes: number }> {
  return new Map([...contents].map(([path, text]) => [path, { hash: path, size_bytes: text.length }]))
}

function pathOf(index: number): string {
  if (index === 0) return 'src/shared/types.ts'
  const feature = FEATURES[index % FEATURES.length] ?? ''
  const part = PARTS[Math.floor(index / FEATURES.length) % PARTS.length] ?? ''
  const round = Math.floor(index / (FEATURES.length * PARTS.length))
  return `src/${feature}/${part}${round === 0 ? '' : round + 1}.ts`
}

/** "src/billing/list2.ts" exports billingList2. */
export function nameOf(path: string): string {
  const [feature = '', file = ''] = path.split('/').slice(-2)
  const stem = file.replace('.ts', '')
  return `${feature}${stem.charAt(0).toUpperCase()}${stem.slice(1)}`
}

function textOf(path: string, uses: readonly string[], sizeChars: number): string {
  const up = '../'
  const imports = uses.map((used) => `import { ${nameOf(used)} } from '${up}${used.replace(/^src\//, '')}'`)
  const name = nameOf(path)
  const lines = [
    ...imports,
    '',
    `/** Everything about ${name}. */`,
    `export function ${name}(input: Record<string, number>) {`,
  ]
  const calls = uses.map((used) => `  ${nameOf(used)}(input)`)
  lines.push(...calls)
  let size = lines.join('\n').length
  for (let step = 0; size < sizeChars; step += 1) {
    const line = `  if (input.value${step} !== undefined && input.value${step} > ${step}) total += input.value${step} * rate // step ${step}`
    lines.push(line)
    size += line.length + 1
  }
  return [...lines, '  return total', '}', ''].join('\n')
}
