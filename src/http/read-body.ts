import { AppError } from '../errors.ts'
import type { AppContext } from './context.ts'

/** The bytes of the request body. @throws {AppError} bad_request when they do not come to their end */
export async function readBody(c: AppContext): Promise<ArrayBuffer> {
  try {
    return await c.req.arrayBuffer()
  } catch (error) {
    throw brokenBody(error)
  }
}

/** The client left before it had sent everything, or what it sent is not framed as HTTP wants: no fault of ours. */
export function brokenBody(cause: unknown): AppError {
  return new AppError('bad_request', { message: 'The request body broke off.', cause })
}
