// TypeScript and JSX as a browser takes them, from the tree of the parser that checks projects: its work is counted, bounded
// and done in slices, whatever a script is like.
import { parseScript } from '../../checks/scripts/parse-script.ts'
import { WorkLimitError, type Work } from '../../work.ts'
import { nodeAt, type SyntaxNode } from '../../checks/scripts/syntax-node.ts'
import { editText } from './edits.ts'
import {
  declaredType,
  isTypeExport,
  usedName,
  writeExport,
  writeImport,
  writeSpecifier,
  type ResolveModule,
} from './modules.ts'
import { stripTypes, UnsupportedSyntax } from './strip-types.ts'
import { walk } from './walk.ts'
import { ELEMENT, FRAGMENT, writeJsx } from './write-jsx.ts'

export type ScriptSource = {
  text: string
  isTypeScript: boolean
  hasJsx: boolean
  resolve: ResolveModule
  /** From where createElement and Fragment come. */
  jsxSource: string
  /** What `import.meta.env` is. */
  env: Record<string, unknown>
}

/** `message` is for whoever made the project; the offset is where it is about. */
export type Transformed = { code: string } | { message: string; offset: number }

/** What it takes to write an import or an export. */
const UNITS_PER_MODULE = 3
/** Of an address that is written. */
const CHARS_PER_UNIT = 10

/** @param work a page has one for all its scripts: behind its limit, each is told to be too much */
export async function transformScript(script: ScriptSource, work: Work): Promise<Transformed> {
  const { text, isTypeScript, hasJsx } = script
  const language = { typescript: isTypeScript, jsx: hasJsx, declarations: false, compiled: true }
  try {
    const parsed = await parseScript({ text, language, goal: 'module' }, work)
    if (parsed.state === 'failed') return parsed
    if (parsed.state === 'unread') return { message: 'This syntax is not shown without a build.', offset: 0 }
    return { code: await write(script, parsed.program, work) }
  } catch (error) {
    if (error instanceof UnsupportedSyntax) return { message: error.message, offset: error.offset }
    if (error instanceof WorkLimitError) return { message: 'It is too much to be shown without a build.', offset: 0 }
    throw error
  }
}

async function write({ text, isTypeScript, resolve, jsxSource, env }: ScriptSource, program: SyntaxNode, work: Work) {
  const edits = editText(text)
  // A short name may be that of a long address.
  const resolveCounted = (specifier: string) => {
    const address = resolve(specifier)
    work.spend((address?.length ?? 0) / CHARS_PER_UNIT)
    return address
  }
  const used = new Set<string>()
  const types = new Set<string>()
  const imports: SyntaxNode[] = []
  const exports: SyntaxNode[] = []
  let hasJsx = false
  await walk(program, work, (node, parent) => {
    if (node.type === 'ImportDeclaration') imports.push(node)
    if (node.type.startsWith('Import') && node.type !== 'ImportExpression') return false
    const type = declaredType(node) ?? declaredType(nodeAt(node, 'declaration') ?? node)
    if (type !== undefined) types.add(type)
    if (isTypeExport(node)) {
      edits.blank(node.start, node.end)
      return false
    }
    if (/^Export(?:Named|All)Declaration$/.test(node.type)) exports.push(node)
    if (node.type === 'ImportExpression') writeSpecifier(edits, resolveCounted, nodeAt(node, 'source'))
    if (node.type.startsWith('JSX')) hasJsx = true
    const name = usedName(node, parent)
    if (name !== undefined) used.add(name)
    writeJsx(text, node, edits)
    return isTypeScript ? stripTypes(text, node, edits) : true
  })
  const module = { source: text, edits, resolve: resolveCounted }
  const values = types.size === 0 ? new Set<string>() : await readDeclaredValues(text, work)
  const typesHere = new Set([...types].filter((name) => !values.has(name)))
  for (const node of imports) {
    writeImport(module, node, (name) => !isTypeScript || used.has(name))
    if (work.spend(UNITS_PER_MODULE)) await work.pause()
  }
  for (const node of exports) {
    writeExport(module, node, (name) => typesHere.has(name))
    if (work.spend(UNITS_PER_MODULE)) await work.pause()
  }
  return prefixOf(text, { hasJsx, jsxSource: resolve(jsxSource) ?? jsxSource, env }) + edits.apply()
}

const VALUE = /\b(?:const|let|var|function|class|enum)\s+([$\p{ID_Start}_][$\p{ID_Continue}]*)/gu

/** A type and a value may have one name. */
async function readDeclaredValues(text: string, work: Work): Promise<Set<string>> {
  const names = new Set<string>()
  for (const [, name = ''] of text.matchAll(VALUE)) {
    names.add(name)
    if (work.spend(1)) await work.pause()
  }
  return names
}

type Needs = { hasJsx: boolean; jsxSource: string; env: Record<string, unknown> }

/** On the first line, so that all others keep their numbers. */
function prefixOf(text: string, { hasJsx, jsxSource, env }: Needs): string {
  const isVue = jsxSource === 'vue'
  const elements = `{ ${isVue ? 'h' : 'createElement'} as ${ELEMENT}, Fragment as ${FRAGMENT} }`
  const forJsx = hasJsx ? `import ${elements} from ${JSON.stringify(jsxSource)}; ` : ''
  const forEnv = text.includes('import.meta.env') ? `import.meta.env = ${JSON.stringify(env)}; ` : ''
  return forJsx + forEnv
}
