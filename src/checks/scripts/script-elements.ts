// What a script has to do with the elements of its page: which it looks for by their id, and which it may make.
import { nameOf, nodeAt, nodesAt, stringValue, type SyntaxNode } from './syntax-node.ts'

/** `variable` holds what was found; without one, something of the element is used at once. */
export type ElementLookup = { id: string; offset: number; variable: string | undefined }

export type ScriptElements = {
  lookups: ElementLookup[]
  /** Variables of which something is used without asking whether there is anything in them. */
  usedVariables: Set<string>
  /** Variables that are compared, tested, or assigned to again. */
  testedVariables: Set<string>
  /** Ids of elements of which the script asks whether they are there. */
  askedIds: Set<string>
  /** Strings that may be ids of elements that the script makes, and ids in the markup that it writes. */
  strings: Set<string>
  /** Ids are computed. */
  makesIds: boolean
  /** Where strings stand that name an element or a key, and make nothing. */
  harmless: Set<number>
}

const MAX_ID_CHARS = 100
const ID_IN_MARKUP = /\bid\s{0,3}=\s{0,3}\\?["']?([\w-]{1,100})/g
const ID_AT_END = /\bid\s{0,3}=\s{0,3}\\?["']?[\w-]{0,100}$/

/** Methods whose strings are keys, classes and selectors. */
const NAMING_METHODS = new Set(
  (
    'getElementById querySelector querySelectorAll closest matches getItem setItem removeItem addEventListener ' +
    'removeEventListener contains toggle'
  ).split(' '),
)

export function createScriptElements(): ScriptElements {
  return {
    lookups: [],
    usedVariables: new Set(),
    testedVariables: new Set(),
    askedIds: new Set(),
    strings: new Set(),
    makesIds: false,
    harmless: new Set(),
  }
}

/** Takes what a single node tells; the nodes around it come first. */
export function lookForElements(elements: ScriptElements, node: SyntaxNode, isGuarded: boolean): void {
  switch (node.type) {
    case 'Literal':
    case 'TemplateElement':
      addString(elements, node)
      return
    case 'CallExpression':
      readCall(elements, node)
      return
    case 'VariableDeclarator':
      addLookup(elements, nodeAt(node, 'init'), nameOf(nodeAt(node, 'id')), isGuarded)
      return
    case 'MemberExpression':
      readMember(elements, node, isGuarded)
      return
    case 'JSXAttribute':
      elements.makesIds ||= nodeAt(node, 'name')?.['name'] === 'id' && stringValue(nodeAt(node, 'value')) === undefined
      return
    default:
      addTested(elements, node)
  }
}

function readMember(elements: ScriptElements, node: SyntaxNode, isGuarded: boolean): void {
  const object = unwrap(nodeAt(node, 'object'))
  const name = object?.type === 'Identifier' ? nameOf(object) : undefined
  if (node['optional'] === true) {
    const asked = readLookup(object)
    if (asked !== undefined) elements.askedIds.add(asked.id)
    if (name !== undefined) elements.testedVariables.add(name)
  } else if (name !== undefined) elements.usedVariables.add(name)
  else addLookup(elements, object, '', isGuarded)
}

/** `variable` is undefined for what is taken apart, and empty for what is used at once. */
function addLookup(
  elements: ScriptElements,
  call: SyntaxNode | undefined,
  variable: string | undefined,
  isGuarded: boolean,
): void {
  const found = isGuarded || variable === undefined ? undefined : readLookup(call)
  if (found === undefined || variable === undefined) return
  elements.lookups.push({ ...found, variable: variable === '' ? undefined : variable })
}

/** `document.getElementById('x')` and `document.querySelector('#x')`. */
function readLookup(wrapped: SyntaxNode | undefined): { id: string; offset: number } | undefined {
  const call = unwrap(wrapped)
  if (call?.type !== 'CallExpression') return undefined
  const [argument] = nodesAt(call, 'arguments')
  const callee = nodeAt(call, 'callee')
  const text = stringValue(argument)
  if (argument === undefined || text === undefined || callee?.type !== 'MemberExpression') return undefined
  if (nameOf(nodeAt(callee, 'object')) !== 'document') return undefined
  const method = nameOf(nodeAt(callee, 'property'))
  const id = method === 'querySelector' ? /^#([\w-]+)$/.exec(text)?.[1] : method === 'getElementById' ? text : undefined
  return id === undefined || id === '' || id.length > MAX_ID_CHARS ? undefined : { id, offset: argument.start }
}

/** What TypeScript says of the type of a value changes nothing in it. */
function unwrap(node: SyntaxNode | undefined): SyntaxNode | undefined {
  let at = node
  while (at !== undefined && /^(?:TSNonNull|TSAs|TSSatisfies|TSType\w*Assertion|Parenthesized)/.test(at.type)) {
    at = nodeAt(at, 'expression')
  }
  return at
}

function readCall(elements: ScriptElements, node: SyntaxNode): void {
  const callee = nodeAt(node, 'callee')
  const method = callee?.type === 'MemberExpression' ? nameOf(nodeAt(callee, 'property')) : undefined
  const [first, second] = nodesAt(node, 'arguments')
  if (method !== undefined && NAMING_METHODS.has(method) && first !== undefined) elements.harmless.add(first.start)
  if (method === 'setAttribute' && stringValue(first) === 'id') elements.makesIds ||= stringValue(second) === undefined
}

function addString(elements: ScriptElements, node: SyntaxNode): void {
  const value = node.type === 'Literal' ? node['value'] : cookedText(node)
  if (typeof value !== 'string' || elements.harmless.has(node.start)) return
  if (value.length <= MAX_ID_CHARS) elements.strings.add(value)
  if (!value.includes('id')) return
  for (const [, id = ''] of value.matchAll(ID_IN_MARKUP)) elements.strings.add(id)
  elements.makesIds ||= ID_AT_END.test(value.slice(-2 * MAX_ID_CHARS))
}

function cookedText(node: SyntaxNode): unknown {
  const value = node['value']
  return typeof value === 'object' && value !== null && 'cooked' in value ? value.cooked : undefined
}

function addTested(elements: ScriptElements, node: SyntaxNode): void {
  for (const key of TESTED_PARTS[node.type] ?? []) {
    const part = nodeAt(node, key)
    const name = part?.type === 'Identifier' ? nameOf(part) : undefined
    if (name !== undefined) elements.testedVariables.add(name)
    const asked = readLookup(part)
    if (asked !== undefined) elements.askedIds.add(asked.id)
  }
  if (node.type !== 'AssignmentExpression') return
  const left = nodeAt(node, 'left')
  const isId = left?.type === 'MemberExpression' && nameOf(nodeAt(left, 'property')) === 'id'
  if (isId) elements.makesIds ||= stringValue(nodeAt(node, 'right')) === undefined
}

/** Where a variable stands whose value is asked for. */
const TESTED_PARTS: Record<string, string[]> = {
  IfStatement: ['test'],
  ConditionalExpression: ['test'],
  WhileStatement: ['test'],
  LogicalExpression: ['left', 'right'],
  UnaryExpression: ['argument'],
  BinaryExpression: ['left', 'right'],
  AssignmentExpression: ['left'],
}
