/** The tags of a model's answer: a tag begins a line, and as a rule stands alone on it. */
import { unescapeAttribute } from './escaping.ts'
import { isForeign, meaningOf, nameAttributes, type OtherName, type TagName } from './tag-names.ts'

export type OpenTag = {
  kind: 'open'
  name: TagName
  /** The name as it was written. */
  raw: string
  attributes: ReadonlyMap<string, string>
  /** The closing tag stands on the same line; `rest` is what stands between. */
  isClosed: boolean
  /** Content that follows on the line of the tag. */
  rest: string
  /** Whether the tag is written as the format says, save for what follows it on its line. */
  isExact: boolean
  isForeign: boolean
}

export type Tag =
  | OpenTag
  | { kind: 'close'; name: TagName; raw: string; end: string | undefined }
  | { kind: OtherName; raw: string; isClosed: boolean }
  /** `hasBody` tells whether lines of a block follow. */
  | { kind: 'malformed'; name: TagName; message: string; hasBody: boolean }

/** Longer tags are content: none needs more than two paths and a marker. */
const MAX_TAG_CHARS = 4096

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
  const text = line.trim()
  const raw = rawName(text)
  const meaning = meaningOf(raw)
  if (meaning === undefined) return undefined
  if (meaning === 'wrapper' || meaning === 'command') return parseOther(text, raw, meaning)
  return text.startsWith('</') ? parseClose(text, raw, meaning) : parseOpen(text, raw, meaning)
}

/** Whether a line begins as a tag does, whole or not. */
export function startsLikeTag(line: string): boolean {
  return meaningOf(rawName(line.trimStart())) !== undefined
}

/** The attributes that the tag must have and lacks (an empty value counts as lacking, except in a title). */
export function missingAttributes({ name, attributes }: OpenTag): string[] {
  return REQUIRED[name].filter((key) => {
    const value = attributes.get(key)
    return value === undefined || (value === '' && key !== 'title')
  })
}

/** Whether any line of a text begins as a tag does. One search, since a text may have half a million lines. */
export function hasTagLikeLine(text: string): boolean {
  return /(?:^|\n)[^\S\n]*<\/?(?:plan|file|edit|delete|rename|read)[\s/>]/i.test(text)
}

function rawName(text: string): string {
  return /^<\/?([A-Za-z][\w-]{0,31})(?=[\s/>])/.exec(text)?.[1] ?? ''
}

function parseOther(text: string, raw: string, kind: OtherName): Tag | undefined {
  const isTag = /^<\/?[\w-]+(?:\s[^<>]*)?>/.test(text.slice(0, MAX_TAG_CHARS))
  return isTag ? { kind, raw, isClosed: text.startsWith('</') || endsWithClosing(text, raw) } : undefined
}

function parseClose(text: string, raw: string, name: TagName): Tag | undefined {
  const match = text.length > MAX_TAG_CHARS ? null : /^<\/[\w-]+(?:\s+([\w-]+))?\s*>$/.exec(text)
  return match === null ? undefined : { kind: 'close', name, raw, end: match[1] }
}

function parseOpen(text: string, raw: string, name: TagName): Tag | undefined {
  const read = readAttributes(text, 1 + raw.length) ?? readQuotedTitle(text, name)
  if (read === undefined) return explainFault(text, raw, name)
  const { attributes, isSelfClosed } = read
  if (attributes.get('type') !== undefined && attributes.get('type') !== 'file' && isForeign(raw)) {
    return { kind: 'command', raw, isClosed: isSelfClosed || endsWithClosing(text, raw) }
  }
  const hasBody = name === 'plan' || name === 'file' || name === 'edit'
  if (isSelfClosed && hasBody) {
    const message = `<${name} …/> has no content: write it between an opening and a closing tag`
    return { kind: 'malformed', name, message, hasBody: false }
  }
  const after = text.slice(read.length)
  const isClosed = endsWithClosing(after, raw)
  const rest = isClosed ? after.slice(0, -`</${raw}>`.length) : after
  // A sentence may begin with a tag: then a blank follows.
  if (rest !== '' && (!hasBody || name === 'plan' || (!isClosed && /^\s/.test(rest) && !isForeign(raw)))) {
    return undefined
  }
  const isRenamed = nameAttributes(name, attributes)
  const isExact = raw === name && !isRenamed && !read.isMended
  return { kind: 'open', name, raw, attributes, isClosed, rest, isExact, isForeign: isForeign(raw) }
}

function endsWithClosing(text: string, raw: string): boolean {
  return text.endsWith(`</${raw}>`)
}

/** A sentence that begins with a tag's name is prose; what can only be a botched tag is reported. */
function explainFault(text: string, raw: string, name: TagName): Tag | undefined {
  const inner = text.slice(1 + raw.length, -1)
  if (text.length > MAX_TAG_CHARS || !text.endsWith('>') || /[<>]/.test(inner)) return undefined
  const message = `the attributes of <${name}> are not written as name="value"`
  return { kind: 'malformed', name, message, hasBody: name !== 'delete' && name !== 'rename' }
}

type Attributes = {
  attributes: Map<string, string>
  isSelfClosed: boolean
  isMended: boolean
  /** Of the tag, in characters. */
  length: number
}

function readAttributes(text: string, start: number): Attributes | undefined {
  const attributes = new Map<string, string>()
  const pattern = /\s+([A-Za-z][\w-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>=]+?(?=\s|\/?>)))/y
  const end = /\s*(\/?)>/y
  let at = start
  while (at < MAX_TAG_CHARS) {
    end.lastIndex = at
    const closing = end.exec(text)
    if (closing !== null) {
      return { attributes, isSelfClosed: closing[1] === '/', isMended: false, length: end.lastIndex }
    }
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match === null) return undefined
    const value = match[2] ?? match[3] ?? match[4] ?? ''
    attributes.set((match[1] ?? '').toLowerCase(), unescapeAttribute(value).trim())
    at = pattern.lastIndex
  }
  return undefined
}

/** A title with quotes of its own reaches to the last quote of the tag. */
function readQuotedTitle(text: string, name: TagName): Attributes | undefined {
  if (name !== 'plan' || text.length > MAX_TAG_CHARS) return undefined
  const title = /^<\w+\s+title\s*=\s*(["'])(.*)\1\s*>$/i.exec(text)?.[2]
  if (title === undefined) return undefined
  const attributes = new Map([['title', unescapeAttribute(title).trim()]])
  return { attributes, isSelfClosed: false, isMended: true, length: text.length }
}
