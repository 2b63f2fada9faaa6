import { timingSafeEqual } from 'hono/utils/buffer'
import { AppError } from '../errors.ts'
import type { AppContext } from './context.ts'

/** Lets the operator pass, when there is a token to tell the operator by. */
export async function requireMetricsToken(c: AppContext): Promise<void> {
  const token = c.get('config').METRICS_TOKEN
  if (token === undefined) return
  const given = /^Bearer +(.+)$/i.exec(c.req.header('Authorization') ?? '')?.[1] ?? ''
  if (!(await timingSafeEqual(given, token))) throw new AppError('unauthorized')
}
