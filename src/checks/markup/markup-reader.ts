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
  attributes: Map<string, Attribute>
  /** Below a `<template>` or `<noscript>`. */
  isInert: boolean
}

/** A tag whose content is text: `<script>`, `<style>`. */
export type RawText = { tag: Tag; text: string; offset: number }

export type Markup = { tags: Tag[]; rawTexts: RawText[] }

type Callbacks = ConstructorParameters<typeof Tokenizer>[1]

/** `quote` of onattribend: the tokenizer's numbers for single and double quotes are the highest. */
const SINGLE_QUOTE = 2

/** Turns what the tokenizer finds into tags, texts and problems. Offsets are into the text. */
export class MarkupReader implements Callbacks {
  readonly markup: Markup = { tags: [], rawTexts: [] }
  readonly #text: string
  readonly #report: Report
  readonly #isXml: boolean
  readonly #tree: MarkupTree
  #tag: Tag | undefined
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

  onopentagname(start: number, end: number): void {
    const name = this.#nameAt(start, end)
    this.#isTagOpen = true
    this.#isTemplated = false
    this.#tree.open(name, start - 1)
    this.#tag = { name, offset: start - 1, attributes: new Map(), isInert: this.#tree.isInert }
  }

  onattribname(start: number, end: number): void {
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
      tag.attributes.set(name, { value, offset: start === -1 ? nameOffset : start, isQuoted: quote >= SINGLE_QUOTE })
    } else if (this.#isXml) {
      const message = `The attribute ${shorten(name)} stands twice in <${shorten(tag.name)}>: remove one.`
      this.#report('syntax_error', message, nameOffset)
    }
    // A quote or angle bracket in a name comes from one that is missing before it, or from a template.
    this.#isTemplated ||= name.includes('{')
    if (this.#isTemplated || !/["'<]/.test(name)) return
    this.#report('syntax_error', `The tag <${shorten(tag.name)}> has a stray quote or no closing ">".`, nameOffset)
  }

  onopentagend(): void {
    this.#isTagOpen = false
    if (this.#tag === undefined) return
    this.markup.tags.push(this.#tag)
    const isRaw = !this.#isXml && !this.#tree.isForeign && /^(?:script|style)$/.test(this.#tag.name)
    this.#rawTag = isRaw ? this.#tag : undefined
  }

  onselfclosingtag(): void {
    this.#tree.closeItself()
    this.onopentagend()
  }

  onclosetag(start: number, end: number): void {
    this.#rawTag = undefined
    this.#tree.close(this.#nameAt(start, end), start - 2)
  }

  ontext(start: number, end: number): void {
    if (this.#rawTag === undefined) return
    this.markup.rawTexts.push({ tag: this.#rawTag, text: this.#text.slice(start, end), offset: start })
  }

  oncomment(start: number, end: number): void {
    if (end < this.#text.length || !this.#text.startsWith('<!--', start - 4)) return
    this.#report('syntax_error', 'The comment is never closed: add -->.', start - 4)
  }

  oncdata(start: number, end: number): void {
    if (end >= this.#text.length) this.#report('syntax_error', 'The CDATA section is never closed: add ]]>.', start)
  }

  onend(): void {
    if (!this.#isTagOpen || this.#tag === undefined) this.#tree.end()
    else {
      const message = `The tag <${shorten(this.#tag.name)}> is not finished: close its quotes and add ">".`
      this.#report('syntax_error', message, this.#tag.offset)
    }
  }

  ontextentity(): void {}
  onattribentity(): void {}
  ondeclaration(): void {}
  onprocessinginstruction(): void {}

  #nameAt(start: number, end: number): string {
    const name = this.#text.slice(start, end)
    return this.#isXml ? name : name.toLowerCase()
  }
}
