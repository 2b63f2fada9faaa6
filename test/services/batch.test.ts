import { expect, test } from 'vitest'
import { createBatch } from '../../src/services/batch.ts'

function gather() {
  const sent: number[][] = []
  const batch = createBatch<number>((items) => Promise.resolve(void sent.push(items)))
  return { sent, add: batch.add }
}

test('what is left within a moment goes out together, once, and the first keeps its process alive for all', async () => {
  const { sent, add } = gather()
  const first = add(1)
  await Promise.all([add(2), add(3)])
  expect(sent).toEqual([])
  await first
  expect(sent).toEqual([[1, 2, 3]])
  await add(4)
  expect(sent).toEqual([[1, 2, 3], [4]])
})

test('a lot goes out without waiting, and nothing of it twice', async () => {
  const { sent, add } = gather()
  await Promise.all(Array.from({ length: 1100 }, (_, index) => add(index)))
  expect(sent.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 1100 }, (_, index) => index))
  expect(Math.max(...sent.map(({ length }) => length))).toBe(500)
})

test('what cannot be sent is told to the one who sends, and costs the next nothing', async () => {
  const sent: number[][] = []
  const { add } = createBatch<number>((items) => {
    sent.push(items)
    return items.includes(1) ? Promise.reject(new Error('no')) : Promise.resolve()
  })
  await expect(add(1)).rejects.toThrow('no')
  await add(2)
  expect(sent).toEqual([[1], [2]])
})
