import { AppError } from '../errors.ts'
import type { Work } from '../work.ts'
import type { AppContext } from './context.ts'

const BYTES_PER_STRETCH = 64 * 1024
const BYTES_PER_UNIT = 500

/** The bytes of the request body. @throws {AppError} bad_request when they do not come to their end */
export async function readBody(c: AppContext): Promise<ArrayBuffer> {
  try {
    return await c.req.arrayBuffer()
  } catch (error) {
    throw brokenBody(error)
  }
}

/** The text of the request body, which is read in slices where it is long. @throws {AppError} bad_request, as above */
export async function readText(c: AppContext, work: Work): Promise<string> {
  const bytes = new Uint8Array(await readBody(c))
  // Not as text(), which Node frees of two byte order marks and others of one.
  const decoder = new TextDecoder()
  if (bytes.length <= BYTES_PER_STRETCH) return decoder.decode(bytes)
  // To put a long one together has taken a slice.
  await work.pause()
  const texts: string[] = []
  for (let at = 0; at < bytes.length; at += BYTES_PER_STRETCH) {
    texts.push(decoder.decode(bytes.subarray(at, at + BYTES_PER_STRETCH), { stream: true }))
    if (work.spend(BYTES_PER_STRETCH / BYTES_PER_UNIT)) await work.pause()
  }
  return texts.join('') + decoder.decode()
}

/** The client left before it had sent everything, or what it sent is not framed as HTTP wants: no fault of ours. */
export function brokenBody(cause: unknown): AppError {
  return new AppError('bad_request', { message: 'The request body broke off.', cause })
}
