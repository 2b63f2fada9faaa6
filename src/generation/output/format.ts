import { parseFence } from './fences.ts'
import { escapeAttribute, startsLikeTag } from './tags.ts'

/**
 * A file as a block. Parsing it gives the content back byte for byte, except that a non-empty content without a final
 * newline gets one. An `end` marker is chosen when a line of the content could be taken for a tag.
 */
export function renderFileBlock(path: string, content: string): string {
  const body = content === '' || content.endsWith('\n') ? content : `${content}\n`
  const marker = needsMarker(body) ? freeMarker(body) : undefined
  const attribute = marker === undefined ? '' : ` end="${marker}"`
  const close = marker === undefined ? '</file>' : `</file ${marker}>`
  return `<file path="${escapeAttribute(path)}"${attribute}>\n${body}${close}\n`
}

function needsMarker(body: string): boolean {
  const lines = body.split('\n')
  return parseFence(lines[0] ?? '') !== undefined || lines.some(startsLikeTag)
}

function freeMarker(body: string): string {
  const taken = new Set([...body.matchAll(/<\/file (X\d+)>/g)].map(([, marker]) => marker))
  let number = 1
  while (taken.has(`X${number}`)) number += 1
  return `X${number}`
}
