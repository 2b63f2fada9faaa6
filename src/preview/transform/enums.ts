import { nameOf, nodeAt, nodesAt, stringValue, type SyntaxNode } from '../../checks/scripts/syntax-node.ts'

/** The declaration of an enum as TypeScript writes it: an object in which names lead to values, and numbers back to names. */
export function writeEnum(source: string, node: SyntaxNode): string {
  const members = nodesAt(node, 'members').map((member) => {
    const name = nameOf(nodeAt(member, 'id')) ?? ''
    const initializer = nodeAt(member, 'initializer')
    return { name, initializer, isText: stringValue(initializer) !== undefined }
  })
  const statements = members.map(({ name, initializer, isText }, index) => {
    const before = members[index - 1]
    const next = before === undefined ? '0' : `e[${JSON.stringify(before.name)}] + 1`
    const value = initializer === undefined ? next : source.slice(initializer.start, initializer.end)
    const key = JSON.stringify(name)
    // A member may use those before it by their names.
    const local = /^[A-Za-z_$][\w$]*$/.test(name) ? `const ${name} = ` : ''
    return isText ? `${local}e[${key}] = ${value};` : `${local}e[${key}] = ${value}; e[e[${key}]] = ${key};`
  })
  const name = nameOf(nodeAt(node, 'id'))
  return `var ${name} = ((e) => { ${statements.join(' ')} return e })(${name} ?? {});`.replaceAll('\n', ' ')
}
