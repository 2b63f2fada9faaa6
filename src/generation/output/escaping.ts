// How the tagged format lets a path hold a quote and a content hold a closing tag: for all who write it or read it.
import type { TagName } from './tag-names.ts'

const ENTITIES: Record<string, string> = { amp: '&', quot: '"', lt: '<', gt: '>', apos: "'", '#39': "'" }

/** A marker in a tag of the body, closing or opening. */
const MARKER = /<\/([a-z]+)\s+(X\d+)\s*>|<([a-z]+)\s[^<>]*\bend\s*=\s*["']?(X\d+)/gi

/** A value as it stands between the double quotes of an attribute. */
export function escapeAttribute(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** The value of an attribute, whatever quotes it stood in. */
export function unescapeAttribute(text: string): string {
  return text.replace(/&(amp|quot|lt|gt|apos|#39);/g, (whole, name: string) => ENTITIES[name] ?? whole)
}

/** The line that ends a block; its `end` marker, where the opening tag has one, sets it apart from lines of the body. */
export function closingTag(name: TagName, end: string | undefined): string {
  return end === undefined ? `</${name}>` : `</${name} ${end}>`
}

/** A marker of which no closing tag in the body can be taken for that of the block. */
export function chooseEndMarker(name: TagName, body: string): string {
  const taken = new Set(
    [...body.matchAll(MARKER)].flatMap(([, of, end, by, marker]) => [
      of?.toLowerCase() === name ? end : undefined,
      by?.toLowerCase() === name ? marker : undefined,
    ]),
  )
  let number = 1
  while (taken.has(`X${number}`)) number += 1
  return `X${number}`
}
