// Request bodies, which may be long: what comes at once of many would else be taken in and put together in one go.
import { AppError } from '../errors.ts'
import { wholeOf } from '../services/join-bytes.ts'
import { createWork, type Work } from '../work.ts'
import type { AppContext } from './context.ts'

type Bytes = Uint8Array<ArrayBuffer>

const BYTES_PER_STRETCH = 256 * 1024
const BYTES_PER_UNIT = 500

/** A long body can be read only once, and more than one may want it; short ones are kept by Hono. */
const longBodies = new WeakMap<Request, Promise<Bytes[]>>()

/** The bytes of the request body. @throws {AppError} bad_request when they do not come to their end */
export async function readBody(c: AppContext): Promise<Bytes> {
  return wholeOf(await readStretches(c, createWork()))
}

/** The text of the request body, which is read in slices where it is long. @throws {AppError} bad_request, as above */
export async function readText(c: AppContext, work: Work): Promise<string> {
  // Not as text(), which Node frees of two byte order marks and others of one.
  const decoder = new TextDecoder()
  const stretches = await readStretches(c, work)
  // Most are short, and are to wait for nobody.
  if (stretches.length <= 1) return decoder.decode(wholeOf(stretches))
  const texts: string[] = []
  for (const stretch of stretches) {
    texts.push(decoder.decode(stretch, { stream: true }))
    if (work.spend(stretch.length / BYTES_PER_UNIT)) await work.pause()
  }
  return texts.join('') + decoder.decode()
}

/**
 * The bytes of the request body, all stretches but the last of them `BYTES_PER_STRETCH` long.
 * @throws {AppError} bad_request, as above
 */
export async function readStretches(c: AppContext, work: Work): Promise<Bytes[]> {
  const request = c.req.raw
  try {
    // Streams of the web, which Node makes for this alone, pay for what is long.
    const length = announcedLength(request.headers) ?? Infinity
    if (length <= BYTES_PER_STRETCH) return [new Uint8Array(await c.req.arrayBuffer())]
    const body = longBodies.get(request) ?? readLong(request, work)
    longBodies.set(request, body)
    return await body
  } catch (error) {
    throw brokenBody(error)
  }
}

async function readLong(request: Request, work: Work): Promise<Bytes[]> {
  const stretches: Bytes[] = []
  let rest = new Uint8Array(0)
  for await (const chunk of request.body ?? []) {
    for (let at = 0; at < chunk.length;) {
      if (rest.length === 0) stretches.push((rest = new Uint8Array(BYTES_PER_STRETCH)))
      const part = chunk.subarray(at, at + rest.length)
      rest.set(part)
      rest = rest.subarray(part.length)
      at += part.length
    }
    if (stretches.length > 1 && work.spend(chunk.length / BYTES_PER_UNIT)) await work.pause()
  }
  const last = stretches.pop()
  if (last !== undefined) stretches.push(last.subarray(0, last.length - rest.length))
  return stretches
}

/** The bytes of a request body, in its headers; undefined where only its end tells. */
export function announcedLength(headers: Headers): number | undefined {
  const length = headers.get('Content-Length') ?? ''
  return /^\d+$/.test(length) && !headers.has('Transfer-Encoding') ? Number(length) : undefined
}

/** The client left before it had sent everything, or what it sent is not framed as HTTP wants: no fault of ours. */
export function brokenBody(cause: unknown): AppError {
  return new AppError('bad_request', { message: 'The request body broke off.', cause })
}
