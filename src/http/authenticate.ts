import type { MiddlewareHandler } from 'hono'
import { AppError } from '../errors.ts'
import type { AppEnv } from './context.ts'

/** Lets a request pass only with a live access token of an account that is there, and notes whose it is. */
export const authenticate: MiddlewareHandler<AppEnv> = async function authenticate(c, next) {
  const accessToken = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(c.req.header('Authorization') ?? '')?.[1]
  if (accessToken === undefined) throw new AppError('unauthorized')
  const { userId, email } = await c.get('verifyAccessToken')(accessToken)
  if (!(await c.get('accountExists')({ userId, accessToken }, c.get('meter')))) throw new AppError('unauthorized')
  c.set('caller', { userId, email, accessToken })
  await next()
}
