import type { Report } from '../report.ts'

/** Far longer than manifests and import maps are. */
const MAX_CHARS = 250_000

/** Characters that JSON.parse goes through in a unit of work. */
export const JSON_CHARS_PER_UNIT = 15

/** Undefined for what is no JSON, which is told elsewhere, and for what is too long to be parsed in one go. */
export function parseJson(text: string, report: Report): unknown {
  if (text.length > MAX_CHARS) {
    report.omit('too_large')
    return undefined
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return undefined
  }
}

const COMMENT_OR_STRING = /"(?:[^"\\\n]|\\.)*"?|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$)/g
const TRAILING_COMMA = /"(?:[^"\\\n]|\\.)*"?|,(?=\s{0,200}[}\]])/g

/** As parseJson, with comments and trailing commas; undefined also for what is too long. */
export function parseLenientJson(text: string): unknown {
  if (text.length > MAX_CHARS) return undefined
  const keepStrings = (found: string) => (found.startsWith('"') ? found : '')
  const plain = text.replace(COMMENT_OR_STRING, keepStrings).replace(TRAILING_COMMA, keepStrings)
  try {
    return JSON.parse(plain.replace(/^\uFEFF/, ''))
  } catch {
    return undefined
  }
}

/** An empty object for what is none. */
export function asRecord(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {}
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
