import { describe, expect, it } from 'vitest'
import { comparePaths, diffSchema } from '../../src/projects/compare.ts'
import { createWork } from '../../src/work.ts'

const encode = (text: string) => new TextEncoder().encode(text)
const contents = (files: Record<string, string>) =>
  new Map(Object.entries(files).map(([path, text]) => [path, encode(text)]))
const changed = (...paths: string[]) => paths.map((path) => ({ path, status: 'changed' as const }))

describe('comparePaths', () => {
  it('says of a file for which the work does not suffice that it is too large, and compares the others', async () => {
    const old = contents({ a: '1\n', b: '1\n'.repeat(50_000), c: '1\n' })
    const fresh = contents({ a: '2\n', b: '2\n'.repeat(50_000), c: '2\n' })
    const files = await comparePaths(changed('a', 'b', 'c'), old, fresh, createWork({ limit: 5000 }))
    expect(files.map(({ patch }) => patch.includes('+2'))).toEqual([true, false, true])
    expect(files[1]).toEqual({ path: 'b', status: 'changed', patch: '', too_large: true })
    expect(diffSchema.safeParse({ from: 1, to: 2, files }).success).toBe(true)
  })

  it('keeps an answer to a length that can be sent in one go', async () => {
    const paths = Array.from({ length: 8 }, (_, index) => `${index}.txt`)
    const fresh = contents(Object.fromEntries(paths.map((path) => [path, 'x'.repeat(1024 * 1024 - 1)])))
    const added = paths.map((path) => ({ path, status: 'added' as const }))
    const files = await comparePaths(added, new Map(), fresh, createWork())
    expect(files.filter((file) => file.too_large === true)).toHaveLength(5)
    expect(files.reduce((sum, { patch }) => sum + patch.length, 0)).toBeLessThan(4 * 1024 * 1024)
  })
})
