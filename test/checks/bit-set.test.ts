import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BitSet } from '../../src/checks/scripts/bit-set.ts'

const BOUND = 100

function bitSetOf(numbers: Iterable<number>): BitSet {
  const set = new BitSet(BOUND)
  for (const number of numbers) set.add(number)
  return set
}

const sorted = (numbers: number[]) => numbers.toSorted((a, b) => a - b)

describe('BitSet', () => {
  it('holds, adds and meets as a Set does', () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 0, max: BOUND - 1 }))
    fc.assert(
      fc.property(numbers, numbers, (one, other) => {
        const set = bitSetOf(one)
        expect(set.meets(bitSetOf(other))).toBe(one.some((number) => other.includes(number)))
        const added = set.addAll(bitSetOf(other))
        expect(sorted(added)).toEqual(sorted(other.filter((number) => !one.includes(number))))
        const all = Array.from({ length: BOUND }, (_, number) => number).filter((number) => set.has(number))
        expect(all).toEqual(sorted([...new Set([...one, ...other])]))
      }),
    )
  })
})
