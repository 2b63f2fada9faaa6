import { takeChildren, UNITS_PER_NODE, type SyntaxNode } from '../../checks/scripts/syntax-node.ts'
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
    if (visit(node, parent)) takeChildren(node, (child) => pending.push([child, node]))
  }
}
