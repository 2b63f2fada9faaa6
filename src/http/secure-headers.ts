import { Hono, type MiddlewareHandler } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import type { AppEnv } from './context.ts'

/** Asked for once: they are the same for every answer. */
let known: Record<string, string> | undefined

/** Has every answer tell browsers what Hono's own middleware tells them. */
export const tellSecureHeaders: MiddlewareHandler<AppEnv> = async function tellSecureHeaders(c, next) {
  known ??= await askHono()
  Object.assign(c.get('answerHeaders'), known)
  await next()
}

async function askHono(): Promise<Record<string, string>> {
  const app = new Hono().use(secureHeaders({ crossOriginResourcePolicy: 'cross-origin' }))
  const { headers } = await app.get('/', (c) => c.body(null)).request('/')
  return Object.fromEntries(headers)
}
