import { readLocalLink } from '../links/local-link.ts'
import { followPath, folderOf } from '../project-path.ts'
import type { Markup } from './markup-reader.ts'
import { readMarkup } from './read-markup.ts'
import type { Report } from '../report.ts'

/** An HTML file, read. */
export type Page = Markup & {
  path: string
  text: string
  report: Report
  /** Other text is put into it before a browser sees it. */
  isTemplate: boolean
  /** A piece of a page, that scripts or servers put into others. */
  isFragment: boolean
}

const TEMPLATE_MARKS =
  /\{%|<%|\{\{[#/^>~]|<\?(?:php|=)|@(?:if|else|for|foreach|section|yield|extends|model|switch)\b|\bth:[a-z]+=|\[#[a-z]/

export function readPage(path: string, text: string, report: Report): Page {
  const isTemplate = TEMPLATE_MARKS.test(text)
  const markup = readMarkup(text, report, { isTemplate })
  const isFragment = !/<!doctype|<html|<head|<body/i.test(text)
  return { ...markup, path, text, report, isTemplate, isFragment }
}

/** The folders that a relative address on the page may start from; none when that is another site. */
export function startFolders(page: Page, pages: Page[]): string[] {
  const own = folderOf(page.path)
  const base = page.tags.find(({ name, attributes }) => name === 'base' && attributes.has('href'))
  if (base !== undefined) {
    const link = readLocalLink(base.attributes.get('href')?.value ?? '')
    if (link === undefined) return []
    const folder = followPath(link.isAbsolute ? '' : own, link.path.replace(/[^/]*$/, ''))
    return folder === undefined ? [] : [folder, own]
  }
  if (!page.isFragment) return [own]
  return [...new Set([own, '', ...pages.map(({ path }) => folderOf(path))])]
}
