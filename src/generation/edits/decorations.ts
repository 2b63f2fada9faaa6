// What models put in front of every line of a search text, as they have seen it in listings and diffs.
import { unescapeAttribute } from '../output/escaping.ts'
import type { SearchReplace } from '../output/events.ts'
import type { Level } from './attempt.ts'

/** Longer pairs are whole files, which no model copies from a listing. */
const MAX_DECORATED_CHARS = 200_000

/** The pair without what every line of it carries, for each decoration that it may have. */
export function undecorate({ search, replace }: SearchReplace): { level: Level; pair: SearchReplace }[] {
  const found: { level: Level; pair: SearchReplace }[] = []
  if (search.length + replace.length > MAX_DECORATED_CHARS) return found
  const numbered = withoutNumbers(search, replace)
  if (numbered !== undefined) found.push({ level: 'line numbers', pair: numbered })
  const marked = withoutDiffMarks(search, replace)
  if (marked !== undefined) found.push({ level: 'diff marks', pair: marked })
  if (/&[lg]t;/.test(search) && !/[<>]/.test(search + replace)) {
    found.push({
      level: 'HTML escapes',
      pair: { search: unescapeAttribute(search), replace: unescapeAttribute(replace) },
    })
  }
  return found
}

const NUMBER = /^[^\S\n]*(\d{1,6})(?:[^\S\n]*[|:│→][^\S\n]?|\t)/

/** Numbers that count on from line to line are no part of the text; the replacement has them on every line, or on none. */
function withoutNumbers(search: string, replace: string): SearchReplace | undefined {
  const lines = linesOf(search)
  const numbers = lines.map((line) => Number(NUMBER.exec(line)?.[1] ?? NaN))
  const counts = numbers.every((number, index) => number === (numbers[0] ?? NaN) + index)
  if (lines.length === 0 || !counts) return undefined
  const fresh = linesOf(replace)
  const isNumbered = fresh.map((line) => NUMBER.test(line))
  if (isNumbered.some(Boolean) && !isNumbered.every(Boolean)) return undefined
  const strip = (line: string) => line.replace(NUMBER, '')
  return { search: textOf(lines.map(strip)), replace: textOf(fresh.map(strip)) }
}

/** The two sides of a diff: what goes is marked, and what comes, and what stays is moved by a blank or not there. */
function withoutDiffMarks(search: string, replace: string): SearchReplace | undefined {
  const [old, fresh] = [linesOf(search), linesOf(replace)]
  const isDiff = old.every((line) => /^[- ]/.test(line)) && old.some((line) => line.startsWith('-'))
  if (!isDiff || !fresh.every((line) => /^[+ ]/.test(line))) return undefined
  const strip = (line: string) => line.slice(1)
  return { search: textOf(old.map(strip)), replace: textOf(fresh.map(strip)) }
}

function linesOf(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

function textOf(lines: string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}
