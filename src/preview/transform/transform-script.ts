// TypeScript and JSX as a browser takes them, from the tree of the parser that checks projects: its work is counted, bounded
// and done in slices, whatever a script is like.
import { parseScript } from '../../checks/scripts/parse-script.ts'
import { createWork, WorkLimitError, type Work } from '../../work.ts'
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

/** For one script, about a second on one core. */
const MAX_UNITS = 1_000_000

export async function transformScript(script: ScriptSource): Promise<Transformed> {
  const work = createWork({ limit: MAX_UNITS })
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
    if (node.type === 'ImportExpression') writeSpecifier(edits, resolve, nodeAt(node, 'source'))
    if (node.type.startsWith('JSX')) hasJsx = true
    const name = usedName(node, parent)
    if (name !== undefined) used.add(name)
    writeJsx(text, node, edits)
    return isTypeScript ? stripTypes(text, node, edits) : true
  })
  const module = { source: text, edits, resolve }
  const typesHere = new Set([...types].filter((name) => !declaresValue(text, name)))
  for (const node of imports) writeImport(module, node, (name) => !isTypeScript || used.has(name))
  for (const node of exports) writeExport(module, node, (name) => typesHere.has(name))
  return prefixOf(text, { hasJsx, jsxSource: resolve(jsxSource) ?? jsxSource, env }) + edits.apply()
}

/** A type and a value may have one name. */
function declaresValue(text: string, name: string): boolean {
  return new RegExp(`\\b(?:const|let|var|function|class|enum)\\s+${name.replaceAll('$', '\\$')}\\b`).test(text)
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
