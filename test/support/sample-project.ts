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
    const line = lineOf(step)
    lines.push(line)
    size += line.length + 1
  }
  return [...lines, '  return total', '}', ''].join('\n')
}

const WORDS = (
  'order amount customer discount delivery address invoice payment quantity currency product category message account ' +
  'session period balance document warehouse supplier'
).split(' ')

/** Code of the kinds that programs are made of. */
function lineOf(step: number): string {
  const [one, two, three] = [step, step * 7 + 3, step * 3 + 1].map((at) => WORDS[at % WORDS.length] ?? '')
  const lines = [
    `  const ${one}${step} = input.${two} ?? defaults.${two}`,
    `  if (${one} !== undefined && ${one}.${two} > limits.${three}) total += ${one}.${two} * rate`,
    `  // The ${one} of a ${two} has no ${three}.`,
    `  await db.${one}s.update({ id: row.id, set: { ${two}: row.${two} || null, ${three}At: Date.now() } })`,
    `  const sorted = ${one}s.filter((${one}) => ${one}.${two} === ${three}).toSorted(byDate)`,
    `  for (const ${one} of state.${two}s) result.set(${one}.id, { ...${one}, ${three}: format(${one}.${three}) })`,
    `  throw new Error(\`The ${one} has no ${two}: \${${three}.name}\`)`,
  ]
  return lines[step % lines.length] ?? ''
}
