import { AppError } from '../errors.ts'
import type { Work } from '../work.ts'

/** Far deeper than the schemas of tools, which are the deepest that callers send. */
export const MOST_JSON_LEVELS = 64

/**
 * Lists, objects, names and strings of a body. A chat of 4,000 messages has as many; 80,000 names in one object take a
 * tenth of a second to parse, in which nobody else has a turn.
 */
export const MOST_JSON_PARTS = 20_000

/** What stands between commas, numbers among it: half a million take a hundredth of a second. */
export const MOST_JSON_ITEMS = 500_000

/** Line ends, quotes and other escapes: a million, in four megabytes of code, take a fiftieth. */
export const MOST_JSON_ESCAPES = 1_000_000

const CHARS_PER_UNIT = 100
const CHARS_PER_STRETCH = 50_000

const QUOTE = 34
const COMMA = 44

/**
 * The value of a JSON text, with a turn for others before a large one is parsed.
 * @throws {AppError} invalid_json; bad_request when it has more of something than any request needs
 */
export async function parseJson(text: string, work: Work): Promise<unknown> {
  await requirePlainStructure(text, work)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new AppError('invalid_json', { cause: error })
  }
}

/** Counts what a parser would make of the text, whether it is JSON or not. */
async function requirePlainStructure(text: string, work: Work): Promise<void> {
  const counter = createCounter()
  for (let from = 0; from < text.length; from += CHARS_PER_STRETCH) {
    if (from > 0 && work.spend(CHARS_PER_STRETCH / CHARS_PER_UNIT)) await work.pause()
    counter.count(text.slice(from, from + CHARS_PER_STRETCH))
  }
}

/** Counts the stretches of a text one after the other. */
function createCounter() {
  let levels = 0
  let parts = 0
  let items = 0
  let escapes = 0
  let isInString = false
  /** Where the next stretch begins: at 1, when the last ended between a backslash and what it escapes. */
  let at = 0

  function countUnit(unit: number): void {
    if (unit === QUOTE) {
      isInString = true
      parts++
    } else if (isOpening(unit)) {
      levels++
      parts++
    } else if (isClosing(unit)) levels--
    else if (unit === COMMA) items++
  }

  function requireFew(): void {
    if (levels > MOST_JSON_LEVELS) throw tooMuch(`has more than ${MOST_JSON_LEVELS} levels`)
    if (parts > MOST_JSON_PARTS) {
      throw tooMuch(`has more than ${MOST_JSON_PARTS} lists, objects, names and strings in all`)
    }
    if (items > MOST_JSON_ITEMS) throw tooMuch(`has more than ${MOST_JSON_ITEMS} values`)
    if (escapes > MOST_JSON_ESCAPES) throw tooMuch(`has more than ${MOST_JSON_ESCAPES} escaped characters`)
  }

  return {
    /** @throws {AppError} */
    count: (stretch: string): void => {
      const quotes = createFinder(stretch, '"')
      const backslashes = createFinder(stretch, '\\')
      for (; at < stretch.length; at++) {
        if (isInString) {
          // To look at each character would take ten times as long as to parse it.
          const escape = backslashes(at)
          at = Math.min(quotes(at), escape)
          if (at === stretch.length) break
          if (at === escape) {
            at++
            escapes++
          } else isInString = false
        } else countUnit(stretch.charCodeAt(at))
        requireFew()
      }
      at -= stretch.length
    },
  }
}

/** Where a character stands from some index on, or the end of the text. Asked for rising indices, it reads the text once. */
function createFinder(text: string, character: string): (from: number) => number {
  let found = -1
  return (from) => {
    if (found < from) {
      found = text.indexOf(character, from)
      if (found < 0) found = text.length
    }
    return found
  }
}

/** `[` and `{` differ in one bit, and so do `]` and `}`. */
function isOpening(unit: number): boolean {
  return (unit | 32) === 123
}

function isClosing(unit: number): boolean {
  return (unit | 32) === 125
}

function tooMuch(message: string): AppError {
  return new AppError('bad_request', { details: [{ path: ['body'], message }] })
}
