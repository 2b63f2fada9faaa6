import { describe, expect, it } from 'vitest'
import { readRange } from '../../src/preview/byte-range.ts'

describe('a Range header', () => {
  it.each([
    ['bytes=0-3', { first: 0, last: 3 }],
    ['bytes=4-', { first: 4, last: 9 }],
    ['bytes=-3', { first: 7, last: 9 }],
    ['bytes=-99', { first: 0, last: 9 }],
    ['bytes=8-99', { first: 8, last: 9 }],
    ['bytes=9-9', { first: 9, last: 9 }],
  ])('asks for a part: %s', (header, expected) => {
    expect(readRange(header, 10)).toEqual(expected)
  })

  it.each(['bytes=10-', 'bytes=10-12', 'bytes=-0'])('asks for what is not there: %s', (header) => {
    expect(readRange(header, 10)).toBe('unsatisfiable')
  })

  it.each([undefined, '', 'bytes=-', 'bytes=3-2', 'bytes=0-1,4-5', 'lines=0-1', 'bytes=a-b', 'bytes=1e3-'])(
    'that is none, or not one of one part, asks for everything: %s',
    (header) => {
      expect(readRange(header, 10)).toBeUndefined()
    },
  )

  it('finds no part in nothing', () => {
    expect(readRange('bytes=0-', 0)).toBe('unsatisfiable')
    expect(readRange('bytes=-5', 0)).toBe('unsatisfiable')
  })
})
