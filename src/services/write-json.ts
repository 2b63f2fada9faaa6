// JSON of what may be megabytes long, written in slices: what one call of JSON.stringify takes, everybody waits for.
import type { Work } from '../work.ts'

/** Longer values are written in slices; JSON.stringify takes less than a slice for as much. */
const LARGE_CHARS = 500_000
const CHARS_PER_PIECE = 32_768
/** Characters that must be escaped take thirty times as long as others. */
const CHARS_PER_UNIT = 20

/** Whether a value, which must be as JSON has it, has so many characters that it is to be written in slices. */
export function isLargeJson(value: unknown): boolean {
  return charsOf(value, LARGE_CHARS) > LARGE_CHARS
}

/** About how many characters the JSON of a value has: names, texts and what stands between. Stops behind `most`. */
export function charsOf(value: unknown, most: number): number {
  const pending = [value]
  let chars = 0
  while (pending.length > 0 && chars <= most) {
    const item = pending.pop()
    if (typeof item === 'string') chars += item.length + 3
    else if (typeof item !== 'object' || item === null) chars += 6
    else if (Array.isArray(item)) for (const child of item) pending.push(child)
    else {
      for (const [name, child] of Object.entries(item)) {
        chars += name.length + 4
        pending.push(child)
      }
    }
  }
  return chars
}

/** The JSON of a value in UTF-8. A field that is undefined is left out. */
export async function writeJson(value: unknown, work: Work): Promise<Blob> {
  // Each a Blob of its own: to put those together copies nothing.
  const parts: Blob[] = []
  let ready = ''
  const flush = async () => {
    parts.push(new Blob([ready]))
    const isOver = work.spend(ready.length / CHARS_PER_UNIT)
    ready = ''
    if (isOver) await work.pause()
  }
  for (const piece of piecesOf(value)) {
    ready += piece
    if (ready.length >= CHARS_PER_PIECE) await flush()
  }
  await flush()
  return new Blob(parts)
}

function* piecesOf(value: unknown): Generator<string> {
  if (typeof value === 'string' && value.length > CHARS_PER_PIECE) yield* piecesOfText(value)
  else if (typeof value !== 'object' || value === null) yield JSON.stringify(value) ?? 'null'
  else if (Array.isArray(value)) {
    let before = '['
    for (const item of value) {
      yield before
      yield* piecesOf(item)
      before = ','
    }
    yield before === '[' ? '[]' : ']'
  } else {
    let before = '{'
    for (const [name, child] of Object.entries(value)) {
      if (child === undefined) continue
      yield `${before}${JSON.stringify(name)}:`
      yield* piecesOf(child)
      before = ','
    }
    yield before === '{' ? '{}' : '}'
  }
}

/** A character that is cut in two is written as two escapes, which are the same character. */
function* piecesOfText(text: string): Generator<string> {
  yield '"'
  for (let at = 0; at < text.length; at += CHARS_PER_PIECE) {
    yield JSON.stringify(text.slice(at, at + CHARS_PER_PIECE)).slice(1, -1)
  }
  yield '"'
}
