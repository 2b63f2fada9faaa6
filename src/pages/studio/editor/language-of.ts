import { css } from '@codemirror/lang-css'
import { html } from '@codemirror/lang-html'
import { javascript } from '@codemirror/lang-javascript'
import { json } from '@codemirror/lang-json'
import { markdown } from '@codemirror/lang-markdown'
import type { Extension } from '@codemirror/state'

const BY_ENDING: Record<string, () => Extension> = {
  html,
  htm: html,
  svg: html,
  vue: html,
  svelte: html,
  css,
  json,
  webmanifest: json,
  md: markdown,
  js: javascript,
  mjs: javascript,
  cjs: javascript,
  jsx: () => javascript({ jsx: true }),
  ts: () => javascript({ typescript: true }),
  tsx: () => javascript({ jsx: true, typescript: true }),
}

export function languageOf(path: string): Extension {
  const ending = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? ''
  return BY_ENDING[ending]?.() ?? []
}
