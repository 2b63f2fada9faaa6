import type { MiddlewareHandler } from 'hono'
import type { RateClaim } from '../accounts/rate-limit.ts'
import { AppError } from '../errors.ts'
import type { AccountLimits } from '../services/database-types.ts'
import { redisKeys } from '../services/redis-keys.ts'
import { describeError } from '../telemetry/log.ts'
import { callerOf, sharingOf, type AppContext, type AppEnv } from './context.ts'
import type { Contract } from './contract.ts'
import { rateHeaders } from './rate-headers.ts'

type Policy = Pick<Contract, 'whenLimiterAway'> & Partial<Pick<Contract, 'path'>>

/** Limits what an account may ask; stands behind authenticate. */
export function limitAccount(policy: Policy): MiddlewareHandler<AppEnv> {
  return async function limitAccount(c, next) {
    const { userId, key, limits } = callerOf(c)
    const ofAccount = claim('account', userId, lower(c.get('config').RATE_LIMIT_PER_ACCOUNT, limits))
    const ofKey = key === undefined ? [] : [claim('key', key.id, key.requests_per_minute ?? 0)]
    await limitRate(c, [ofAccount, ...ofKey], policy)
    await next()
  }
}

/** The deployment's limit or that of the tier, whichever is lower; 0 is none. */
function lower(ofDeployment: number, limits: AccountLimits | undefined): number {
  const ofTier = limits?.max_requests_per_minute ?? 0
  return ofDeployment === 0 || ofTier === 0 ? ofDeployment + ofTier : Math.min(ofDeployment, ofTier)
}

/** Limits what may come from one address, where the runtime tells it. */
export function limitAddress(policy: Policy): MiddlewareHandler<AppEnv> {
  return async function limitAddress(c, next) {
    await limitByAddress(c, policy)
    await next()
  }
}

/** Limits how often the database is asked for keys that may be none, where the runtime tells who asks. */
export function limitKeyLookups(c: AppContext): Promise<void> {
  return limitByAddress(c, {})
}

/** Six digits can be guessed in the end: so many of an account are looked at in any hour. A person needs a few a day. */
const CODES_PER_HOUR = 20
const HOUR_MS = 3_600_000

/** Limits how many codes of second factors are looked at for an account, from wherever they come. Uncounted, none is. */
export async function limitCodes(c: AppContext): Promise<void> {
  const codes = { ...claim('codes', callerOf(c).userId, CODES_PER_HOUR), windowMs: HOUR_MS }
  await limitRate(c, [codes], { whenLimiterAway: 'refuse' })
}

async function limitByAddress(c: AppContext, policy: Policy): Promise<void> {
  const address = c.env?.clientAddress
  if (address === undefined) return
  await limitRate(c, [claim('address', networkOf(address), c.get('config').RATE_LIMIT_PER_ADDRESS)], policy)
}

type Scope = 'account' | 'address' | 'key' | 'codes'
type Claim = RateClaim & { scope: Scope }

/** What has 0 requests a minute is not limited. */
function claim(scope: Scope, who: string, limit: number): Claim {
  return { scope, key: redisKeys.rate(scope, who), limit }
}

/** All claims at once. The answer tells how many more requests would pass. */
async function limitRate(c: AppContext, asked: readonly Claim[], policy: Policy): Promise<void> {
  const claims = asked.filter(({ limit }) => limit !== 0)
  const [first] = claims
  if (first === undefined) return
  const tellsLeft = policy.path?.startsWith('/v1/') === true
  const telemetry = { meter: c.get('meter'), tracer: c.get('tracer') }
  const passage = await c
    .get('rateLimiter')
    .consume(claims, { later: c.get('defer'), telemetry, tellsLeft, mayWait: sharingOf(c) !== undefined })
    .catch((error: unknown) => doWithout(c, first.scope, policy, error))
  if (passage === undefined) return
  if (tellsLeft) Object.assign(c.get('answerHeaders'), rateHeaders(claims, passage))
  const { refusal } = passage
  if (refusal === undefined) return
  const { scope } = claims[refusal.claim] ?? first
  c.get('meter').count('samokoder_rate_limited_total', { scope })
  throw new AppError('rate_limited', { retryAfterSeconds: Math.ceil(refusal.waitMs / 1000) })
}

/** Nobody may spend or sign up uncounted; whoever only reads is served, and the log and a figure tell that it was uncounted. */
function doWithout(c: AppContext, scope: Scope, { whenLimiterAway }: Policy, error: unknown): undefined {
  const outcome = whenLimiterAway === 'refuse' ? 'refused' : 'served'
  c.get('log')('warn', 'rate was not limited', { scope, outcome, ...describeError(error) })
  c.get('meter').count('samokoder_rate_limiter_away_total', { scope, outcome })
  if (outcome === 'refused') throw new AppError('service_unavailable', { cause: error })
  return undefined
}

/** Whoever has an IPv6 address has the 2^64 beside it too, so its network is what counts. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address
  const [head = '', tail] = address.split('::')
  const [before, after] = [head, tail ?? ''].map((part) => part.split(':').filter(Boolean)) as [string[], string[]]
  const gap = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length)
  return [...before, ...Array.from({ length: gap }, () => '0'), ...after].slice(0, 4).join(':')
}
