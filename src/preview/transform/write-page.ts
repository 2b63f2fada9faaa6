import { CLOSED_REPORT } from '../../checks/report.ts'
import type { Attribute, Markup } from '../../checks/markup/markup-reader.ts'
import { readMarkup } from '../../checks/markup/read-markup.ts'
import type { Work } from '../../work.ts'
import { editText, type Edits } from './edits.ts'
import { writeImportMap } from './import-map.ts'
import type { ProjectView } from './project-view.ts'
import { transformScript } from './transform-script.ts'

const ADDRESSES = ['src', 'href', 'poster', 'action', 'data']

export type Page = {
  text: string
  view: ProjectView
  /** Scripts that stand in front of all others, each an address. */
  scripts: readonly string[]
  /** Turns a module that stands in the page into what a browser takes. */
  transform: (text: string) => ReturnType<typeof transformScript>
  work: Work
}

/** The page with what its modules need, and its addresses where they lead to. @throws {WorkLimitError} */
export async function writePage({ text, view, scripts, transform, work }: Page): Promise<string> {
  const markup = await readMarkup(text, CLOSED_REPORT, work)
  if (work.isOver()) await work.pause()
  const edits = editText(text)
  const inline = markup.rawTexts.filter(({ tag }) => tag.name === 'script' && !tag.attributes.has('src'))
  const typeOf = ({ tag }: (typeof inline)[number]) => tag.attributes.get('type')?.value.trim().toLowerCase()
  const map = inline.some((script) => typeOf(script) === 'importmap') ? undefined : writeImportMap(view)
  const first = scripts.map((address) => `<script src="${address}"></script>`).join('')
  const beginning = first + (map === undefined ? '' : `<script type="importmap">${map}</script>`)
  edits.open(beginningOf(text), beginning)
  if (view.base !== '/') moveAddresses(markup, view.base, edits)
  for (const script of inline) {
    if (typeOf(script) !== 'module') continue
    const written = await transform(script.text)
    if ('code' in written) edits.replace(script.offset, script.offset + script.text.length, written.code)
  }
  return edits.apply()
}

/** Behind the tag of the head, or where it would be. */
function beginningOf(text: string): number {
  const start = text.slice(0, 100_000)
  const found = /<head\b[^>]*>/i.exec(start) ?? /<html\b[^>]*>/i.exec(start) ?? /<!doctype[^>]*>/i.exec(start)
  return found === null ? 0 : found.index + found[0].length
}

/** What begins at the root of the site begins at the preview, where that is below a path. */
function moveAddresses({ tags }: Markup, base: string, edits: Edits): void {
  for (const { attributes } of tags) {
    for (const name of ADDRESSES) {
      const attribute = attributes.get(name)
      if (attribute !== undefined && isAtRoot(attribute)) edits.replace(attribute.offset, attribute.offset + 1, base)
    }
  }
}

function isAtRoot({ value }: Attribute): boolean {
  return value.startsWith('/') && !value.startsWith('//')
}
