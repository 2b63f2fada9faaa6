// Elements that a script looks for by their id and takes for given.
import type { Work } from '../../work.ts'
import { baseName } from '../project-path.ts'
import type { Project } from '../project.ts'
import { quote, type Report } from '../report.ts'
import type { ScriptElements } from '../scripts/script-elements.ts'
import type { PageWithScripts } from './page-scripts.ts'

/** Libraries from elsewhere make elements with these ids. */
const MADE_ELSEWHERE = /^(?:g-recaptcha|h-captcha|cf-|fb-|google|stripe|paypal|__next|__nuxt|root-portal)/

/** Files that may hold pieces of pages. */
const MAY_HOLD_ELEMENTS =
  /\.(?:vue|svelte|astro|php|erb|ejs|hbs|pug|njk|liquid|twig|cshtml|razor|py|rb|go|java|rs|md|mdx|xml|svg|txt|json)$/i
/** Words to look for in them at once. */
const MAX_CANDIDATES = 100

/** `elements` of all scripts, those in pages included; `loaded` are those that pages load. */
export type ElementsToCheck = {
  all: readonly ScriptElements[]
  loaded: readonly { elements: ScriptElements; report: Report }[]
}

export async function checkElements(
  { files }: Project,
  pages: readonly PageWithScripts[],
  { all, loaded }: ElementsToCheck,
  work: Work,
): Promise<void> {
  if (pages.length === 0 || pages.some(({ page }) => page.isTemplate) || all.some(({ makesIds }) => makesIds)) return
  const known = new Set<string>()
  for (const { page } of pages) {
    for (const { attributes } of page.tags) {
      const id = attributes.get('id')?.value
      if (id !== undefined) known.add(id)
    }
    if (work.spend(page.tags.length / 10)) await work.pause()
  }
  for (const { strings, askedIds } of all) {
    for (const text of strings) known.add(text)
    for (const id of askedIds) known.add(id)
    if (work.spend(1 + strings.size / 10)) await work.pause()
  }
  const missing: { id: string; offset: number; report: Report }[] = []
  for (const { elements, report } of loaded) {
    for (const { id, offset, variable } of elements.lookups) {
      if (work.spend(1)) await work.pause()
      const { usedVariables, testedVariables } = elements
      const isTaken = variable === undefined || (usedVariables.has(variable) && !testedVariables.has(variable))
      if (isTaken && !MADE_ELSEWHERE.test(id) && !known.has(id)) missing.push({ id, offset, report })
    }
  }
  const candidates = missing.slice(0, MAX_CANDIDATES)
  const elsewhere = await findWords(files, new Set(candidates.map(({ id }) => id)), work)
  for (const { id, offset, report } of candidates) {
    if (elsewhere.has(id)) continue
    report.add('missing_element', `No page has an element with the id ${quote(id)}: add it or correct the id.`, offset)
  }
}

async function findWords(
  files: ReadonlyMap<string, string>,
  words: ReadonlySet<string>,
  work: Work,
): Promise<Set<string>> {
  const found = new Set<string>()
  if (words.size === 0) return found
  for (const [path, text] of files) {
    if (!MAY_HOLD_ELEMENTS.test(path) || /^(?:package(?:-lock)?\.json|README.*)$/i.test(baseName(path))) continue
    for (const word of words) {
      if (text.includes(word)) found.add(word)
      if (work.spend(1 + text.length / 1000)) await work.pause()
    }
  }
  return found
}
