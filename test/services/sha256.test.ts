import { describe, expect, it } from 'vitest'
import { sha256Hex } from '../../src/services/sha256.ts'

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
