import { describe, expect, it } from 'vitest'
import { isText, sha256Hex } from '../../src/projects/hash.ts'

const encode = (text: string) => new TextEncoder().encode(text)

describe('sha256Hex', () => {
  it('gives the published digests of "" and "abc"', async () => {
    expect(await sha256Hex(encode(''))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    expect(await sha256Hex(encode('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })

  it('hashes only the view, not the buffer behind it', async () => {
    const view = encode('xabcx').subarray(1, 4)
    expect(await sha256Hex(view)).toBe(await sha256Hex(encode('abc')))
  })
})

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
