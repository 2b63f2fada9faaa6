/** The tags of a model's answer: a tag counts only when it stands alone on its line. */
import { unescapeAttribute } from './escaping.ts'

export type TagName = 'plan' | 'file' | 'edit' | 'delete' | 'rename' | 'read'

export type Tag =
  | { kind: 'open'; name: TagName; attributes: ReadonlyMap<string, string>; isEmpty: boolean }
  | { kind: 'close'; name: TagName; end: string | undefined }
  | { kind: 'malformed'; name: TagName; message: string }

/** Longer lines are content: no tag needs more than two paths and a marker. */
const MAX_TAG_CHARS = 4096

const NAMES = new Map<string, TagName>([
  ['plan', 'plan'],
  ['file', 'file'],
  ['edit', 'edit'],
  ['delete', 'delete'],
  ['rename', 'rename'],
  ['read', 'read'],
])

const REQUIRED: Record<TagName, readonly string[]> = {
  plan: ['title'],
  file: ['path'],
  edit: ['path'],
  delete: ['path'],
  rename: ['from', 'to'],
  read: ['path'],
}

/** Reads a line as a tag; undefined when it is not one. Costs no more than the length of the line. */
export function parseTag(line: string): Tag | undefined {
  if (line.length > MAX_TAG_CHARS) return undefined
  const text = line.trim()
  const name = tagName(text)
  if (name === undefined || !text.endsWith('>')) return undefined
  return text.startsWith('</') ? parseClose(text, name) : parseOpen(text, name)
}

/** Whether a line begins as a tag does, whole or not. */
export function startsLikeTag(line: string): boolean {
  return tagName(line.trimStart()) !== undefined
}

/** The attributes that the tag must have and lacks (an empty value counts as lacking, except in a title). */
export function missingAttributes(tag: Tag & { kind: 'open' }): string[] {
  return REQUIRED[tag.name].filter((key) => {
    const value = tag.attributes.get(key)
    return value === undefined || (value === '' && key !== 'title')
  })
}

/** Whether any line of a text begins as a tag does. One search, since a text may have half a million lines. */
export function hasTagLikeLine(text: string): boolean {
  return /(?:^|\n)[^\S\n]*<\/?(?:plan|file|edit|delete|rename|read)[\s/>]/.test(text)
}

function tagName(text: string): TagName | undefined {
  const match = /^<\/?(plan|file|edit|delete|rename|read)(?=[\s/>])/.exec(text)
  return NAMES.get(match?.[1] ?? '')
}

function parseClose(text: string, name: TagName): Tag | undefined {
  const match = /^<\/[a-z]+(?:\s+([\w-]+))?\s*>$/.exec(text)
  return match === null ? undefined : { kind: 'close', name, end: match[1] }
}

function parseOpen(text: string, name: TagName): Tag | undefined {
  const pair = `></${name}>`
  const isPair = text.endsWith(pair)
  let inner = text.slice(1 + name.length, isPair ? -pair.length : -1)
  const isSelfClosed = !isPair && inner.endsWith('/')
  if (isSelfClosed) inner = inner.slice(0, -1)

  const attributes = parseAttributes(inner)
  if (attributes === undefined) return explainFault(text, name, inner)
  const hasBody = name === 'plan' || name === 'file' || name === 'edit'
  if (isSelfClosed && hasBody) {
    return {
      kind: 'malformed',
      name,
      message: `<${name} …/> has no content: write it between an opening and a closing tag`,
    }
  }
  return { kind: 'open', name, attributes, isEmpty: isPair }
}

/** A sentence that begins with a tag's name is prose; what can only be a botched tag is reported. */
function explainFault(text: string, name: TagName, inner: string): Tag | undefined {
  const isWholeBlock = text.endsWith(`</${name}>`)
  if (/[<>]/.test(inner) && !isWholeBlock) return undefined
  const message = isWholeBlock
    ? `the opening and the closing tag of <${name}> must each stand alone on a line`
    : `the attributes of <${name}> are not written as name="value"`
  return { kind: 'malformed', name, message }
}

function parseAttributes(text: string): Map<string, string> | undefined {
  const attributes = new Map<string, string>()
  const pattern = /\s+([A-Za-z]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>=]+))/y
  const end = text.trimEnd().length
  while (pattern.lastIndex < end) {
    const match = pattern.exec(text)
    if (match === null) return undefined
    const value = match[2] ?? match[3] ?? match[4] ?? ''
    attributes.set((match[1] ?? '').toLowerCase(), unescapeAttribute(value).trim())
  }
  return attributes
}
