// Files without tags: in code fences, with their paths beside them or not.
import { baseName } from '../../checks/project-path.ts'
import type { Fence } from './fences.ts'

/** What the caller of the parser knows of the files that an answer may write without tags. */
export type Untagged = {
  /**
   * What a code fence with this path beside it holds: a whole file, or for a file that is there already a change of it;
   * undefined when the path is none that the answer is about.
   */
  formOf: (path: string) => 'whole' | 'pairs' | undefined
  /** The paths that were asked for, of which a fence without any path may be one. */
  asked: readonly string[]
}

const PATH = String.raw`((?:[\w@.()[\]-]+\/)*[\w@.()[\]+-]*[\w)\]])`
const QUOTES = '[`*"\']{0,4}'
const LABELS = [
  new RegExp(String.raw`^#{1,6}\s+(?:\d+[.)]\s+)?(?:file(?:name)?:\s*)?${QUOTES}${PATH}${QUOTES}:?${QUOTES}$`, 'i'),
  new RegExp(String.raw`^(?:\d+[.)]\s+|[-*]\s+)?(?:file(?:name)?:\s*)?${QUOTES}${PATH}${QUOTES}:?${QUOTES}$`, 'i'),
]

const MAX_LABEL_CHARS = 300

/** The path that a line of text names and nothing besides, if it looks like one. */
export function readLabel(line: string): string | undefined {
  const text = line.trim()
  if (text.length > MAX_LABEL_CHARS) return undefined
  for (const label of LABELS) {
    const path = label.exec(text)?.[1]
    if (path !== undefined && looksLikePath(path)) return path
  }
  return undefined
}

/** The path in what stands behind a fence's marker: `js:src/app.js`, `js src/app.js`, `tsx file="app/page.tsx"`. */
export function readInfoPath({ info }: Fence): string | undefined {
  const text = info.slice(0, MAX_LABEL_CHARS)
  const named = /(?:^|\s)(?:file|filename|filepath|title|path)\s*=\s*["']?([^\s"']+)["']?/i.exec(text)?.[1]
  const path = named ?? /^[\w+-]*[:\s]\s*([^\s:]+)$/.exec(text)?.[1] ?? text
  return looksLikePath(path) ? path : undefined
}

function looksLikePath(text: string): boolean {
  return /[./]/.test(text) && !/^[\d.]+$/.test(text)
}

const LANGUAGES: Record<string, readonly string[]> = {
  html: ['html', 'htm'],
  css: ['css'],
  scss: ['scss'],
  js: ['js', 'mjs', 'cjs'],
  javascript: ['js', 'mjs', 'cjs'],
  jsx: ['jsx'],
  ts: ['ts', 'mts'],
  typescript: ['ts', 'mts', 'tsx'],
  tsx: ['tsx'],
  vue: ['vue'],
  svelte: ['svelte'],
  json: ['json', 'webmanifest'],
  svg: ['svg'],
  xml: ['xml', 'svg'],
  md: ['md'],
  markdown: ['md'],
  py: ['py'],
  python: ['py'],
  yaml: ['yml', 'yaml'],
  yml: ['yml', 'yaml'],
  sql: ['sql'],
  toml: ['toml'],
  php: ['php'],
  go: ['go'],
  rust: ['rs'],
  java: ['java'],
  dockerfile: ['dockerfile'],
}

/** Whether a file of this path may stand in a fence of this language. */
export function isOfLanguage(path: string, language: string): boolean {
  const name = baseName(path).toLowerCase()
  const extension = name.slice(name.lastIndexOf('.') + 1)
  return Object.hasOwn(LANGUAGES, language) && (LANGUAGES[language] ?? []).includes(extension)
}

/** The languages that name a fence's content, in small letters; empty for none. */
export function languageOf({ info }: Fence): string {
  return /^[\w+-]*/.exec(info)?.[0].toLowerCase() ?? ''
}
