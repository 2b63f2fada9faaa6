// Which declaration each name of a script belongs to, as far as the checks want to know: names that are assigned to,
// called, used as components, or by which CommonJS exports.
import type { Work } from '../../work.ts'
import { isNode, nameOf, nodeAt, nodesAt, UNITS_PER_NODE, type SyntaxNode } from './syntax-node.ts'

export type BindingKind = 'const' | 'let' | 'class' | 'var' | 'function' | 'import' | 'parameter' | 'other'

export type Binding = { kind: BindingKind; offset: number }

export type Scope = {
  parent: Scope | undefined
  /** `var` belongs to the nearest of these. */
  isFunction: boolean
  names: Map<string, Binding>
}

export type NameUse = {
  name: string
  offset: number
  kind: 'assigned' | 'called' | 'component' | 'exports'
  scope: Scope
  /** Inside of a `try`. */
  isGuarded: boolean
}

export type ScriptScopes = { top: Scope; uses: NameUse[] }

type Visit = { node: SyntaxNode; scope: Scope; isGuarded: boolean }

/** What stands beside each other, last one first: the statements of a file may be half a million. */
type Siblings = { nodes: readonly unknown[]; left: number; scope: Scope; isGuarded: boolean }

const FUNCTION = /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression|TSDeclareFunction)$/
const BLOCK = /^(?:BlockStatement|For(?:In|Of)?Statement|SwitchStatement|CatchClause|StaticBlock|TSModuleBlock)$/
const NAMED =
  /^(?:TSEnumDeclaration|TSModuleDeclaration|TSImportEqualsDeclaration|TSInterfaceDeclaration|TSTypeAliasDeclaration)$/

/** `look` is shown every node, those around it first. */
export async function readScopes(
  program: SyntaxNode,
  look: (node: SyntaxNode, isGuarded: boolean) => void,
  work: Work,
): Promise<ScriptScopes> {
  const top: Scope = { parent: undefined, isFunction: true, names: new Map() }
  const uses: NameUse[] = []
  const pending: Siblings[] = []
  push(pending, [program], top, false)
  for (let siblings = pending.at(-1); siblings !== undefined; siblings = pending.at(-1)) {
    if (siblings.left === 0) {
      pending.pop()
      continue
    }
    const { nodes, scope, isGuarded } = siblings
    const node = nodes[--siblings.left]
    if (!isNode(node)) continue
    if (work.spend(UNITS_PER_NODE)) await work.pause()
    const visit = { node, scope, isGuarded }
    look(visit.node, visit.isGuarded)
    declare(visit)
    const inner = scopeInside(visit)
    for (const use of readUses(visit.node)) uses.push({ ...use, scope: visit.scope, isGuarded: visit.isGuarded })
    pushChildren(pending, visit, inner)
  }
  return { top, uses }
}

/** The declaration that a name means in a scope; undefined for one that the script does not declare. */
export function findBinding(from: Scope, name: string, work: Work): Binding | undefined {
  for (let scope: Scope | undefined = from; scope !== undefined; scope = scope.parent) {
    const found = scope.names.get(name)
    if (found !== undefined) return found
    work.spend(0.05)
  }
  return undefined
}

function pushChildren(pending: Siblings[], { node, scope, isGuarded }: Visit, inner: Scope): void {
  const body = FUNCTION.test(node.type) ? nodeAt(node, 'body') : undefined
  for (const key of Object.keys(node)) {
    const value = node[key]
    if (typeof value !== 'object' || value === null) continue
    const guarded = isGuarded || (node.type === 'TryStatement' && key === 'block')
    const around = key === 'superClass' ? scope : inner
    if (Array.isArray(value)) push(pending, value, around, guarded)
    // The names of a function's body and its parameters are in one scope.
    else if (value === body && body?.type === 'BlockStatement') push(pending, nodesAt(body, 'body'), inner, guarded)
    else if (isNode(value)) push(pending, [value], around, guarded)
  }
}

function push(pending: Siblings[], nodes: readonly unknown[], scope: Scope, isGuarded: boolean): void {
  if (nodes.length > 0) pending.push({ nodes, left: nodes.length, scope, isGuarded })
}

function scopeInside({ node, scope }: Visit): Scope {
  const isFunction = FUNCTION.test(node.type) || node.type === 'TSModuleBlock' || node.type === 'StaticBlock'
  if (!isFunction && !BLOCK.test(node.type) && node.type !== 'ClassExpression') return scope
  const inner: Scope = { parent: scope, isFunction, names: new Map() }
  if (node.type === 'FunctionExpression' || node.type === 'ClassExpression') add(inner, nodeAt(node, 'id'), 'function')
  for (const parameter of nodesAt(node, 'params')) addPattern(inner, parameter, 'parameter')
  if (node.type === 'CatchClause') addPattern(inner, nodeAt(node, 'param'), 'parameter')
  return inner
}

function declare({ node, scope }: Visit): void {
  switch (node.type) {
    case 'VariableDeclaration': {
      const kind = node['kind'] === 'var' ? 'var' : node['kind'] === 'let' ? 'let' : 'const'
      const target = kind === 'var' ? functionScope(scope) : scope
      for (const declarator of nodesAt(node, 'declarations')) addPattern(target, nodeAt(declarator, 'id'), kind)
      return
    }
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
      add(scope, nodeAt(node, 'id'), 'function')
      // Sloppy code sees a function of a block outside of it, too.
      if (!scope.isFunction) add(functionScope(scope), nodeAt(node, 'id'), 'function')
      return
    case 'ClassDeclaration':
      add(scope, nodeAt(node, 'id'), 'class')
      return
    case 'ImportDeclaration':
      for (const specifier of nodesAt(node, 'specifiers')) add(scope, nodeAt(specifier, 'local'), 'import')
      return
    default:
      if (NAMED.test(node.type)) add(scope, nodeAt(node, 'id'), 'other')
  }
}

function functionScope(scope: Scope): Scope {
  let at = scope
  while (!at.isFunction && at.parent !== undefined) at = at.parent
  return at
}

function addPattern(scope: Scope, pattern: SyntaxNode | undefined, kind: BindingKind): void {
  for (const target of patternTargets(pattern)) if (target.type === 'Identifier') add(scope, target, kind)
}

/** What a pattern gives values to: names, and in assignments members of objects. */
function patternTargets(pattern: SyntaxNode | undefined): SyntaxNode[] {
  if (pattern === undefined) return []
  switch (pattern.type) {
    case 'ObjectPattern':
      return nodesAt(pattern, 'properties').flatMap((property) => {
        return patternTargets(nodeAt(property, 'value') ?? nodeAt(property, 'argument'))
      })
    case 'ArrayPattern':
      return nodesAt(pattern, 'elements').flatMap((element) => patternTargets(element))
    case 'AssignmentPattern':
      return patternTargets(nodeAt(pattern, 'left'))
    case 'RestElement':
      return patternTargets(nodeAt(pattern, 'argument'))
    case 'TSParameterProperty':
      return patternTargets(nodeAt(pattern, 'parameter'))
    default:
      return [pattern]
  }
}

function add(scope: Scope, node: SyntaxNode | undefined, kind: BindingKind): void {
  const name = nameOf(node)
  if (node === undefined || name === undefined) return
  const known = scope.names.get(name)
  // What is declared in two ways, as types and namespaces may be, is no constant.
  scope.names.set(
    name,
    known === undefined || known.kind === kind ? { kind, offset: node.start } : { ...known, kind: 'other' },
  )
}

type FoundUse = Pick<NameUse, 'name' | 'offset' | 'kind'>

function readUses(node: SyntaxNode): FoundUse[] {
  switch (node.type) {
    case 'AssignmentExpression':
    case 'ForInStatement':
    case 'ForOfStatement':
      return targetsOf(nodeAt(node, 'left'))
    case 'UpdateExpression':
      return targetsOf(nodeAt(node, 'argument'))
    case 'CallExpression':
      return useOf(nodeAt(node, 'callee'), 'called')
    case 'JSXOpeningElement':
      return componentOf(nodeAt(node, 'name'))
    default:
      return []
  }
}

function targetsOf(left: SyntaxNode | undefined): FoundUse[] {
  return patternTargets(left).flatMap((target) =>
    target.type === 'MemberExpression' ? exportsOf(target) : useOf(target, 'assigned'),
  )
}

/** `module.exports = …`, `exports.x = …`, `module.exports.x = …` */
function exportsOf(target: SyntaxNode): FoundUse[] {
  let root: SyntaxNode | undefined = target
  while (root?.type === 'MemberExpression') root = nodeAt(root, 'object')
  return useOf(root, 'exports').filter(({ name }) => name === 'module' || name === 'exports')
}

function useOf(node: SyntaxNode | undefined, kind: NameUse['kind']): FoundUse[] {
  const name = node?.type === 'Identifier' ? nameOf(node) : undefined
  return node === undefined || name === undefined ? [] : [{ name, offset: node.start, kind }]
}

/** Of `<Menu.Item>`, the name that must be known is Menu; names in lower case are elements of HTML. */
function componentOf(element: SyntaxNode | undefined): FoundUse[] {
  let root = element
  while (root?.type === 'JSXMemberExpression') root = nodeAt(root, 'object')
  const name = root?.type === 'JSXIdentifier' ? root['name'] : undefined
  if (root === undefined || typeof name !== 'string' || !/^[A-Z]/.test(name)) return []
  return [{ name, offset: root.start, kind: 'component' }]
}
