import { describe, expect, it } from 'vitest'
import { readPages } from '../../src/services/read-pages.ts'

/** A data API that gives at most `mostRows` rows, whatever is asked for. */
function pagesOf(rows: number[], mostRows: number) {
  const asked: [number, number][] = []
  const page = (from: number, to: number) => {
    asked.push([from, to])
    const data = rows.slice(from, Math.min(to + 1, from + mostRows))
    return Promise.resolve({ data, error: null, status: 200, count: rows.length })
  }
  return { asked, page }
}

describe('reading all pages', () => {
  const rows = Array.from({ length: 2500 }, (_, index) => index)

  it.each([1000, 500, 7])(
    'gives every row once, in order, where the data API cuts an answer at %i',
    async (mostRows) => {
      expect(await readPages(pagesOf(rows, mostRows).page)).toEqual(rows)
    },
  )

  it('asks once for what fits into one page, and for nothing', async () => {
    for (const few of [[], [1, 2, 3]]) {
      const { asked, page } = pagesOf(few, 1000)
      expect(await readPages(page)).toEqual(few)
      expect(asked).toHaveLength(1)
    }
  })

  it('ends when rows went away meanwhile', async () => {
    const page = (from: number) => Promise.resolve({ data: from === 0 ? [1] : [], error: null, status: 200, count: 5 })
    expect(await readPages(page)).toEqual([1])
  })
})
