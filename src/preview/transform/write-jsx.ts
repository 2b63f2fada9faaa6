// JSX becomes calls of createElement, each part of it in its place.
import { isNode, nodeAt, nodesAt, type SyntaxNode } from '../../checks/scripts/syntax-node.ts'
import type { Edits } from './edits.ts'

export const ELEMENT = '_createElement'
export const FRAGMENT = '_Fragment'

const WRITE: Record<string, (source: string, node: SyntaxNode, edits: Edits) => void> = {
  JSXElement: writeElement,
  JSXFragment: writeFragment,
}

export function writeJsx(source: string, node: SyntaxNode, edits: Edits): void {
  WRITE[node.type]?.(source, node, edits)
}

function writeElement(source: string, node: SyntaxNode, edits: Edits): void {
  const opening = nodeAt(node, 'openingElement')
  const name = opening === undefined ? undefined : nodeAt(opening, 'name')
  if (opening === undefined || name === undefined) return
  edits.replace(opening.start, name.end, `${ELEMENT}(${tagOf(source, name)}, {`)
  const attributes = nodesAt(opening, 'attributes')
  for (const attribute of attributes) writeAttribute(source, attribute, edits)
  const types = nodeAt(opening, 'typeArguments')
  const end = attributes.at(-1)?.end ?? types?.end ?? name.end
  edits.replace(end, opening.end, opening['selfClosing'] === true ? '})' : '}')
  writeChildren(node, edits)
  const closing = nodeAt(node, 'closingElement')
  if (closing !== undefined) edits.replace(closing.start, closing.end, ')')
}

function writeFragment(_: string, node: SyntaxNode, edits: Edits): void {
  const [opening, closing] = [nodeAt(node, 'openingFragment'), nodeAt(node, 'closingFragment')]
  if (opening === undefined || closing === undefined) return
  edits.replace(opening.start, opening.end, `${ELEMENT}(${FRAGMENT}, null`)
  writeChildren(node, edits)
  edits.replace(closing.start, closing.end, ')')
}

/** A name in small letters, or with a dash or a colon in it, is one of HTML. */
function tagOf(source: string, name: SyntaxNode): string {
  const text = source.slice(name.start, name.end)
  const isHtml = name.type !== 'JSXMemberExpression' && (/^[a-z]/.test(text) || /[-:]/.test(text))
  return isHtml ? JSON.stringify(text) : text
}

function writeAttribute(source: string, attribute: SyntaxNode, edits: Edits): void {
  const { start, end } = attribute
  if (attribute.type === 'JSXSpreadAttribute') {
    edits.replace(start, start + 1, ' ')
    edits.replace(end - 1, end, ', ')
    return
  }
  const name = nodeAt(attribute, 'name')
  const value = nodeAt(attribute, 'value')
  if (name === undefined) return
  const key = JSON.stringify(source.slice(name.start, name.end))
  if (value === undefined) return edits.replace(start, end, `${key}: true, `)
  edits.replace(start, value.start, `${key}: `)
  if (value.type === 'JSXExpressionContainer') writeContainer(value, edits, '(')
  else if (value.type === 'Literal') edits.replace(value.start, value.end, JSON.stringify(value['value']))
  edits.close(end, ', ')
}

/** The braces around an expression become parentheses. */
function writeContainer({ start, end }: SyntaxNode, edits: Edits, opening: string): void {
  edits.replace(start, start + 1, opening)
  edits.replace(end - 1, end, ')')
}

function writeChildren(node: SyntaxNode, edits: Edits): void {
  for (const child of nodesAt(node, 'children')) {
    const { type, start, end } = child
    if (type === 'JSXText') {
      const text = textOf(String(child['value']))
      edits.replace(start, end, text === '' ? '' : `, ${JSON.stringify(text)}`)
    } else if (type === 'JSXExpressionContainer') {
      const isEmpty = !isNode(child['expression']) || child['expression'].type === 'JSXEmptyExpression'
      if (isEmpty) edits.replace(start, end, '')
      else writeContainer(child, edits, ', (')
    } else if (type === 'JSXSpreadChild') {
      edits.replace(start, start + 1, ', ')
      edits.replace(end - 1, end, '')
    } else edits.open(start, ', ')
  }
}

/** Lines are joined by a space, and what indents them is left out, as every compiler of JSX does it. */
function textOf(text: string): string {
  const lines = text.split(/\r\n|\n|\r/)
  const trimmed = lines.map((line, index) => {
    const isFirst = index === 0
    const isLast = index === lines.length - 1
    const tabless = line.replaceAll('\t', ' ')
    const begun = isFirst ? tabless : tabless.replace(/^ +/, '')
    return isLast ? begun : begun.replace(/ +$/, '')
  })
  return trimmed.filter((line) => line !== '').join(' ')
}
