// Imports and exports: what is only a type is left out, and the names of files become their addresses.
import { nameOf, nodeAt, nodesAt, stringValue, type SyntaxNode } from '../../checks/scripts/syntax-node.ts'
import type { Edits } from './edits.ts'

/** The address of what a module is called in an import; undefined where it stays as it is. */
export type ResolveModule = (specifier: string) => string | undefined

type Module = { source: string; edits: Edits; resolve: ResolveModule }

const DECLARES_TYPE = /^TS(?:InterfaceDeclaration|TypeAliasDeclaration|DeclareFunction)$/

/** An export of types alone, of which nothing is left. */
export function isTypeExport(node: SyntaxNode): boolean {
  if (
    node.type !== 'ExportNamedDeclaration' &&
    node.type !== 'ExportDefaultDeclaration' &&
    node.type !== 'ExportAllDeclaration'
  )
    return false
  const declaration = nodeAt(node, 'declaration')
  const isType = declaration !== undefined && (DECLARES_TYPE.test(declaration.type) || declaration['declare'] === true)
  return node['exportKind'] === 'type' || isType
}

/** The name of a type that is declared here. */
export function declaredType(node: SyntaxNode): string | undefined {
  return /^TS(?:Interface|TypeAlias)Declaration$/.test(node.type) ? nameOf(nodeAt(node, 'id')) : undefined
}

/** The name of a value that is used here. */
export function usedName(node: SyntaxNode, parent: SyntaxNode | undefined): string | undefined {
  if (node.type === 'JSXIdentifier') return typeof node['name'] === 'string' ? node['name'] : undefined
  if (node.type !== 'Identifier' || parent === undefined || parent.type.startsWith('Import')) return undefined
  const isName =
    (parent.type === 'MemberExpression' && parent['property'] === node && parent['computed'] !== true) ||
    (/^(?:Property|MethodDefinition|PropertyDefinition)$/.test(parent.type) &&
      parent['key'] === node &&
      parent['computed'] !== true &&
      parent['shorthand'] !== true) ||
    (parent.type === 'ExportSpecifier' && parent['local'] !== node)
  return isName ? undefined : nameOf(node)
}

/** `isUsed`: whether a name is one of a value, which for JavaScript all are. */
export function writeImport(
  { source, edits, resolve }: Module,
  node: SyntaxNode,
  isUsed: (name: string) => boolean,
): void {
  const from = nodeAt(node, 'source')
  if (from === undefined) return
  const specifiers = nodesAt(node, 'specifiers')
  const kept = specifiers.filter(
    (specifier) => specifier['importKind'] !== 'type' && isUsed(nameOf(nodeAt(specifier, 'local')) ?? ''),
  )
  if (node['importKind'] === 'type' || (specifiers.length > 0 && kept.length === 0))
    return edits.blank(node.start, node.end)
  if (kept.length < specifiers.length) {
    const named = kept
      .filter(({ type }) => type === 'ImportSpecifier')
      .map(({ start, end }) => source.slice(start, end))
    const others = kept
      .filter(({ type }) => type !== 'ImportSpecifier')
      .map(({ start, end }) => source.slice(start, end))
    const list = [...others, ...(named.length === 0 ? [] : [`{ ${named.join(', ')} }`])].join(', ')
    edits.replace(node.start, from.start, `import ${list} from `)
  }
  writeSpecifier(edits, resolve, from)
}

export function writeExport(
  { source, edits, resolve }: Module,
  node: SyntaxNode,
  isType: (name: string) => boolean,
): void {
  const from = nodeAt(node, 'source')
  if (node.type === 'ExportNamedDeclaration' && nodeAt(node, 'declaration') === undefined) {
    const specifiers = nodesAt(node, 'specifiers')
    const isTypeOnly = (specifier: SyntaxNode) =>
      specifier['exportKind'] === 'type' || (from === undefined && isType(nameOf(nodeAt(specifier, 'local')) ?? ''))
    const kept = specifiers.filter((specifier) => !isTypeOnly(specifier))
    if (kept.length < specifiers.length) {
      const list = kept.map(({ start, end }) => source.slice(start, end)).join(', ')
      edits.replace(node.start, from?.start ?? node.end, `export { ${list} }${from === undefined ? ';' : ' from '}`)
    }
  }
  if (from !== undefined) writeSpecifier(edits, resolve, from)
}

export function writeSpecifier(edits: Edits, resolve: ResolveModule, from: SyntaxNode | undefined): void {
  const specifier = stringValue(from)
  const address = specifier === undefined ? undefined : resolve(specifier)
  if (from !== undefined && address !== undefined) edits.replace(from.start, from.end, JSON.stringify(address))
}
