import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dataOf, readFrames } from '../../src/gateway/read-frames.ts'

function bodyOf(bytes: Uint8Array, cuts: readonly number[]): ReadableStream<Uint8Array> {
  const ends = [...new Set(cuts.map((cut) => cut % bytes.length))].toSorted((a, b) => a - b)
  return new ReadableStream({
    start(controller) {
      for (const [index, end] of [...ends, bytes.length].entries()) {
        const piece = bytes.subarray(index === 0 ? 0 : ends[index - 1], end)
        if (piece.length > 0) controller.enqueue(piece)
      }
      controller.close()
    },
  })
}

test('frames are the same wherever the bytes are cut, whichever ends the lines have', async () => {
  const data = ['{"a":"Привет 😀"}', '[DONE]', ': keep', '', '{"b":"two"}']
  const frame = fc.constantFrom(...data)
  const lineEnd = fc.constantFrom('\n', '\r\n', '\r')
  await fc.assert(
    fc.asyncProperty(
      fc.array(frame, { minLength: 1, maxLength: 8 }),
      lineEnd,
      fc.array(fc.nat()),
      async (list, end, cuts) => {
        const bytes = new TextEncoder().encode(list.map((item) => `data: ${item}${end}${end}`).join(''))
        const read = []
        for await (const raw of readFrames(bodyOf(bytes, cuts), () => undefined)) read.push(dataOf(raw))
        expect(read).toEqual(list)
      },
    ),
  )
})

test('what stands behind the last empty line is a frame, data of several lines is joined, and comments carry nothing', async () => {
  const text = ': hello\n\nevent: x\nid: 7\ndata: {"a":\ndata: 1}\n\ndata: last'
  const read = []
  for await (const raw of readFrames(bodyOf(new TextEncoder().encode(text), []), () => undefined)) read.push(raw)
  expect(read.map(dataOf)).toEqual([undefined, '{"a":\n1}', 'last'])
  expect(read[1]).toBe('event: x\nid: 7\ndata: {"a":\ndata: 1}\n\n')
})

test('a frame in many small pieces costs by its length, not by its square', async () => {
  const pieces = 200_000
  let left = pieces
  const piece = new TextEncoder().encode('x'.repeat(100))
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => (left-- > 0 ? controller.enqueue(piece) : controller.close()),
  })
  const read = []
  for await (const raw of readFrames(body, () => undefined)) read.push(raw.length)
  expect(read).toEqual([pieces * 100 + 2])
})
