/** A node of the tree that acorn builds, with or without the TypeScript plugin, whose nodes have no published types. */
export type SyntaxNode = { type: string; start: number; end: number; [key: string]: unknown }

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

export function nodeAt(node: SyntaxNode, key: string): SyntaxNode | undefined {
  const child = node[key]
  return isNode(child) ? child : undefined
}

export function nodesAt(node: SyntaxNode, key: string): SyntaxNode[] {
  const children = node[key]
  return Array.isArray(children) ? children.filter(isNode) : []
}

/** The statements of a program, one by one: there may be half a million. */
export function* statementsOf(program: SyntaxNode): Generator<SyntaxNode, void> {
  const { body } = program
  for (const statement of Array.isArray(body) ? body : []) if (isNode(statement)) yield statement
}

/** The text of a string literal, or of a template without placeholders. */
export function stringValue(node: SyntaxNode | undefined): string | undefined {
  if (node?.type === 'Literal') return typeof node['value'] === 'string' ? node['value'] : undefined
  if (node?.type !== 'TemplateLiteral' || nodesAt(node, 'expressions').length > 0) return undefined
  const value = nodesAt(node, 'quasis')[0]?.['value']
  if (typeof value !== 'object' || value === null || !('cooked' in value)) return undefined
  return typeof value.cooked === 'string' ? value.cooked : undefined
}

/** The name of an identifier, or of an export that is named by a string. */
export function nameOf(node: SyntaxNode | undefined): string | undefined {
  if (node?.type === 'Identifier') return typeof node['name'] === 'string' ? node['name'] : undefined
  return stringValue(node)
}

/** What it takes to go to the next node and look at it. */
export const UNITS_PER_NODE = 0.6

/** Goes through every node, parents first. Keeps its own stack, so that no depth of nesting overflows the engine's. */
export function* nodesOf(root: SyntaxNode): Generator<SyntaxNode, void> {
  const pending = [root]
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    yield node
    takeChildren(node, (child) => pending.push(child))
  }
}

/** Gives the nodes that stand in a node, the last first, as a stack is to have them. */
export function takeChildren(node: SyntaxNode, take: (child: SyntaxNode) => void): void {
  const values = Object.values(node)
  for (let at = values.length - 1; at >= 0; at--) {
    const value: unknown = values[at]
    if (Array.isArray(value)) {
      for (let item = value.length - 1; item >= 0; item--) if (isNode(value[item])) take(value[item])
    } else if (isNode(value)) take(value)
  }
}
