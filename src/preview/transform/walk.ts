import { isNode, UNITS_PER_NODE, type SyntaxNode } from '../../checks/scripts/syntax-node.ts'
import type { Work } from '../../work.ts'

/** Shows every node with the one that it stands in, parents first, but for what is inside of those that `visit` returns false for. */
export async function walk(
  root: SyntaxNode,
  work: Work,
  visit: (node: SyntaxNode, parent: SyntaxNode | undefined) => boolean,
): Promise<void> {
  const pending: [node: SyntaxNode, parent: SyntaxNode | undefined][] = [[root, undefined]]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [node, parent] = next
    if (work.spend(UNITS_PER_NODE)) await work.pause()
    if (!visit(node, parent)) continue
    for (const value of Object.values(node).toReversed()) {
      if (!Array.isArray(value)) {
        if (isNode(value)) pending.push([value, node])
        continue
      }
      for (let at = value.length - 1; at >= 0; at--) if (isNode(value[at])) pending.push([value[at], node])
    }
  }
}
