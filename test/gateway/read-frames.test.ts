import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dataOf, openFrames, textsOf } from '../../src/gateway/read-frames.ts'

type Body = ReadableStream<Uint8Array<ArrayBuffer>>

function bodyOf(bytes: Uint8Array<ArrayBuffer>, cuts: readonly number[]): Body {
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

/** Those that came together in one list. */
async function readTogether(body: Body): Promise<Uint8Array<ArrayBuffer>[][]> {
  const reader = openFrames(body, () => undefined)
  const read = []
  for (let frames = await reader.next(); frames !== undefined; frames = await reader.next()) read.push(frames)
  return read
}

async function readAll(body: Body): Promise<Uint8Array<ArrayBuffer>[]> {
  return (await readTogether(body)).flat()
}

async function readData(body: Body): Promise<(string | undefined)[]> {
  return (await readTogether(body)).flatMap((frames) => textsOf(frames).map(dataOf))
}

const textOf = (frame: Uint8Array | undefined) => new TextDecoder().decode(frame)

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
        expect(await readData(bodyOf(bytes, cuts))).toEqual(list)
      },
    ),
  )
})

test('what stands behind the last empty line is a frame, data of several lines is joined, and comments carry nothing', async () => {
  const text = ': hello\n\nevent: x\nid: 7\ndata: {"a":\ndata: 1}\n\ndata: last'
  const read = await readAll(bodyOf(new TextEncoder().encode(text), []))
  expect(textsOf(read).map(dataOf)).toEqual([undefined, '{"a":\n1}', 'last'])
  expect(textOf(read[1])).toBe('event: x\nid: 7\ndata: {"a":\ndata: 1}\n\n')
})

test('a frame in many small pieces costs by its length, not by its square', async () => {
  const pieces = 200_000
  let left = pieces
  const piece = new TextEncoder().encode('x'.repeat(100))
  const body: Body = new ReadableStream({
    pull: (controller) => (left-- > 0 ? controller.enqueue(piece) : controller.close()),
  })
  expect((await readAll(body)).map(({ length }) => length)).toEqual([pieces * 100 + 2])
})

test('frames that came together are given together, and are the bytes that came', async () => {
  const bytes = new TextEncoder().encode('data: 1\n\ndata: 2\n\ndata: 3')
  const together = await readTogether(bodyOf(bytes, []))
  expect(together.map((frames) => frames.map(textOf))).toEqual([['data: 1\n\n', 'data: 2\n\n'], ['data: 3\n\n']])
  expect(together[0]?.map(({ buffer, byteOffset }) => [buffer === bytes.buffer, byteOffset])).toEqual([
    [true, 0],
    [true, 9],
  ])
})
