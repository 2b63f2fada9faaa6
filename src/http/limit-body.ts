import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import type { AppEnv } from './context.ts'
import { ARCHIVE_TYPES, bodyTypeOf } from './media-type.ts'
import { discardBody } from './discard-body.ts'
import { announcedLength, brokenBody } from './read-body.ts'

/** To what comes with these, no meaning is given: some servers drop it, others hand it on. */
const WITHOUT_BODY = new Set(['GET', 'HEAD', 'TRACE'])

/** Where a whole project may be sent. */
const IMPORTS = /^\/api\/projects(?:\/[^/]+\/import)?$/

/** Refuses bodies of more bytes than the deployment takes; models may be asked about images, and projects be sent whole. */
export function limitBody({
  MAX_BODY_BYTES,
  AI_MAX_BODY_BYTES,
  IMPORT_MAX_BODY_BYTES,
}: Config): MiddlewareHandler<AppEnv> {
  const [others, models, imports] = [
    limitTo(MAX_BODY_BYTES),
    limitTo(AI_MAX_BODY_BYTES),
    limitTo(IMPORT_MAX_BODY_BYTES),
  ]
  return (c, next) => {
    if (c.req.path.startsWith('/v1/')) return models(c, next)
    const isImport = ARCHIVE_TYPES.includes(bodyTypeOf(c)) && IMPORTS.test(c.req.path)
    return (isImport ? imports : others)(c, next)
  }
}

/** Refuses bodies of more bytes than that. */
export function limitTo(maxBytes: number): MiddlewareHandler<AppEnv> {
  const refuse = async (c: Context): Promise<never> => {
    await discardBody(c.req.raw)
    throw new AppError('payload_too_large', { message: `Send at most ${maxBytes} bytes.` })
  }
  const limit = bodyLimit({ maxSize: maxBytes, onError: refuse })
  return async function limitBody(c, next) {
    if (WITHOUT_BODY.has(c.req.method)) return next()
    // Hono's asks for the body's stream first, which Node has to make then: to read the body is half as dear without one.
    const length = announcedLength(c.req.raw.headers)
    try {
      if (length === undefined) return await limit(c, next)
      return await (length > maxBytes ? refuse(c) : next())
    } catch (error) {
      // Handlers further in answer their own errors; what arrives here was thrown in reading the body.
      throw error instanceof AppError ? error : brokenBody(error)
    }
  }
}
