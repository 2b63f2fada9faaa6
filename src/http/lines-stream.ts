/** JSON values as lines, each made when the reader asks for it. An error of the source errors the stream. */
export function linesStream(values: AsyncIterable<unknown>): ReadableStream<Uint8Array> {
  const source = values[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await source.next()
        if (next.done === true) controller.close()
        else controller.enqueue(encoder.encode(`${JSON.stringify(next.value)}\n`))
      },
      async cancel() {
        await source.return?.(undefined)
      },
    },
    { highWaterMark: 0 },
  )
}
