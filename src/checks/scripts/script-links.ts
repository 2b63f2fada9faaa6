import { createCoverage } from './coverage.ts'
import { nameOf, nodeAt, nodesAt, stringValue, type SyntaxNode } from './syntax-node.ts'

/**
 * `url` is `new URL('…', import.meta.url)`; `data` is fetched, `media` shown or played. All but imports are found from the
 * page's folder as well.
 */
export type ScriptLinkKind =
  | 'import'
  | 'require'
  | 'url'
  | 'worker'
  | 'importScripts'
  | 'serviceWorker'
  | 'data'
  | 'media'

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

/** Finds every place where a script names another file or a package by a literal. It is shown all nodes, then asked. */
export function createLinkReader(): { look: (node: SyntaxNode) => void; found: () => ScriptLink[] } {
  const links: FoundLink[] = []
  const tried: SyntaxNode[] = []
  const recovered: SyntaxNode[] = []
  let hasOwnRequire = false
  return {
    look(node) {
      const guarded = guardedPart(node)
      if (guarded !== undefined) {
        tried.push(guarded)
        if (!onlyTells(node)) recovered.push(guarded)
      }
      hasOwnRequire ||= declaresRequire(node) || looksForLoader(node)
      const link = readLink(node)
      if (link !== undefined) links.push(link)
    },
    found() {
      const isTried = createCoverage(tried)
      const isRecovered = createCoverage(recovered)
      return links
        .filter(({ kind }) => kind !== 'require' || !hasOwnRequire)
        .map((link) => {
          // What is fetched is needed, unless there is something to use instead.
          const isPrepared = link.kind === 'data' ? isRecovered(link.offset) : isTried(link.offset)
          return { ...link, optional: isPrepared && link.kind !== 'serviceWorker' }
        })
        .toSorted((a, b) => a.offset - b.offset)
    },
  }
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
    case 'AssignmentExpression':
      return readSource(node)
    default:
      return undefined
  }
}

function readCall(node: SyntaxNode): FoundLink | undefined {
  const callee = nodeAt(node, 'callee')
  const name = nameOf(callee)
  const [first, second] = nodesAt(node, 'arguments')
  if (name === 'require' || name === 'importScripts') return link(name, first)
  if (name === 'fetch') return second === undefined ? link('data', first) : undefined
  if (callee?.type !== 'MemberExpression' || nameOf(nodeAt(callee, 'property')) !== 'register') return undefined
  const object = nodeAt(callee, 'object')
  const isWorker = object?.type === 'MemberExpression' && nameOf(nodeAt(object, 'property')) === 'serviceWorker'
  return isWorker ? link('serviceWorker', first) : undefined
}

/** `image.src = 'cat.png'` */
function readSource(node: SyntaxNode): FoundLink | undefined {
  const target = nodeAt(node, 'left')
  const isSource = target?.type === 'MemberExpression' && nameOf(nodeAt(target, 'property')) === 'src'
  return isSource ? link('media', nodeAt(node, 'right')) : undefined
}

function readNew(node: SyntaxNode): FoundLink | undefined {
  const callee = nameOf(nodeAt(node, 'callee'))
  const [first, second] = nodesAt(node, 'arguments')
  if (callee === 'Worker' || callee === 'SharedWorker') return link('worker', first)
  if (callee === 'Audio') return link('media', first)
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

/** What is done about a failure is to log it or to show it. */
function onlyTells(node: SyntaxNode): boolean {
  const handler = node.type === 'TryStatement' ? nodeAt(node, 'handler') : nodesAt(node, 'arguments')[0]
  if (handler?.type === 'MemberExpression') return isConsole(handler)
  const body = handler === undefined ? undefined : nodeAt(handler, 'body')
  if (body === undefined) return false
  if (body.type !== 'BlockStatement') return isTelling(body)
  const statements = nodesAt(body, 'body')
  return statements.length > 0 && statements.every((statement) => isTelling(nodeAt(statement, 'expression')))
}

function isTelling(node: SyntaxNode | undefined): boolean {
  const callee = node?.type === 'CallExpression' ? nodeAt(node, 'callee') : undefined
  return callee !== undefined && (isConsole(callee) || nameOf(callee) === 'alert')
}

function isConsole(callee: SyntaxNode): boolean {
  return callee.type === 'MemberExpression' && nameOf(nodeAt(callee, 'object')) === 'console'
}
