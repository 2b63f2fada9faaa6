import { describe, expect, it } from 'vitest'
import { countCharacters } from '../../src/gateway/count-characters.ts'

describe('countCharacters', () => {
  it('adds up the texts of messages of any form', () => {
    const messages = [
      { role: 'user', content: 'four' },
      { role: 'user', content: [{ type: 'text', text: 'fives' }, null, 7, true] },
    ]
    expect(countCharacters(messages)).toBe('useruserfourtextfives'.length)
  })

  it('counts an image for what it costs, not for its bytes', () => {
    const url = `data:image/png;base64,${'A'.repeat(1_000_000)}`
    expect(countCharacters([{ type: 'image_url', image_url: { url } }])).toBeLessThan(10_000)
  })

  it('bears any depth', () => {
    let nested: unknown = 'x'
    for (let depth = 0; depth < 200_000; depth += 1) nested = [nested]
    expect(countCharacters(nested)).toBe(1)
  })
})
