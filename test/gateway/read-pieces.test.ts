import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openPieces } from '../../src/gateway/read-pieces.ts'

type Piece = Uint8Array<ArrayBuffer>
const pieceOf = (text: string): Piece => new TextEncoder().encode(text)

/** A body that is written by hand, and tells whether its reader has left it. */
function openBody(signal?: AbortSignal) {
  let controller: ReadableStreamDefaultController<Piece> | undefined
  const left = vi.fn()
  const body = new ReadableStream<Piece>({ start: (given) => void (controller = given), cancel: left })
  return {
    reader: openPieces(body, signal),
    left,
    write: (text: string) => controller?.enqueue(pieceOf(text)),
    end: () => controller?.close(),
    fail: (error: Error) => controller?.error(error),
  }
}

const textOf = (pieces: readonly Piece[]) => pieces.map((piece) => new TextDecoder().decode(piece)).join('')

describe('the pieces of a body', () => {
  it('that came while nobody asked are given together, and then the end', async () => {
    const { reader, write, end } = openBody()
    const first = reader.next()
    write('a')
    expect(textOf(await first)).toBe('a')
    write('b')
    write('c')
    // Whoever takes them lets the reader have its turns.
    await new Promise(setImmediate)
    expect(textOf(await reader.next())).toBe('bc')
    end()
    expect(await reader.next()).toEqual([])
  })

  it('end with the reason of the signal, whatever becomes of the body, which is left', async () => {
    const call = new AbortController()
    const { reader, write, left } = openBody(call.signal)
    const first = reader.next()
    write('a')
    await first
    const second = reader.next()
    call.abort(new Error('stalled'))
    await expect(second).rejects.toThrow('stalled')
    expect(left).toHaveBeenCalled()
    await expect(openBody(call.signal).reader.next()).rejects.toThrow('stalled')
  })

  it('are all given before the error that ends them', async () => {
    const { reader, write, fail } = openBody()
    const first = reader.next()
    write('a')
    await first
    write('b')
    await new Promise(setImmediate)
    fail(new Error('broken'))
    expect(textOf(await reader.next())).toBe('b')
    await expect(reader.next()).rejects.toThrow('broken')
  })

  it('are more than an answer may have: then the rest is left', async () => {
    const { reader, write, left } = openBody()
    const read = async () => {
      for (;;) if ((await reader.next()).length === 0) return
    }
    const reading = read()
    const megabytes = 'x'.repeat(11 * 1024 * 1024)
    for (let piece = 0; piece < 3; piece += 1) write(megabytes)
    await expect(reading).rejects.toMatchObject({ code: 'provider_invalid', refusal: { isFinal: true } })
    expect(left).toHaveBeenCalledOnce()
  })
})

describe('a body that is closed', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  async function readOne() {
    const opened = openBody()
    const first = opened.reader.next()
    opened.write('a')
    await first
    return opened
  }

  it('is left at once', async () => {
    const { reader, left } = await readOne()
    reader.close()
    expect(left).toHaveBeenCalledOnce()
  })

  it('may end by itself for a moment where the answer is whole, so that its connection serves on', async () => {
    const { reader, left, end } = await readOne()
    reader.close(true)
    end()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(left).not.toHaveBeenCalled()
  })

  it('is left after that moment', async () => {
    const { reader, left } = await readOne()
    reader.close(true)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(left).toHaveBeenCalledOnce()
  })
})
