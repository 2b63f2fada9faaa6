import type { Choice, Chunk, Said } from './chunk.ts'

export type ParseJson = (json: string) => unknown

/** A chunk as text, parted around the one text in it that changes, and as what was parsed of it. */
type Mould = { before: string; after: string; chunk: Chunk; choice: Choice; delta: Said; field: string }

/** Providers whose chunks differ in more, such as in an id or a time, are not tried for longer. */
const MOST_MOULDS = 8

/** Text that stands in JSON as it is: without controls, quotes and escapes. */
const PLAIN = /^[ !#-[\]-\uffff]*$/
/** What stands in no chunk, for a trial. */
const MARK = '\u{10fffd}'

/**
 * A parser of JSON for the chunks of one answer, which mostly differ in one text. Of a chunk that is like one before but
 * for that text, only the text is read; to parse it takes five times as long. Throws what JSON.parse does.
 */
export function createChunkParser(): ParseJson {
  let mould: Mould | undefined
  let tries = 0
  return (json) => {
    const alike = mould && fill(mould, json)
    if (alike !== undefined) return alike
    const parsed: unknown = JSON.parse(json)
    if (tries < MOST_MOULDS) {
      const found = mouldOf(json, parsed as Chunk)
      if (found !== undefined) {
        mould = found
        tries += 1
      }
    }
    return parsed
  }
}

function fill({ before, after, chunk, choice, delta, field }: Mould, json: string): Chunk | undefined {
  const end = json.length - after.length
  if (end < before.length || json.slice(0, before.length) !== before || !json.endsWith(after)) return undefined
  const text = json.slice(before.length, end)
  if (!PLAIN.test(text)) return undefined
  return { ...chunk, choices: [{ ...choice, delta: { ...delta, [field]: text } }] }
}

/** Where a chunk of one choice says one text, plainly: what would be parsed of it with another text there. */
function mouldOf(json: string, chunk: Chunk | null): Mould | undefined {
  const [choice, ...others] = Array.isArray(chunk?.choices) ? (chunk.choices as Choice[]) : []
  const { delta } = choice ?? {}
  if (chunk === null || !choice || !delta || others.length > 0 || json.includes(MARK)) return undefined
  const [field, ...more] = Object.keys(delta).filter((name) => typeof delta[name] === 'string' && delta[name] !== '')
  if (field === undefined || more.length > 0) return undefined
  const text = String(delta[field])
  if (!PLAIN.test(text)) return undefined
  const written = `"${text}"`
  const start = json.indexOf(written) + 1
  if (start === 0 || json.indexOf(written, start) !== -1) return undefined
  const [before, after] = [json.slice(0, start), json.slice(start + text.length)]
  return isText(before, after, field) ? { before, after, chunk, choice, delta, field } : undefined
}

/** Whether the text stands where it is looked for, and not as the name of something, nor of what comes once more. */
function isText(before: string, after: string, field: string): boolean {
  try {
    const { choices } = JSON.parse(`${before}${MARK}${after}`) as Chunk
    return choices?.[0]?.delta?.[field] === MARK
  } catch {
    // It stood between two texts: `","`.
    return false
  }
}
