// Finds the first mistake in a JSON text. JSON.parse also would, but says where in words that differ per runtime.
import type { Work } from '../../work.ts'

export type JsonError = { message: string; offset: number }

/** One token at a time: a string, a number or word, or a single character. */
const TOKEN = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[\da-f]{4}))*"|[\w+\-.]+|\S/giuy

const BLANK = /[ \t\n\r]*/y
const LENIENT_BLANK = /(?:[ \t\n\r]|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/)*/y
const SCALAR = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/

const MAX_DEPTH = 1000

const UNITS_PER_TOKEN = 0.3
const CHARS_PER_UNIT = 50

type Token = { text: string; offset: number }

/** What may come next: a value, a key, a colon, or what follows a finished value. */
type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | 'colon' | 'end'

/** `lenient` allows comments and trailing commas, as in tsconfig.json. */
export async function findJsonError(text: string, work: Work, lenient = false): Promise<JsonError | undefined> {
  const blank = lenient ? LENIENT_BLANK : BLANK
  const open: ('{' | '[')[] = []
  let expected: Expected = 'value'
  let at = text.startsWith('\uFEFF') ? 1 : 0
  for (;;) {
    const before = at
    blank.lastIndex = at
    at += blank.exec(text)?.[0].length ?? 0
    if (work.spend(UNITS_PER_TOKEN + (at - before) / CHARS_PER_UNIT)) await work.pause()
    if (at >= text.length) break
    TOKEN.lastIndex = at
    const token: Token = { text: TOKEN.exec(text)?.[0] ?? text.charAt(at), offset: at }
    const next = step(token, expected, open, lenient)
    if (typeof next !== 'string') return next
    if (open.length > MAX_DEPTH) return { message: 'The JSON is nested too deeply.', offset: at }
    expected = next
    at += token.text.length
    work.spend(token.text.length / CHARS_PER_UNIT)
  }
  if (expected === 'end' && open.length === 0) return undefined
  const missing = open.at(-1) === '{' ? 'add "}"' : 'add "]"'
  return {
    message: open.length === 0 ? 'The file is empty: write a JSON value.' : `The JSON ends too early: ${missing}.`,
    offset: at,
  }
}

function step(
  { text, offset }: Token,
  expected: Expected,
  open: ('{' | '[')[],
  lenient: boolean,
): Expected | JsonError {
  const inside = open.at(-1)
  if (expected === 'colon') return text === ':' ? 'value' : { message: 'A ":" is missing behind the key.', offset }
  if (
    text === '}' &&
    inside === '{' &&
    (expected === 'end' || expected === 'key or }' || (lenient && expected === 'key'))
  ) {
    open.pop()
    return 'end'
  }
  if (text === ']' && inside === '[' && (expected === 'end' || expected === 'value or ]')) {
    open.pop()
    return 'end'
  }
  if (expected === 'end') {
    if (text !== ',' || inside === undefined) return { message: describeAfterValue(inside), offset }
    if (inside === '{') return 'key'
    return lenient ? 'value or ]' : 'value'
  }
  if (expected === 'key' || expected === 'key or }') {
    return isString(text) ? 'colon' : { message: describe(text, 'A key in double quotes'), offset }
  }
  if (text === '{' || text === '[') {
    open.push(text)
    return text === '{' ? 'key or }' : 'value or ]'
  }
  return isString(text) || SCALAR.test(text) ? 'end' : { message: describe(text, 'A value'), offset }
}

function isString(text: string): boolean {
  return text.length > 1 && text.startsWith('"')
}

function describeAfterValue(inside: '{' | '[' | undefined): string {
  if (inside === undefined) return 'There is text behind the JSON value: remove it.'
  return `A "," or "${inside === '{' ? '}' : ']'}" is missing here.`
}

function describe(text: string, wanted: string): string {
  if (text === '"') return 'The string is not closed, or holds a line break or an unknown escape.'
  if (text === '/' || text === '#') return 'JSON has no comments: remove it.'
  if (text === "'") return 'JSON strings stand in double quotes.'
  if (text === '}' || text === ']') return `${wanted} is missing here, or the comma before it is too much.`
  return `${wanted} is expected here.`
}
