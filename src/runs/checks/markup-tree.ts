import {
  HTML_INSIDE_FOREIGN,
  IMPLIED_ENDS,
  OPTIONAL_END,
  OPTIONAL_START,
  STANDARD_ELEMENTS,
  VOID_ELEMENTS,
} from './html-elements.ts'
import { shorten, type Report } from './report.ts'

type OpenElement = { name: string; offset: number; isForeign: boolean }

/** Follows the open elements of a document and reports the tags that do not match. */
export type MarkupTree = {
  open(name: string, offset: number): void
  /** After open: the tag ended in `/>`. */
  closeItself(): void
  close(name: string, offset: number): void
  end(): void
  /** True where the tags are those of SVG or MathML, which have rules of their own. */
  isForeign(): boolean
  /** True below a `<template>` or `<noscript>`, whose content is not part of the page. */
  isInert(): boolean
}

const INERT = new Set(['template', 'noscript'])

/** `isXml`: every element is closed by its own tag, and names are case-sensitive. */
export function createMarkupTree(report: Report, isXml: boolean): MarkupTree {
  const stack: OpenElement[] = []
  /** How often an element was reported as unclosed: its end tag may yet come, and is no second mistake. */
  const unclosed = new Map<string, number>()
  /** How many of each name are open: a search for what is not there would go through the whole stack. */
  const openCounts = new Map<string, number>()
  let inertDepth = 0
  let lastOpened: OpenElement | undefined

  const push = (element: OpenElement) => {
    stack.push(element)
    openCounts.set(element.name, (openCounts.get(element.name) ?? 0) + 1)
    if (INERT.has(element.name)) inertDepth++
  }
  const pop = (): OpenElement | undefined => {
    const element = stack.pop()
    if (element === undefined) return undefined
    openCounts.set(element.name, (openCounts.get(element.name) ?? 1) - 1)
    if (INERT.has(element.name)) inertDepth--
    return element
  }
  const isForeign = () => {
    const top = stack.at(-1)
    return top !== undefined && top.isForeign && !HTML_INSIDE_FOREIGN.has(top.name)
  }
  const mayStayOpen = ({ name, isForeign }: OpenElement) => !isXml && !isForeign && OPTIONAL_END.has(name)
  const reportUnclosed = ({ name, offset }: OpenElement) => {
    report('unclosed_tag', `<${shorten(name)}> is never closed: add </${shorten(name)}>.`, offset)
    unclosed.set(name, (unclosed.get(name) ?? 0) + 1)
  }

  return {
    isForeign,
    isInert: () => inertDepth > 0,
    open(name, offset) {
      const foreign = !isXml && (isForeign() || name === 'svg' || name === 'math')
      if (!isXml && !foreign) {
        const ends = IMPLIED_ENDS.get(name)
        while (ends?.includes(stack.at(-1)?.name ?? '')) pop()
      }
      lastOpened = { name, offset, isForeign: foreign }
      if (isXml || foreign || !VOID_ELEMENTS.has(name)) push(lastOpened)
    },
    closeItself() {
      if (lastOpened === undefined || stack.at(-1) !== lastOpened) return
      const { name, offset, isForeign } = lastOpened
      pop()
      if (isXml || isForeign || !STANDARD_ELEMENTS.has(name)) return
      unclosed.set(name, (unclosed.get(name) ?? 0) + 1)
      if (OPTIONAL_END.has(name)) return
      report('unclosed_tag', `<${name} /> does not close itself in HTML: write <${name}></${name}>.`, offset)
    },
    close(name, offset) {
      if ((openCounts.get(name) ?? 0) === 0) {
        reportStray(name, offset)
        return
      }
      for (let element = pop(); element !== undefined && element.name !== name; element = pop()) {
        if (!mayStayOpen(element)) reportUnclosed(element)
      }
    },
    end() {
      for (let element = pop(); element !== undefined; element = pop()) {
        if (!mayStayOpen(element)) reportUnclosed(element)
      }
    },
  }

  function reportStray(name: string, offset: number): void {
    const count = unclosed.get(name) ?? 0
    if (count > 0) unclosed.set(name, count - 1)
    else if (!isXml && !isForeign() && VOID_ELEMENTS.has(name)) {
      report('stray_end_tag', `<${name}> has no end tag: remove </${name}>.`, offset)
    } else if (isXml || !OPTIONAL_START.has(name)) {
      report('stray_end_tag', `</${shorten(name)}> closes nothing: remove it or add <${shorten(name)}>.`, offset)
    }
  }
}
