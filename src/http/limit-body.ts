import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import type { AppEnv } from './context.ts'
import { discardBody } from './discard-body.ts'
import { brokenBody } from './read-body.ts'

/** To what comes with these, no meaning is given: some servers drop it, others hand it on. */
const WITHOUT_BODY = new Set(['GET', 'HEAD', 'TRACE'])

/** Refuses bodies of more bytes than the deployment takes; what models are asked may hold images. */
export function limitBody({ MAX_BODY_BYTES, AI_MAX_BODY_BYTES }: Config): MiddlewareHandler<AppEnv> {
  const [others, models] = [limitTo(MAX_BODY_BYTES), limitTo(AI_MAX_BODY_BYTES)]
  return (c, next) => (c.req.path.startsWith('/v1/') ? models : others)(c, next)
}

function limitTo(maxBytes: number): MiddlewareHandler<AppEnv> {
  const limit = bodyLimit({
    maxSize: maxBytes,
    onError: async (c) => {
      await discardBody(c.req.raw)
      throw new AppError('payload_too_large', { message: `Send at most ${maxBytes} bytes.` })
    },
  })
  return async function limitBody(c, next) {
    if (WITHOUT_BODY.has(c.req.method)) return next()
    try {
      return await limit(c, next)
    } catch (error) {
      // Handlers further in answer their own errors; what arrives here was thrown in reading the body.
      throw error instanceof AppError ? error : brokenBody(error)
    }
  }
}
