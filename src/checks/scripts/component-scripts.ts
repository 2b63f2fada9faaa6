// The scripts in files of Vue, Svelte and Astro, which hold markup of their own kinds around them.

import type { Goal } from './parse-script.ts'

/** `offset` is where the text of the script begins. */
export type ComponentScript = { text: string; offset: number; isTypeScript: boolean; goal: Goal }

const MAX_TAG_CHARS = 1000
const EXTENSIONS = /\.(?:vue|svelte|astro)$/i

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
  for (let at = text.indexOf('<script'); at !== -1;) {
    const tagEnd = text.indexOf('>', at)
    const end = tagEnd === -1 ? -1 : text.indexOf('</script', tagEnd)
    if (end === -1) break
    const attributes = text.slice(at + '<script'.length, Math.min(tagEnd, at + MAX_TAG_CHARS))
    // What is in another file, or in another language, is no script that can be read here.
    if (!/\ssrc\s*=/.test(attributes) && !/\slang\s*=\s*["']?(?!ts|tsx|js|jsx)\w/.test(attributes)) {
      const isTypeScript = /\slang\s*=\s*["']?tsx?/.test(attributes)
      scripts.push({ text: text.slice(tagEnd + 1, end), offset: tagEnd + 1, isTypeScript, goal: 'module' })
    }
    at = text.indexOf('<script', end)
  }
  return scripts
}
