import { parseListOfComponentValues } from '@csstools/css-parser-algorithms'
import { tokenize } from '@csstools/css-tokenizer'
import { parse as parseScript } from 'acorn'

const voidElements = new Set(['area', 'br', 'col', 'hr', 'img', 'input', 'link', 'meta', 'source', 'wbr'])

/** What is wrong with a static project: files that do not parse, tags left open, links that lead nowhere. */
export function findFaults(files: ReadonlyMap<string, string>): string[] {
  return [...files].flatMap(([path, content]) => findFaultsIn(path, content, files).map((fault) => `${path}: ${fault}`))
}

function findFaultsIn(path: string, content: string, files: ReadonlyMap<string, string>): string[] {
  if (path.endsWith('.html')) return [...findOpenTags(content, false), ...findDeadLinks(content, files)]
  if (path.endsWith('.svg')) return findOpenTags(content, true)
  if (path.endsWith('.css')) return findCssFaults(content)
  if (path.endsWith('.js')) return findScriptFaults(content)
  return []
}

/** Every tag is closed, in order, and in writing: a void element of HTML aside, nothing may be left to the browser. */
function findOpenTags(markup: string, isXml: boolean): string[] {
  const faults: string[] = []
  const open: string[] = []
  for (const [tag, slash, name = ''] of markup.matchAll(/<(\/?)([a-zA-Z][\w-]*)(?:"[^"]*"|[^">])*>/g)) {
    if (slash === '/') {
      const expected = open.pop()
      if (expected !== name) faults.push(`</${name}> where </${expected}> is due`)
    } else if (!tag.endsWith('/>') && (isXml || !voidElements.has(name))) open.push(name)
  }
  return [...faults, ...open.map((name) => `<${name}> is not closed`)]
}

/** Every id a page refers to must be there, and so must every file. */
function findDeadLinks(html: string, files: ReadonlyMap<string, string>): string[] {
  const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => id)
  const idLinks = [...html.matchAll(/\s(?:for|aria-controls|aria-labelledby|aria-describedby)="([^"]*)"/g)]
  const links = [...html.matchAll(/\s(?:href|src)="([^"]*)"/g)].map(([, link = '']) => link)
  const wantedIds = [
    ...idLinks.flatMap(([, names = '']) => names.split(' ')),
    ...links.filter((link) => link.startsWith('#')).map((link) => link.slice(1)),
  ]
  const paths = links.filter((link) => !link.startsWith('#'))
  return [
    ...wantedIds.filter((id) => !ids.includes(id)).map((id) => `no element has the id "${id}"`),
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `the id "${id}" is given twice`),
    ...paths.filter((link) => !files.has(link)).map((link) => `"${link}" leads nowhere`),
  ]
}

function findCssFaults(css: string): string[] {
  const faults: string[] = []
  const onParseError = (error: Error) => faults.push(error.message)
  parseListOfComponentValues(tokenize({ css }, { onParseError }), { onParseError })
  return faults
}

function findScriptFaults(script: string): string[] {
  try {
    parseScript(script, { ecmaVersion: 'latest', sourceType: 'script' })
    return []
  } catch (error) {
    return [String(error)]
  }
}
