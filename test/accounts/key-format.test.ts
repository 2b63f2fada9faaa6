import { describe, expect, it } from 'vitest'
import { hashKey, hasRightChecksum, looksLikeKey, makeKey } from '../../src/accounts/key-format.ts'
import { createTextRedactor } from '../../src/telemetry/redact.ts'

describe('a key', () => {
  it('is never the same, and fits its checksum, its hash and its end', () => {
    const made = Array.from({ length: 200 }, makeKey)
    expect(new Set(made.map(({ key }) => key)).size).toBe(200)
    for (const { key, hash, lastFour } of made) {
      expect([looksLikeKey(key), hasRightChecksum(key), key.length]).toEqual([true, true, 57])
      expect([hashKey(key), key.endsWith(lastFour)]).toEqual([hash, true])
    }
  })

  it('with any one character changed, any two neighbours swapped or a part missing is told by its checksum', () => {
    const { key } = makeKey()
    const start = 'sk-samo-'.length
    for (let index = start; index < key.length; index++) {
      const other = key[index] === 'a' ? 'b' : 'a'
      expect(hasRightChecksum(key.slice(0, index) + other + key.slice(index + 1))).toBe(false)
      const [one, two] = [key[index] ?? '', key[index + 1] ?? '']
      if (one !== two && two !== '') {
        expect(hasRightChecksum(key.slice(0, index) + two + one + key.slice(index + 2))).toBe(false)
      }
      expect(hasRightChecksum(key.slice(0, index))).toBe(false)
    }
  })

  it('uses every letter and digit about as often', () => {
    const text = Array.from({ length: 600 }, makeKey)
      .map(({ key }) => key.slice(8, 51))
      .join('')
    const counts = new Map<string, number>()
    for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1)
    // 25,800 letters are 416 of each; a fifth off is eight standard deviations.
    expect(counts.size).toBe(62)
    for (const count of counts.values()) expect(Math.abs(count - 416)).toBeLessThan(130)
  })

  it('is hidden by the log wherever it stands', () => {
    const { key } = makeKey()
    const redact = createTextRedactor([])
    for (const text of [
      key,
      `"${key}"`,
      `Bearer ${key}`,
      `?k=${key}&x`,
      `x ${key.slice(0, 30)}`,
      btoa(`Bearer ${key}`),
    ]) {
      expect(redact(text)).not.toContain(key.slice(8, 20))
    }
  })
})
