import type { Work } from '../../work.ts'
import { createCoverage } from './coverage.ts'
import { nameOf, nodeAt, nodesAt, nodesOf, stringValue, UNITS_PER_NODE, type SyntaxNode } from './syntax-node.ts'

/** `worker` and `importScripts` are found from the page's folder as well, `url` is `new URL('…', import.meta.url)`. */
export type ScriptLinkKind = 'import' | 'require' | 'url' | 'worker' | 'importScripts'

export type ImportedName = { name: string; offset: number }

export type ScriptLink = {
  kind: ScriptLinkKind
  specifier: string
  offset: number
  /** What is imported by name; `default` for the default export. */
  names: ImportedName[]
  /** Inside a `try` or before a `.catch()`: the script is prepared for its absence. */
  optional: boolean
}

/** Every place where the script names another file or a package by a literal. */
export async function readScriptLinks(program: SyntaxNode, work: Work): Promise<ScriptLink[]> {
  const links: ScriptLink[] = []
  const tried: SyntaxNode[] = []
  let hasOwnRequire = false
  for (const node of nodesOf(program)) {
    if (work.spend(UNITS_PER_NODE)) await work.pause()
    const guarded = guardedPart(node)
    if (guarded !== undefined) tried.push(guarded)
    hasOwnRequire ||= declaresRequire(node) || looksForLoader(node)
    const link = readLink(node)
    if (link !== undefined) links.push({ ...link, optional: false })
  }
  const known = hasOwnRequire ? links.filter(({ kind }) => kind !== 'require') : links
  const isCovered = createCoverage(tried)
  return known.map((link) => ({ ...link, optional: isCovered(link.offset) }))
}

type FoundLink = Omit<ScriptLink, 'optional'>

function readLink(node: SyntaxNode): FoundLink | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return link('import', nodeAt(node, 'source'), readNames(node))
    case 'ImportExpression':
      return link('import', nodeAt(node, 'source'))
    case 'TSExternalModuleReference':
      return link('require', nodeAt(node, 'expression'))
    case 'CallExpression':
      return readCall(node)
    case 'NewExpression':
      return readNew(node)
    default:
      return undefined
  }
}

function readCall(node: SyntaxNode): FoundLink | undefined {
  const callee = nameOf(nodeAt(node, 'callee'))
  if (callee !== 'require' && callee !== 'importScripts') return undefined
  return link(callee, nodesAt(node, 'arguments')[0])
}

function readNew(node: SyntaxNode): FoundLink | undefined {
  const callee = nameOf(nodeAt(node, 'callee'))
  const [first, second] = nodesAt(node, 'arguments')
  if (callee === 'Worker' || callee === 'SharedWorker') return link('worker', first)
  return callee === 'URL' && isImportMetaUrl(second) ? link('url', first) : undefined
}

function link(kind: ScriptLinkKind, source: SyntaxNode | undefined, names: ImportedName[] = []): FoundLink | undefined {
  const specifier = stringValue(source)
  if (source === undefined || specifier === undefined) return undefined
  return { kind, specifier, offset: source.start, names }
}

function readNames(node: SyntaxNode): ImportedName[] {
  return nodesAt(node, 'specifiers').flatMap((specifier) => {
    const key = specifier.type === 'ImportSpecifier' ? 'imported' : 'local'
    const name = specifier.type === 'ImportDefaultSpecifier' ? 'default' : nameOf(nodeAt(specifier, key))
    const isNamed = specifier.type !== 'ImportNamespaceSpecifier' && name !== undefined
    return isNamed ? [{ name, offset: specifier.start }] : []
  })
}

function isImportMetaUrl(node: SyntaxNode | undefined): boolean {
  if (node?.type !== 'MemberExpression' || nameOf(nodeAt(node, 'property')) !== 'url') return false
  return nodeAt(node, 'object')?.type === 'MetaProperty'
}

/** Then `require` is not Node's: a bundle's own, AMD's, or made by createRequire. */
function declaresRequire(node: SyntaxNode): boolean {
  if (node.type === 'VariableDeclarator' || node.type === 'FunctionDeclaration') {
    return nameOf(nodeAt(node, 'id')) === 'require'
  }
  return nodesAt(node, 'params').some((parameter) => nameOf(parameter) === 'require')
}

/** As bundles do that run with any loader or none: what they require, only one of the loaders has. */
function looksForLoader(node: SyntaxNode): boolean {
  if (node.type !== 'UnaryExpression' || node['operator'] !== 'typeof') return false
  return ['module', 'exports', 'require', 'define'].includes(nameOf(nodeAt(node, 'argument')) ?? '')
}

function guardedPart(node: SyntaxNode): SyntaxNode | undefined {
  if (node.type === 'TryStatement') return nodeAt(node, 'block')
  const callee = node.type === 'CallExpression' ? nodeAt(node, 'callee') : undefined
  if (callee?.type !== 'MemberExpression' || nameOf(nodeAt(callee, 'property')) !== 'catch') return undefined
  return nodeAt(callee, 'object')
}
