import type { Work } from '../../work.ts'
import {
  nameOf,
  nodeAt,
  nodesAt,
  nodesOf,
  statementsOf,
  stringValue,
  UNITS_PER_NODE,
  type SyntaxNode,
} from './syntax-node.ts'

export type ScriptExports = {
  names: Set<string>
  /** Modules of which all is passed on by `export *`. */
  stars: string[]
  /** False when there may be exports that the syntax does not show, as in CommonJS. */
  certain: boolean
}

/** `usesCommonJs`: the script may export in a way that its statements do not show. */
export async function readScriptExports(
  program: SyntaxNode,
  usesCommonJs: boolean,
  work: Work,
): Promise<ScriptExports> {
  const exported: ScriptExports = { names: new Set(), stars: [], certain: !usesCommonJs }
  for (const statement of statementsOf(program)) {
    readStatement(statement, exported)
    if (work.spend(UNITS_PER_NODE)) await work.pause()
  }
  return exported
}

function readStatement(node: SyntaxNode, exported: ScriptExports): void {
  switch (node.type) {
    case 'ExportDefaultDeclaration':
      exported.names.add('default')
      return
    case 'ExportAllDeclaration':
      readStar(node, exported)
      return
    case 'ExportNamedDeclaration':
      for (const specifier of nodesAt(node, 'specifiers')) addName(nodeAt(specifier, 'exported'), exported)
      readDeclaration(nodeAt(node, 'declaration'), exported)
      return
    case 'TSImportEqualsDeclaration':
      if (node['isExport'] === true) addName(nodeAt(node, 'id'), exported)
      return
    default:
      // `export =`, `export as namespace` and whatever else the plugin may produce.
      if (node.type.startsWith('TSExport') || node.type.startsWith('TSNamespaceExport')) exported.certain = false
  }
}

function readStar(node: SyntaxNode, exported: ScriptExports): void {
  const name = nodeAt(node, 'exported')
  const source = stringValue(nodeAt(node, 'source'))
  if (name !== undefined) addName(name, exported)
  else if (source !== undefined) exported.stars.push(source)
}

function readDeclaration(declaration: SyntaxNode | undefined, exported: ScriptExports): void {
  if (declaration === undefined) return
  if (declaration.type !== 'VariableDeclaration') {
    if (!addName(nodeAt(declaration, 'id'), exported)) exported.certain = false
    return
  }
  for (const declarator of nodesAt(declaration, 'declarations')) {
    const pattern = nodeAt(declarator, 'id')
    // Every identifier of a pattern, defaults included: a name too many is better than one too few.
    if (pattern !== undefined) for (const node of nodesOf(pattern)) addName(node, exported)
  }
}

function addName(node: SyntaxNode | undefined, exported: ScriptExports): boolean {
  const name = nameOf(node)
  if (name !== undefined) exported.names.add(name)
  return name !== undefined
}
