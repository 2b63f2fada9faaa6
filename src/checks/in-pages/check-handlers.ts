// Functions that the attributes of a page call: `onclick="save()"`.
import type { Work } from '../../work.ts'
import type { Page } from '../markup/page.ts'
import type { Project } from '../project.ts'
import { quote, shiftReport } from '../report.ts'
import { parseScript } from '../scripts/parse-script.ts'
import { createScriptNames, addScopes } from '../scripts/script-names.ts'
import { readScopes } from '../scripts/script-scopes.ts'
import { isSelfContained, type PageWithScripts } from './page-scripts.ts'

const HANDLER = /^on[a-z]+$/
/** Longer ones are no code that anybody has written into an attribute. */
const MAX_CHARS = 1000
const PLACEHOLDER = /\{\{|\{%|<[%?]|\$\{|\[\[/
const LANGUAGE = { typescript: false, jsx: false, declarations: false, compiled: false }

/** Functions of browsers that handlers call by their plain names: those of windows, documents, forms and elements. */
const BROWSER_FUNCTIONS = new Set(
  (
    'alert confirm prompt open close print stop focus blur find scroll scrollTo scrollBy moveTo moveBy resizeTo resizeBy ' +
    'getComputedStyle matchMedia getSelection postMessage fetch atob btoa eval parseInt parseFloat isNaN isFinite ' +
    'encodeURI encodeURIComponent decodeURI decodeURIComponent escape unescape queueMicrotask structuredClone reportError ' +
    'setTimeout setInterval clearTimeout clearInterval requestAnimationFrame cancelAnimationFrame requestIdleCallback ' +
    'cancelIdleCallback createImageBitmap importScripts submit reset requestSubmit click play pause load remove select ' +
    'toggle show showModal hide showPicker showPopover hidePopover togglePopover requestFullscreen exitFullscreen ' +
    'scrollIntoView checkValidity reportValidity setCustomValidity setAttribute getAttribute removeAttribute ' +
    'toggleAttribute hasAttribute append prepend before after replaceWith querySelector querySelectorAll getElementById ' +
    'getElementsByClassName getElementsByTagName getElementsByName createElement write writeln dispatchEvent ' +
    'addEventListener removeEventListener closest matches contains animate setRangeText setSelectionRange stepUp stepDown ' +
    'Number String Boolean Array Object Date Symbol BigInt RegExp Error require gtag ga fbq'
  ).split(' '),
)

/** What the scripts of the project give to all scripts, and whether it is known of each of them what it gives. */
type SharedNames = { globals: ReadonlySet<string>; areAllKnown: boolean }

export async function checkHandlers(
  project: Project,
  pageScripts: PageWithScripts,
  { globals, areAllKnown }: SharedNames,
  work: Work,
): Promise<void> {
  const { page, scripts } = pageScripts
  if (page.isTemplate) return
  const handlers = await readHandlers(page, work)
  if (handlers.length === 0) return
  const isCertain = await isSelfContained(project, pageScripts, work)
  const seen = new Set<string>()
  const ownNames = new Set<string>()
  for (const { facts, type } of scripts) {
    const isShared = type !== 'module' && facts?.names.isModule === false
    for (const name of facts?.names.top.keys() ?? []) (isShared ? seen : ownNames).add(name)
  }
  for (const handler of handlers) {
    const { attribute, offset } = handler
    if (page.report.isFull()) return
    for (const name of await readCalls(page, handler, work)) {
      if (seen.has(name) || globals.has(name) || BROWSER_FUNCTIONS.has(name)) continue
      const isHidden = ownNames.has(name) && areAllKnown
      if (!isHidden && !isCertain) continue
      const message = isHidden
        ? `${attribute} calls ${quote(name)}, which is inside a module: use addEventListener there, or put it on window.`
        : `${attribute} calls ${quote(name)}, which no script of the page defines: define it.`
      page.report.add('undefined_name', message, offset)
    }
  }
}

type Handler = { attribute: string; value: string; offset: number }

async function readHandlers({ tags }: Page, work: Work): Promise<Handler[]> {
  const handlers: Handler[] = []
  for (const { attributes } of tags) {
    if (work.spend(attributes.size / 5)) await work.pause()
    for (const [attribute, { value, offset }] of attributes) {
      if (!HANDLER.test(attribute) || value.length > MAX_CHARS) continue
      if (value.trim() !== '' && !PLACEHOLDER.test(value)) handlers.push({ attribute, value, offset })
    }
  }
  return handlers
}

/** Reports a mistake in the code, and returns the functions that it calls without declaring or asking for them. */
async function readCalls({ text, report }: Page, { value, offset }: Handler, work: Work): Promise<Set<string>> {
  const parsed = await parseScript({ text: value, language: LANGUAGE, goal: 'commonjs' }, work)
  if (parsed.state === 'failed' && text.startsWith(value, offset)) {
    shiftReport(report, offset).add('syntax_error', parsed.message, parsed.offset)
  }
  if (parsed.state !== 'parsed') return new Set()
  const names = await createScriptNames(parsed.program, work)
  await addScopes(names, await readScopes(parsed.program, () => {}, work), work)
  // A name that stands twice may be asked for before it is called.
  return new Set(names.unknownCalls.map(({ name }) => name).filter((name) => value.split(name).length === 2))
}
