import { QuoteType, Tokenizer } from 'htmlparser2'
import { decodeEntities } from './entities.ts'
import { createMarkupTree } from './markup-tree.ts'
import { shorten, type Report } from './report.ts'

/** `offset` is where the value starts, or the name of an attribute without one. */
export type Attribute = { value: string; offset: number; isQuoted: boolean }

export type Tag = {
  /** In lower case, but for XML. */
  name: string
  offset: number
  /** The first of each name. */
  attributes: Map<string, Attribute>
  /** Below a `<template>` or `<noscript>`. */
  isInert: boolean
  isForeign: boolean
}

/** A tag whose content is text: `<script>`, `<style>`. */
export type RawText = { tag: Tag; text: string; offset: number }

export type Markup = { tags: Tag[]; rawTexts: RawText[] }

/**
 * Reads HTML, or XML for an SVG file, and reports what does not match or does not end. `isTemplate`: branches of a
 * template may open what another branch closes, so nothing is reported.
 */
export function readMarkup(text: string, report: Report, { isXml = false, isTemplate = false } = {}): Markup {
  const markup: Markup = { tags: [], rawTexts: [] }
  const tell: Report = isTemplate ? () => {} : report
  const tree = createMarkupTree(tell, isXml)
  let tag: Tag | undefined
  let isTagOpen = false
  let attribute: { name: string; nameOffset: number; start: number; end: number } | undefined
  let rawTag: Tag | undefined

  const finishTag = () => {
    isTagOpen = false
    if (tag === undefined) return
    markup.tags.push(tag)
    rawTag = !isXml && !tag.isForeign && (tag.name === 'script' || tag.name === 'style') ? tag : undefined
  }
  const nameAt = (start: number, end: number) => (isXml ? text.slice(start, end) : text.slice(start, end).toLowerCase())

  const tokenizer = new Tokenizer(
    { xmlMode: isXml, decodeEntities: false },
    {
      isInForeignContext: () => tree.isForeign(),
      onopentagname(start, end) {
        const name = nameAt(start, end)
        const offset = start - 1
        isTagOpen = true
        tree.open(name, offset)
        tag = { name, offset, attributes: new Map(), isInert: tree.isInert(), isForeign: tree.isForeign() }
      },
      onattribname(start, end) {
        attribute = { name: nameAt(start, end), nameOffset: start, start: -1, end: -1 }
      },
      onattribdata(start, end) {
        if (attribute === undefined) return
        if (attribute.start === -1) attribute.start = start
        attribute.end = end
      },
      onattribend(quote) {
        if (attribute === undefined || tag === undefined) return
        const { name, nameOffset, start, end } = attribute
        const hasValue = start !== -1
        const isQuoted = quote === QuoteType.Double || quote === QuoteType.Single
        const value = hasValue ? decodeEntities(text.slice(start, end)) : ''
        if (!tag.attributes.has(name))
          tag.attributes.set(name, { value, offset: hasValue ? start : nameOffset, isQuoted })
        else if (isXml)
          tell(
            'syntax_error',
            `The attribute ${shorten(name)} stands twice in <${shorten(tag.name)}>: remove one.`,
            nameOffset,
          )
        checkAttributeName(name, nameOffset, tag, tell)
      },
      onattribentity() {},
      onopentagend: finishTag,
      onselfclosingtag() {
        tree.closeItself()
        finishTag()
      },
      onclosetag(start, end) {
        rawTag = undefined
        tree.close(nameAt(start, end), start - 2)
      },
      ontext(start, end) {
        if (rawTag !== undefined) markup.rawTexts.push({ tag: rawTag, text: text.slice(start, end), offset: start })
      },
      ontextentity() {},
      oncomment(start, end) {
        const isComment = text.startsWith('<!--', start - 4)
        if (isComment && end >= text.length) tell('syntax_error', 'The comment is never closed: add -->.', start - 4)
      },
      oncdata(_start, end) {
        if (end >= text.length) tell('syntax_error', 'The CDATA section is never closed: add ]]>.', end)
      },
      ondeclaration() {},
      onprocessinginstruction() {},
      onend() {},
    },
  )
  tokenizer.write(text)
  tokenizer.end()
  if (isTagOpen && tag !== undefined) {
    tell('syntax_error', `The tag <${shorten(tag.name)}> is not finished: close its quotes and add ">".`, tag.offset)
  } else tree.end()
  return markup
}

/** A quote or `<` in a name comes from a quote or `>` that is missing before it. */
function checkAttributeName(name: string, offset: number, tag: Tag, report: Report): void {
  if (/["'<]/.test(name))
    report('syntax_error', `The tag <${shorten(tag.name)}> has a stray quote or no closing ">".`, offset)
}
