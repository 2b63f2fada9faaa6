// An HTTP server in front of the app. It sends everything on as it comes, and cuts event streams off where it is told to.
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { forwardRequest } from './forward.ts'

export type CuttingProxy = {
  url: string
  /** Event streams that were cut so far. */
  cuts: () => number
  close: () => Promise<void>
}

/**
 * `cutAfter` says of each event stream after how many bytes it is cut: 0 is before its head, and undefined lets it be. With
 * `pieceBytes` none of them comes in larger pieces, so that no event comes whole.
 */
export async function startCuttingProxy(
  origin: string,
  cutAfter: (cuts: number) => number | undefined,
  pieceBytes?: number,
): Promise<CuttingProxy> {
  let cuts = 0
  const server = createServer((request, response) => {
    forwardRequest(request, response, origin, ({ headers }) => {
      if (headers['content-type']?.startsWith('text/event-stream') !== true) return true
      const bytes = cutAfter(cuts)
      const count = () => void (cuts += 1)
      if (bytes === 0) {
        count()
        response.destroy()
        return false
      }
      if (bytes !== undefined) cutOff(response, bytes, count)
      if (pieceBytes !== undefined) splitUp(response, pieceBytes)
      return true
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cuts: () => cuts,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Lets so many bytes of the answer through, and breaks its connection. One that ends earlier is left alone. */
function cutOff(response: ServerResponse, bytes: number, onCut: () => void): void {
  const write = response.write.bind(response) as (chunk: Buffer) => boolean
  let left = bytes
  response.write = ((chunk: Buffer) => {
    if (left <= 0) return true
    const part = chunk.subarray(0, left)
    left -= part.length
    const isTaken = write(part)
    if (left > 0) return isTaken
    onCut()
    // What was written goes out first.
    setImmediate(() => response.destroy())
    return true
  }) as typeof response.write
}

/** Each piece goes out by itself, and what comes after waits for the last of them. */
function splitUp(response: ServerResponse, pieceBytes: number): void {
  const write = response.write.bind(response) as (chunk: Buffer) => boolean
  response.write = ((chunk: Buffer) => {
    const sendFrom = (from: number) => {
      if (response.destroyed) return
      if (from >= chunk.length) return void response.emit('drain')
      write(chunk.subarray(from, from + pieceBytes))
      setTimeout(sendFrom, 1, from + pieceBytes)
    }
    sendFrom(0)
    return false
  }) as typeof response.write
}
