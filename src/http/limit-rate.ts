import type { MiddlewareHandler } from 'hono'
import { takeTurn, turnsKey } from '../accounts/rate-limit.ts'
import { AppError } from '../errors.ts'
import { describeError } from '../telemetry/log.ts'
import { callerOf, type AppContext, type AppEnv } from './context.ts'

/** Limits what an account may ask; stands behind authenticate. */
export const limitAccount: MiddlewareHandler<AppEnv> = async function limitAccount(c, next) {
  await limitRate(c, 'account', callerOf(c).userId, c.get('config').RATE_LIMIT_PER_ACCOUNT)
  await next()
}

/** Limits what may come from one address, where the runtime tells it. */
export const limitAddress: MiddlewareHandler<AppEnv> = async function limitAddress(c, next) {
  const address = c.env?.clientAddress
  if (address !== undefined) {
    await limitRate(c, 'address', networkOf(address), c.get('config').RATE_LIMIT_PER_ADDRESS)
  }
  await next()
}

async function limitRate(c: AppContext, scope: 'account' | 'address', who: string, perMinute: number): Promise<void> {
  if (perMinute === 0) return
  const start = performance.now()
  const waitMs = await takeTurn(c.get('config'), turnsKey(scope, who), perMinute).catch((error: unknown) => {
    // Without Redis nobody is refused, and the log says so.
    c.get('log')('warn', 'rate was not limited', { scope, ...describeError(error) })
    return 0
  })
  const seconds = (performance.now() - start) / 1000
  c.get('meter').observe('samokoder_backing_service_duration_seconds', { service: 'redis' }, seconds)
  if (waitMs === 0) return
  c.get('meter').count('samokoder_rate_limited_total', { scope })
  throw new AppError('rate_limited', { retryAfterSeconds: Math.ceil(waitMs / 1000) })
}

/** Whoever has an IPv6 address has the 2^64 beside it too, so its network is what counts. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address
  const [head = '', tail] = address.split('::')
  const [before, after] = [head, tail ?? ''].map((part) => part.split(':').filter(Boolean)) as [string[], string[]]
  const gap = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length)
  return [...before, ...Array.from({ length: gap }, () => '0'), ...after].slice(0, 4).join(':')
}
