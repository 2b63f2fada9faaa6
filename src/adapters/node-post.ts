// A POST over the client that Node's fetch is made of. Without what fetch adds to it, a short call takes an eighth of the CPU.
import { globalAgent } from 'node:http'
import { pipeline, Readable, type Transform } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import type { Dispatcher } from 'undici'
import Agent from 'undici/lib/dispatcher/agent.js'
import type { Post, PostAnswer, PostInit } from '../app.ts'
import { requireSendable } from '../sendable-headers.ts'
import { openQueue, type Bytes, type Reader } from './answer-queue.ts'

/** What answers come packed in although they should not. */
const UNPACKERS: Record<string, () => Transform> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

type Given = Record<string, string | string[] | undefined>

// How long an answer may take is for the caller to say.
const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 })

/** None where Node goes by the variables that name proxies, as its own agent tells: its fetch does, and this does not. */
export function chooseByProxy(nodeAgent: object = globalAgent): { post?: Post } {
  const { options } = nodeAgent as { options?: { proxyEnv?: unknown } }
  return options?.proxyEnv === undefined ? { post: postByNode } : {}
}

/** Follows no redirect. @throws what undici tells, or the reason of the signal */
export function postByNode(url: string, { headers, body, signal }: PostInit): Promise<PostAnswer> {
  const { origin, pathname, search } = new URL(url)
  const queue = openQueue()
  return new Promise((resolve, reject) => {
    const giveUp = () => fail(signal.reason)
    const fail = (error: unknown) => {
      signal.removeEventListener('abort', giveUp)
      queue.fail(error)
      reject(error)
    }
    signal.throwIfAborted()
    requireSendable(headers)
    signal.addEventListener('abort', giveUp)
    const request: Dispatcher.DispatchOptions = {
      origin,
      path: pathname + search,
      method: 'POST',
      ...framed(headers, body),
    }
    agent.dispatch(request, {
      onRequestStart: queue.start,
      onResponseStart: (_connection, status, given) => {
        if (status < 200) return
        if (mayPause(given)) queue.holdLittle()
        resolve(toAnswer(status, given, queue.reader))
      },
      onResponseData: (_connection, piece) => queue.add(piece),
      onResponseEnd: () => {
        signal.removeEventListener('abort', giveUp)
        queue.end()
      },
      onResponseError: (_connection, error) => fail(error),
    })
  })
}

/** A Blob is sent in pieces, as fast as they are taken. */
function framed(
  headers: PostInit['headers'],
  body: PostInit['body'],
): Pick<Dispatcher.DispatchOptions, 'headers' | 'body'> {
  const all = { ...headers, 'Accept-Encoding': 'identity' }
  if (typeof body === 'string') return { headers: all, body }
  const stream = Readable.fromWeb(body.stream() as ReadableStream)
  return { headers: { ...all, 'Content-Length': String(body.size) }, body: stream }
}

/**
 * Whether the connection surely outlives the answer. undici takes a connection that ends while it is paused for a fault of its own,
 * by which the process would end: https://github.com/nodejs/undici/issues/5360. One that outlives its answer is not looked at so.
 */
function mayPause({ 'transfer-encoding': encoding, 'content-length': length, connection }: Given): boolean {
  const hasEnd = encoding === 'chunked' || (encoding === undefined && length !== undefined)
  return hasEnd && String(connection).toLowerCase() === 'keep-alive'
}

function toAnswer(status: number, headers: Given, reader: Reader): PostAnswer {
  const get = (name: string) => headers[name.toLowerCase()]?.toString() ?? null
  return {
    status,
    ok: status >= 200 && status < 300,
    headers: { get },
    body: { getReader: () => unpack(get('content-encoding'), reader) },
  }
}

function unpack(encoding: string | null, reader: Reader): Reader {
  const create = UNPACKERS[encoding?.trim().toLowerCase() ?? '']
  if (create === undefined) return reader
  // Its reader hears what either end fails with.
  const unpacked = pipeline(Readable.from(piecesOf(reader)), create(), () => undefined)
  const pieces = unpacked[Symbol.asyncIterator]() as AsyncIterator<Bytes>
  return {
    read: async () => {
      const next = (await pieces.next()) as Awaited<ReturnType<Reader['read']>>
      // What stands behind the end of what was packed is of no use.
      if (next.done) await reader.cancel()
      return next
    },
    cancel: async () => {
      unpacked.destroy()
      await reader.cancel()
    },
  }
}

async function* piecesOf(reader: Reader): AsyncGenerator<Bytes> {
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
}
