import type { Work } from '../../work.ts'
import { readLocalLink } from '../links/local-link.ts'
import { createStarts, type Starts } from '../links/starts.ts'
import { followPath, folderOf } from '../project-path.ts'
import type { Project } from '../project.ts'
import type { Report } from '../report.ts'
import { CHARS_PER_UNIT } from '../text-work.ts'
import type { Markup } from './markup-reader.ts'
import { readMarkup } from './read-markup.ts'

/** An HTML file, read. */
export type Page = Markup & {
  path: string
  text: string
  report: Report
  /** Other text is put into it before a browser sees it. */
  isTemplate: boolean
  /** No piece that another page holds. */
  isWhole: boolean
  /** None for relative addresses when those lead to another site. */
  starts: Starts
}

const TEMPLATE_MARKS =
  /\{%|<%|\{\{[#/^>~]|<\?(?:php|=)|@(?:if|else|for|foreach|section|yield|extends|model|switch)\b|\bth:[a-z]+=|\[#[a-z]/

/** `pageFolders`: those of all pages, which may each hold this one if it is only a piece of a page. */
export async function readPage(
  project: Project,
  path: string,
  pageFolders: string[],
  report: Report,
  work: Work,
): Promise<Page> {
  const text = project.files.get(path) ?? ''
  if (work.spend((2 * text.length) / CHARS_PER_UNIT)) await work.pause()
  const isTemplate = TEMPLATE_MARKS.test(text)
  const isWhole = /<!doctype|<html|<head|<body/i.test(text)
  const markup = await readMarkup(text, report, work, { isTemplate })
  const starts = createStarts(project, startFolders(path, markup, isWhole ? [] : ['', ...pageFolders]))
  return { ...markup, path, text, report, isTemplate, isWhole, starts }
}

function startFolders(path: string, { tags }: Markup, others: string[]): string[] {
  const own = folderOf(path)
  const base = tags.find(({ name, attributes }) => name === 'base' && attributes.has('href'))
  if (base === undefined) return [own, ...others]
  const link = readLocalLink(base.attributes.get('href')?.value ?? '')
  if (link === undefined) return []
  const folder = followPath(link.isAbsolute ? '' : own, link.path.slice(0, link.path.lastIndexOf('/') + 1))
  return folder === undefined ? [] : [folder, own]
}
