import { describe, expect, it } from 'vitest'
import {
  MOST_JSON_ESCAPES,
  MOST_JSON_ITEMS,
  MOST_JSON_LEVELS,
  MOST_JSON_PARTS,
  parseJson,
} from '../../src/http/parse-json.ts'
import { createWork } from '../../src/work.ts'

const parse = (text: string) => parseJson(text, createWork())
const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
const list = (item: string, count: number) => `[${Array.from({ length: count }, () => item).join(',')}]`

describe('the structure of a JSON body', () => {
  it('may have as many levels and parts as are documented, and not one more', async () => {
    await expect(parse(nested(MOST_JSON_LEVELS))).resolves.toBeInstanceOf(Array)
    await expect(parse(nested(MOST_JSON_LEVELS + 1))).rejects.toMatchObject({ code: 'bad_request' })
    for (const item of ['[]', '{}', '"a"']) {
      await expect(parse(list(item, MOST_JSON_PARTS - 1))).resolves.toHaveLength(MOST_JSON_PARTS - 1)
      await expect(parse(list(item, MOST_JSON_PARTS))).rejects.toMatchObject({
        code: 'bad_request',
        details: [
          { path: ['body'], message: `has more than ${MOST_JSON_PARTS} lists, objects, names and strings in all` },
        ],
      })
    }
  })

  it('is not what stands in strings, wherever those are parted to be read', async () => {
    const text = `${'\\"[{'.repeat(60_000)}\\\\`
    await expect(parse(`["${text}",["${text}"]]`)).resolves.toHaveLength(2)
  })

  it('may have half a million numbers, and a million escapes', async () => {
    await expect(parse(list('1', MOST_JSON_ITEMS + 1))).resolves.toHaveLength(MOST_JSON_ITEMS + 1)
    await expect(parse(list('1', MOST_JSON_ITEMS + 2))).rejects.toMatchObject({
      details: [{ path: ['body'], message: `has more than ${MOST_JSON_ITEMS} values` }],
    })
    const escaped = (count: number) => parse(`"${'\\n'.repeat(count)}"`)
    await expect(escaped(MOST_JSON_ESCAPES)).resolves.toHaveLength(MOST_JSON_ESCAPES)
    await expect(escaped(MOST_JSON_ESCAPES + 1)).rejects.toMatchObject({
      details: [{ path: ['body'], message: `has more than ${MOST_JSON_ESCAPES} escaped characters` }],
    })
  })

  it('is taken for what it is when the text is no JSON', async () => {
    await expect(parse(']'.repeat(100_000))).rejects.toMatchObject({ code: 'invalid_json' })
    await expect(parse('"'.repeat(1001))).rejects.toMatchObject({ code: 'invalid_json' })
  })
})
