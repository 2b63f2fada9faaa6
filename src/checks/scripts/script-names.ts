import type { Work } from '../../work.ts'
import { findBinding, type Binding, type NameUse, type ScriptScopes } from './script-scopes.ts'
import { nameOf, nodeAt, nodesAt, statementsOf, stringValue, UNITS_PER_NODE, type SyntaxNode } from './syntax-node.ts'

export type NamePlace = { name: string; offset: number }

export type ScriptNames = {
  /** There is an import or an export: what is declared at the top is seen in this file alone. */
  isModule: boolean
  /** What is declared at the top. */
  top: ReadonlyMap<string, Binding>
  /** Constants and imports that are assigned to, in no `try`. */
  assignedConstants: NamePlace[]
  /** Functions that are called in no `try`, and components that are used, and that nothing in the file declares. */
  unknownCalls: NamePlace[]
  unknownComponents: NamePlace[]
  /** Where the file exports as CommonJS does, in no `try`. */
  commonJsExports: NamePlace[]
  /** Names that the script gives to all scripts of the page, as `window.x = …` does. */
  globals: Set<string>
  /** It may give others, whose names the syntax does not show. */
  hasHiddenGlobals: boolean
  /** It asks which loader runs it. */
  looksForLoader: boolean
  /** It has to do with CommonJS or AMD. */
  mentionsLoader: boolean
  /** Strings that are called like functions, as happens where the mark of a code block is left in a script. */
  calledStrings: number[]
}

const GLOBAL_OBJECTS = new Set(['window', 'globalThis', 'self', 'top', 'parent', 'global'])
const LOADERS = new Set(['module', 'exports', 'require', 'define'])

const UNITS_PER_STATEMENT = 0.1

export async function createScriptNames(program: SyntaxNode, work: Work): Promise<ScriptNames> {
  return {
    isModule: await hasModuleStatement(program, work),
    top: new Map(),
    assignedConstants: [],
    unknownCalls: [],
    unknownComponents: [],
    commonJsExports: [],
    globals: new Set(),
    hasHiddenGlobals: false,
    looksForLoader: false,
    mentionsLoader: false,
    calledStrings: [],
  }
}

async function hasModuleStatement(program: SyntaxNode, work: Work): Promise<boolean> {
  for (const { type } of statementsOf(program)) {
    if (/^(?:Import|Export)/.test(type)) return true
    if (work.spend(UNITS_PER_STATEMENT)) await work.pause()
  }
  return false
}

/** What a single node tells. */
export function lookForNames(names: ScriptNames, node: SyntaxNode): void {
  switch (node.type) {
    case 'TaggedTemplateExpression': {
      const tag = nodeAt(node, 'tag')
      const before = tag === undefined ? undefined : (nodeAt(tag, 'quasi') ?? tag)
      // Three backticks in a row are an empty template, and the start of another that it is called with.
      const isFence = before?.type === 'TemplateLiteral' && before.end - before.start === 2
      if (before !== undefined && (isFence || tag?.type === 'Literal')) names.calledStrings.push(before.start)
      return
    }
    case 'Identifier':
      names.mentionsLoader ||= LOADERS.has(nameOf(node) ?? '')
      return
    case 'UnaryExpression':
      names.looksForLoader ||= node['operator'] === 'typeof' && LOADERS.has(nameOf(nodeAt(node, 'argument')) ?? '')
      return
    case 'AssignmentExpression':
      addGlobal(names, nodeAt(node, 'left'))
      return
    case 'CallExpression':
      // Object.assign(window, …), Reflect.set(window, …), (function (root) { root.x = … })(this)
      names.hasHiddenGlobals ||= nodesAt(node, 'arguments').some(
        (argument) => isGlobalObject(argument) || argument.type === 'ThisExpression',
      )
      return
    default:
  }
}

/** What the scopes tell of all names together. */
export async function addScopes(names: ScriptNames, { top, uses }: ScriptScopes, work: Work): Promise<void> {
  names.top = top.names
  for (const use of uses) {
    addUse(names, use, findBinding(use.scope, use.name, work))
    if (work.spend(UNITS_PER_NODE)) await work.pause()
  }
}

function addUse(names: ScriptNames, { name, offset, kind, isGuarded }: NameUse, binding: Binding | undefined): void {
  const place = { name, offset }
  if (binding !== undefined) {
    const isConstant = binding.kind === 'const' || binding.kind === 'import'
    if (kind === 'assigned' && isConstant && !isGuarded) names.assignedConstants.push(place)
  } else if (kind === 'assigned') names.globals.add(name)
  else if (kind === 'component') names.unknownComponents.push(place)
  else if (isGuarded) return
  else if (kind === 'exports') names.commonJsExports.push(place)
  else names.unknownCalls.push(place)
}

function addGlobal(names: ScriptNames, target: SyntaxNode | undefined): void {
  if (target?.type !== 'MemberExpression' || !isGlobalObject(nodeAt(target, 'object'))) return
  const property = nodeAt(target, 'property')
  const name = target['computed'] === true ? stringValue(property) : nameOf(property)
  if (name === undefined) names.hasHiddenGlobals = true
  else names.globals.add(name)
}

function isGlobalObject(node: SyntaxNode | undefined): boolean {
  return node?.type === 'Identifier' && GLOBAL_OBJECTS.has(nameOf(node) ?? '')
}
