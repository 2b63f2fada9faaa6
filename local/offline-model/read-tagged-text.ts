/** Reads the tagged text that the pipeline sends: the request, `<file>` blocks, and the attributes of tags. */
import { closingTag, unescapeAttribute } from '../../src/generation/output/escaping.ts'

export type TaggedText = {
  /** Undefined when the text has no request in tags. */
  request: string | undefined
  /** Path → content. */
  files: Map<string, string>
  /** The lines that stand in no block. */
  rest: string[]
}

const openFile = /^\s*<file\s([^>]*)>\s*$/

/** Parts a text into its blocks, from top to bottom, so that a tag inside a block is content. An open end is an end. */
export function readTaggedText(text: string): TaggedText {
  const lines = text.split(/\r?\n/)
  const result: TaggedText = { request: undefined, files: new Map(), rest: [] }
  let position = 0
  const takeUntil = (closing: string): string[] => {
    let end = position
    while (end < lines.length && lines[end]?.trim() !== closing) end += 1
    const content = lines.slice(position, end)
    position = end + 1
    return content
  }
  while (position < lines.length) {
    const line = lines[position] ?? ''
    position += 1
    const opened = openFile.exec(line)
    const file = opened === null ? undefined : readAttributes(opened[1])
    const path = file?.get('path')
    if (line.trim() === '<request>') result.request ??= takeUntil('</request>').join('\n').trim()
    else if (path === undefined) result.rest.push(line)
    else
      result.files.set(
        path,
        takeUntil(closingTag('file', file?.get('end')))
          .map((content) => `${content}\n`)
          .join(''),
      )
  }
  return result
}

/** The attributes inside a tag, entities decoded. */
export function readAttributes(source = ''): Map<string, string> {
  const pairs = source.matchAll(/([\w-]+)="([^"]*)"/g)
  return new Map([...pairs].map(([, name = '', value = '']) => [name, unescapeAttribute(value)]))
}
