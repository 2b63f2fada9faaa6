import { describe, expect, it } from 'vitest'
import { isText } from '../../src/projects/is-text.ts'

const encode = (text: string) => new TextEncoder().encode(text)

describe('isText', () => {
  it('takes UTF-8 of any script, a byte order mark and an empty file for text', () => {
    for (const text of ['', 'plain\n', 'Привет, 世界 🌍', '\uFEFFwith mark']) expect(isText(encode(text))).toBe(true)
  })

  it('refuses NUL, truncated and overlong sequences, surrogates and Latin-1', () => {
    for (const bytes of [[0], [0x61, 0, 0x62], [0xe2, 0x82], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xe9, 0x20]]) {
      expect(isText(Uint8Array.from(bytes)), bytes.join(' ')).toBe(false)
    }
  })
})
