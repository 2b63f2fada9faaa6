import { chooseEndMarker, closingTag, escapeAttribute } from './escaping.ts'
import { parseFence } from './fences.ts'
import { hasTagLikeLine } from './tags.ts'

type Plan = { title: string; summary: string; files: readonly { path: string; purpose: string }[] }

/**
 * A file as a block. Parsing it gives the content back byte for byte, except that a non-empty content without a final
 * newline gets one.
 */
export function renderFileBlock(path: string, content: string): string {
  return renderBlock('file', path, content === '' || content.endsWith('\n') ? content : `${content}\n`)
}

/** A plan as a block: a line for each file. */
export function renderPlanBlock({ title, summary, files }: Plan): string {
  const lines = files.map(({ path, purpose }) => `- ${path}: ${purpose}`)
  return [`<plan title="${escapeAttribute(title)}">`, summary, ...lines, '</plan>', ''].join('\n')
}

/** A block around lines. An `end` marker is chosen when one of them could be taken for a tag. */
export function renderBlock(name: 'file' | 'edit', path: string, body: string): string {
  const end = needsMarker(body) ? chooseEndMarker(name, body) : undefined
  const attribute = end === undefined ? '' : ` end="${end}"`
  return `<${name} path="${escapeAttribute(path)}"${attribute}>\n${body}${closingTag(name, end)}\n`
}

function needsMarker(body: string): boolean {
  return beginsWithFence(body) || hasTagLikeLine(body)
}

function beginsWithFence(body: string): boolean {
  const start = body.length - body.trimStart().length
  const lineStart = body.lastIndexOf('\n', start) + 1
  const lineEnd = body.indexOf('\n', start)
  return parseFence(body.slice(lineStart, lineEnd === -1 ? undefined : lineEnd)) !== undefined
}
