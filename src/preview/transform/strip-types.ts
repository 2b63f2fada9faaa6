// What TypeScript has besides JavaScript is blanked, or written as JavaScript where it does something.
import { nameOf, nodeAt, nodesAt, type SyntaxNode } from '../../checks/scripts/syntax-node.ts'
import type { Edits } from './edits.ts'
import { writeEnum } from './enums.ts'

/** Valid, and nothing that a browser runs without a build. */
export class UnsupportedSyntax extends Error {
  override readonly name = 'UnsupportedSyntax'
  readonly offset: number

  constructor(what: string, offset: number) {
    super(`${what} are not shown without a build.`)
    this.offset = offset
  }
}

/** Nothing of these is left. */
const TYPES =
  /^TS(?:InterfaceDeclaration|TypeAliasDeclaration|DeclareFunction|IndexSignature|TypeAnnotation|TypeParameterDeclaration|TypeParameterInstantiation|NamespaceExportDeclaration)$/
const MODIFIERS = /\b(?:public|private|protected|readonly|override)\b/g

/** Whether the node, which may be any, still has to be looked into. @throws {UnsupportedSyntax} */
export function stripTypes(source: string, node: SyntaxNode, edits: Edits): boolean {
  const { type, start, end } = node
  if (TYPES.test(type) || node['declare'] === true) {
    edits.blank(start, end)
    return false
  }
  STRIP[type]?.(source, node, edits)
  if (type.endsWith('FunctionExpression') || type === 'FunctionDeclaration') stripFunction(source, node, edits)
  if (node['optional'] === true && (type === 'Identifier' || type.endsWith('Pattern'))) {
    const mark = source.lastIndexOf('?', nodeAt(node, 'typeAnnotation')?.start ?? end)
    if (mark > start) edits.blank(mark, mark + 1)
  }
  return type !== 'TSEnumDeclaration' && !isSignature(node)
}

/** A member of a class that has no body, so that it only says what one is like. */
function isSignature(node: SyntaxNode): boolean {
  return node['abstract'] === true && !node.type.startsWith('Class')
    ? true
    : nodeAt(node, 'value')?.type === 'TSDeclareMethod'
}

const STRIP: Record<string, (source: string, node: SyntaxNode, edits: Edits) => void> = {
  TSAsExpression: (source, node, edits) => stripBehind(source, node, edits, 'as'),
  TSSatisfiesExpression: (source, node, edits) => stripBehind(source, node, edits, 'satisfies'),
  TSNonNullExpression: (_, { end }, edits) => edits.blank(end - 1, end),
  TSTypeAssertion: (source, node, edits) => {
    const type = nodeAt(node, 'typeAnnotation')
    edits.blank(node.start, source.indexOf('>', type?.end ?? node.start) + 1)
  },
  TSEnumDeclaration: (source, node, edits) => edits.replace(node.start, node.end, writeEnum(source, node)),
  TSModuleDeclaration: (_, { start }) => {
    throw new UnsupportedSyntax('Namespaces', start)
  },
  TSImportEqualsDeclaration: (_, { start }) => {
    throw new UnsupportedSyntax('Imports by "import x ="', start)
  },
  TSExportAssignment: (_, { start }) => {
    throw new UnsupportedSyntax('Exports by "export ="', start)
  },
  Decorator: (_, { start }) => {
    throw new UnsupportedSyntax('Decorators', start)
  },
  VariableDeclarator: (source, node, edits) => {
    const id = nodeAt(node, 'id')
    if (node['definite'] !== true || id === undefined) return
    const mark = source.indexOf('!', id.start)
    edits.blank(mark, mark + 1)
  },
  ClassDeclaration: stripClass,
  ClassExpression: stripClass,
  PropertyDefinition: stripMember,
  MethodDefinition: stripMember,
  TSParameterProperty: (source, node, edits) => {
    const parameter = nodeAt(node, 'parameter')
    const name = parameter === undefined ? undefined : (nodeAt(parameter, 'left') ?? parameter)
    stripModifiers(source, edits, node.start, name?.start ?? node.end)
  },
}

/** `as` and `satisfies` with the type behind them. Around what stands in front there may be parentheses. */
function stripBehind(source: string, node: SyntaxNode, edits: Edits, word: string): void {
  const type = nodeAt(node, 'typeAnnotation')
  if (type !== undefined) edits.blank(source.lastIndexOf(word, type.start - 1), node.end)
}

function stripClass(source: string, node: SyntaxNode, edits: Edits): void {
  const body = nodeAt(node, 'body')
  if (node['abstract'] === true) {
    const word = source.indexOf('abstract', node.start)
    edits.blank(word, word + 'abstract'.length)
  }
  const [first] = nodesAt(node, 'implements')
  if (first !== undefined && body !== undefined) edits.blank(source.lastIndexOf('implements', first.start), body.start)
}

function stripMember(source: string, node: SyntaxNode, edits: Edits): void {
  const key = nodeAt(node, 'key')
  if (key === undefined) return
  if (isSignature(node)) return edits.blank(node.start, node.end)
  stripModifiers(source, edits, node.start, key.start)
  if (node['optional'] === true || node['definite'] === true) {
    const mark = source.indexOf(node['optional'] === true ? '?' : '!', key.end)
    edits.blank(mark, mark + 1)
  }
  if (node['kind'] === 'constructor') assignProperties(node, edits)
}

function stripModifiers(source: string, edits: Edits, start: number, end: number): void {
  for (const { 0: word, index } of source.slice(start, end).matchAll(MODIFIERS)) {
    edits.blank(start + index, start + index + word.length)
  }
}

/** `constructor(private x)` sets `this.x`, behind `super()` where there is one. */
function assignProperties(constructor: SyntaxNode, edits: Edits): void {
  const method = nodeAt(constructor, 'value')
  const body = method === undefined ? undefined : nodeAt(method, 'body')
  if (method === undefined || body === undefined) return
  const names = nodesAt(method, 'params').flatMap((parameter) => {
    const inner = parameter.type === 'TSParameterProperty' ? nodeAt(parameter, 'parameter') : undefined
    return inner === undefined ? [] : [nameOf(nodeAt(inner, 'left') ?? inner)]
  })
  if (names.length === 0) return
  const callsSuper = nodesAt(body, 'body').find((statement) => {
    const call = nodeAt(statement, 'expression')
    return call?.type === 'CallExpression' && nodeAt(call, 'callee')?.type === 'Super'
  })
  const text = names.map((name) => ` this.${name} = ${name};`).join('')
  if (callsSuper === undefined) edits.open(body.start + 1, text)
  else edits.close(callsSuper.end, `;${text}`)
}

function stripFunction(source: string, node: SyntaxNode, edits: Edits): void {
  const [first, second] = nodesAt(node, 'params')
  // `this` as a parameter only says what it is.
  if (nameOf(first) === 'this' && first !== undefined) {
    const end = second?.start ?? source.indexOf(')', first.end)
    edits.replace(first.start, end, '')
  }
  const returned = nodeAt(node, 'returnType')
  // No line may end in front of an arrow.
  if (node.type === 'ArrowFunctionExpression' && returned !== undefined) {
    const arrow = source.indexOf('=>', returned.end)
    if (source.slice(returned.start, arrow).includes('\n')) edits.replace(returned.start, arrow + 2, '=>')
  }
}
