// The scripts in files of Vue, Svelte and Astro, which hold markup of their own kinds around them.
import type { Goal } from './parse-script.ts'

/** `offset` is where the text of the script begins. */
export type ComponentScript = { text: string; offset: number; isTypeScript: boolean; goal: Goal }

const EXTENSIONS = /\.(?:vue|svelte|astro)$/i

/** A component has one or two. */
const MAX_SCRIPTS = 10

/** Types in an attribute may hold an angle bracket. */
const TAG_END = /(?:"[^"]*"|'[^']*'|[^>"'])*>/y

export function isComponent(path: string): boolean {
  return EXTENSIONS.test(path)
}

export function readComponentScripts(path: string, text: string): ComponentScript[] {
  if (/\.astro$/i.test(path)) return readFrontMatter(text)
  return readElements(text).filter(({ text: script }) => script.trim() !== '')
}

/** The code of an Astro file stands before its markup, between two lines of dashes. It may return at its top. */
function readFrontMatter(text: string): ComponentScript[] {
  const start = /^\s{0,100}---[ \t]*\r?\n/.exec(text)
  if (start === null) return []
  const end = text.indexOf('\n---', start[0].length - 1)
  if (end === -1) return []
  return [{ text: text.slice(start[0].length, end + 1), offset: start[0].length, isTypeScript: true, goal: 'unknown' }]
}

function readElements(text: string): ComponentScript[] {
  const scripts: ComponentScript[] = []
  const start = /<!--|<script(?=[\s>])/gi
  for (let found = start.exec(text); found !== null && scripts.length < MAX_SCRIPTS; found = start.exec(text)) {
    const isComment = found[0] === '<!--'
    TAG_END.lastIndex = start.lastIndex
    const attributes = isComment ? '' : TAG_END.exec(text)?.[0]
    if (attributes === undefined) break
    const offset = start.lastIndex + attributes.length
    const end = text.indexOf(isComment ? '-->' : '</script', offset)
    if (end === -1) break
    start.lastIndex = end
    if (!isComment && isReadable(attributes)) {
      const isTypeScript = /\slang\s*=\s*["']?tsx?/.test(attributes)
      scripts.push({ text: text.slice(offset, end), offset, isTypeScript, goal: 'module' })
    }
  }
  return scripts
}

/** What is in another file, or in another language, is no script that can be read here. */
function isReadable(attributes: string): boolean {
  return !/\ssrc\s*=/.test(attributes) && !/\slang\s*=\s*["']?(?!ts|tsx|js|jsx)\w/.test(attributes)
}
