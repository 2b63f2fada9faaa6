import {
  HTML_INSIDE_FOREIGN,
  IMPLIED_ENDS,
  OPTIONAL_END,
  OPTIONAL_START,
  STANDARD_ELEMENTS,
  VOID_ELEMENTS,
} from './html-elements.ts'
import { shorten, type Report } from '../report.ts'

type OpenElement = { name: string; offset: number; isForeign: boolean }

const INERT = new Set(['template', 'noscript'])

/** Browsers give up at a quarter of it. */
const MAX_DEPTH = 2000

/** Follows the open elements of a document, and reports the tags that do not match. */
export class MarkupTree {
  readonly #report: Report
  /** In XML every element is closed by its own tag. */
  readonly #isXml: boolean
  readonly #stack: OpenElement[] = []
  /** How many of each name are open: a search for what is not there would go through the whole stack. */
  readonly #openCounts = new Map<string, number>()
  /** Elements already reported as unclosed: their end tags may yet come, and are no second mistake. */
  readonly #forgiven = new Map<string, number>()
  #inertDepth = 0
  /** Nested beyond MAX_DEPTH: what is open is no longer followed. */
  #isLost = false
  #lastOpened: OpenElement | undefined

  constructor(report: Report, isXml: boolean) {
    this.#report = report
    this.#isXml = isXml
  }

  /** True where tags are those of SVG or MathML, which have rules of their own. */
  get isForeign(): boolean {
    const top = this.#stack.at(-1)
    return top !== undefined && top.isForeign && !HTML_INSIDE_FOREIGN.has(top.name)
  }

  /** True below a `<template>` or `<noscript>`, whose content is not part of the page. */
  get isInert(): boolean {
    return this.#inertDepth > 0
  }

  open(name: string, offset: number): void {
    if (this.#isLost) return
    const isForeign = !this.#isXml && (this.isForeign || name === 'svg' || name === 'math')
    if (!this.#isXml && !isForeign) {
      const ends = IMPLIED_ENDS.get(name)
      while (ends?.includes(this.#stack.at(-1)?.name ?? '')) this.#pop()
    }
    const element = { name, offset, isForeign }
    this.#lastOpened = element
    if (!this.#isXml && !isForeign && VOID_ELEMENTS.has(name)) return
    if (this.#stack.length >= MAX_DEPTH) {
      this.#isLost = true
      this.#report.add('unclosed_tag', `<${shorten(name)}> is nested too deeply: close the tags before it.`, offset)
      return
    }
    this.#stack.push(element)
    count(this.#openCounts, name, 1)
    if (INERT.has(name)) this.#inertDepth++
  }

  /** After open: the tag ended in `/>`, which in HTML closes nothing. */
  closeItself(): void {
    const element = this.#lastOpened
    if (element === undefined || this.#stack.at(-1) !== element) return
    const { name, offset, isForeign } = element
    this.#pop()
    if (this.#isXml || isForeign || !STANDARD_ELEMENTS.has(name)) return
    count(this.#forgiven, name, 1)
    if (OPTIONAL_END.has(name)) return
    this.#report.add('unclosed_tag', `<${name} /> does not close itself in HTML: write <${name}></${name}>.`, offset)
  }

  close(name: string, offset: number): void {
    if (this.#isLost) return
    if ((this.#openCounts.get(name) ?? 0) === 0) this.#reportStray(name, offset)
    else this.#popUntil(name)
  }

  end(): void {
    if (!this.#isLost) this.#popUntil(undefined)
  }

  #popUntil(name: string | undefined): void {
    for (let element = this.#pop(); element !== undefined && element.name !== name; element = this.#pop()) {
      if (!this.#isXml && !element.isForeign && OPTIONAL_END.has(element.name)) continue
      const shown = shorten(element.name)
      this.#report.add('unclosed_tag', `<${shown}> is never closed: add </${shown}>.`, element.offset)
      count(this.#forgiven, element.name, 1)
    }
  }

  #pop(): OpenElement | undefined {
    const element = this.#stack.pop()
    if (element === undefined) return undefined
    count(this.#openCounts, element.name, -1)
    if (INERT.has(element.name)) this.#inertDepth--
    return element
  }

  #reportStray(name: string, offset: number): void {
    const shown = shorten(name)
    if ((this.#forgiven.get(name) ?? 0) > 0) count(this.#forgiven, name, -1)
    else if (!this.#isXml && !this.isForeign && VOID_ELEMENTS.has(name)) {
      this.#report.add('stray_end_tag', `<${shown}> has no end tag: remove </${shown}>.`, offset)
    } else if (this.#isXml || !OPTIONAL_START.has(name)) {
      this.#report.add('stray_end_tag', `</${shown}> closes nothing: remove it or add <${shown}>.`, offset)
    }
  }
}

function count(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by)
}
