import type { Tokenizer } from 'htmlparser2'
import { decodeEntities } from './entities.ts'
import { MarkupTree } from './markup-tree.ts'
import { shorten, type Report } from '../report.ts'

/** `offset` is where the value starts, or the name of an attribute without one. */
export type Attribute = { value: string; offset: number; isQuoted: boolean }

export type Tag = {
  /** In lower case, but for XML. */
  name: string
  offset: number
  /** The first of each name. */
  attributes: ReadonlyMap<string, Attribute>
  /** Below a `<template>` or `<noscript>`. */
  isInert: boolean
}

/** A tag whose content is text: `<script>`, `<style>`. */
export type RawText = { tag: Tag; text: string; offset: number }

export type Markup = {
  /** Name of the first tag, if there is any. */
  root: string | undefined
  /** Those with attributes: of the others nobody wants to know. */
  tags: Tag[]
  rawTexts: RawText[]
}

type Callbacks = ConstructorParameters<typeof Tokenizer>[1]

/** `quote` of onattribend: the tokenizer's numbers for single and double quotes are the highest. */
const SINGLE_QUOTE = 2

const UNITS_PER_TAG = 0.5
/** The attributes of a project's pages are all kept at once, so that they count for more than the time they take. */
const UNITS_PER_ATTRIBUTE = 4

const NO_ATTRIBUTES: ReadonlyMap<string, Attribute> = new Map()

/** Turns what the tokenizer finds into tags, texts and problems. Offsets are into the text. */
export class MarkupReader implements Callbacks {
  readonly markup: Markup = { root: undefined, tags: [], rawTexts: [] }
  #units = 0
  readonly #text: string
  readonly #report: Report
  readonly #isXml: boolean
  readonly #tree: MarkupTree
  #tag: Tag | undefined
  /** Of the tag that is open. */
  #attributes = new Map<string, Attribute>()
  #isTagOpen = false
  /** A placeholder stands among the attributes of the tag. */
  #isTemplated = false
  #rawTag: Tag | undefined
  #attribute = { name: '', nameOffset: 0, start: -1, end: -1 }

  constructor(text: string, report: Report, isXml: boolean) {
    this.#text = text
    this.#report = report
    this.#isXml = isXml
    this.#tree = new MarkupTree(report, isXml)
  }

  isInForeignContext(): boolean {
    return this.#tree.isForeign
  }

  /** The work that was done since it was asked for last. */
  takeUnits(): number {
    const units = this.#units
    this.#units = 0
    return units
  }

  onopentagname(start: number, end: number): void {
    const name = this.#nameAt(start, end)
    this.#units += UNITS_PER_TAG
    this.markup.root ??= name
    this.#isTagOpen = true
    this.#isTemplated = false
    this.#tree.open(name, start - 1)
    this.#tag = { name, offset: start - 1, attributes: NO_ATTRIBUTES, isInert: this.#tree.isInert }
  }

  onattribname(start: number, end: number): void {
    this.#units += UNITS_PER_ATTRIBUTE
    this.#attribute = { name: this.#nameAt(start, end), nameOffset: start, start: -1, end: -1 }
  }

  onattribdata(start: number, end: number): void {
    if (this.#attribute.start === -1) this.#attribute.start = start
    this.#attribute.end = end
  }

  onattribend(quote: number): void {
    const { name, nameOffset, start, end } = this.#attribute
    const tag = this.#tag
    if (tag === undefined) return
    if (!tag.attributes.has(name)) {
      const value = start === -1 ? '' : decodeEntities(this.#text.slice(start, end))
      this.#addAttribute(tag, name, {
        value,
        offset: start === -1 ? nameOffset : start,
        isQuoted: quote >= SINGLE_QUOTE,
      })
    } else if (this.#isXml) {
      const message = `The attribute ${shorten(name)} stands twice in <${shorten(tag.name)}>: remove one.`
      this.#report.add('syntax_error', message, nameOffset)
    }
    // A quote or angle bracket in a name comes from one that is missing before it, or from a template.
    this.#isTemplated ||= name.includes('{')
    if (this.#isTemplated || !/["'<]/.test(name)) return
    this.#report.add('syntax_error', `The tag <${shorten(tag.name)}> has a stray quote or no closing ">".`, nameOffset)
  }

  onopentagend(): void {
    this.#isTagOpen = false
    if (this.#tag === undefined) return
    if (this.#tag.attributes.size > 0) this.markup.tags.push(this.#tag)
    const isRaw = !this.#isXml && !this.#tree.isForeign && /^(?:script|style)$/.test(this.#tag.name)
    this.#rawTag = isRaw ? this.#tag : undefined
  }

  onselfclosingtag(): void {
    this.#tree.closeItself()
    this.onopentagend()
  }

  onclosetag(start: number, end: number): void {
    this.#units += UNITS_PER_TAG
    this.#rawTag = undefined
    this.#tree.close(this.#nameAt(start, end), start - 2)
  }

  ontext(start: number, end: number): void {
    if (this.#rawTag === undefined) return
    const last = this.markup.rawTexts.at(-1)
    // The tokenizer is given the text in pieces, and tells a text at the end of each.
    if (last?.tag === this.#rawTag) last.text = this.#text.slice(last.offset, end)
    else this.markup.rawTexts.push({ tag: this.#rawTag, text: this.#text.slice(start, end), offset: start })
  }

  oncomment(start: number, end: number): void {
    if (end < this.#text.length || !this.#text.startsWith('<!--', start - 4)) return
    this.#report.add('syntax_error', 'The comment is never closed: add -->.', start - 4)
  }

  oncdata(start: number, end: number): void {
    if (end >= this.#text.length) this.#report.add('syntax_error', 'The CDATA section is never closed: add ]]>.', start)
  }

  onend(): void {
    if (!this.#isTagOpen || this.#tag === undefined) this.#tree.end()
    else {
      const message = `The tag <${shorten(this.#tag.name)}> is not finished: close its quotes and add ">".`
      this.#report.add('syntax_error', message, this.#tag.offset)
    }
  }

  ontextentity(): void {}
  onattribentity(): void {}
  ondeclaration(): void {}
  onprocessinginstruction(): void {}

  /** Most tags have none, so that a map is made for those that do. */
  #addAttribute(tag: Tag, name: string, attribute: Attribute): void {
    if (tag.attributes.size > 0) this.#attributes.set(name, attribute)
    else tag.attributes = this.#attributes = new Map([[name, attribute]])
  }

  #nameAt(start: number, end: number): string {
    const name = this.#text.slice(start, end)
    return this.#isXml ? name : name.toLowerCase()
  }
}
