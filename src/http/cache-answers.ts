import type { MiddlewareHandler } from 'hono'
import { nameRequest, readCached, storeCached } from '../accounts/answer-cache.ts'
import { AppError } from '../errors.ts'
import { CACHE_HEADER } from './answer-headers.ts'
import { canonicalJson } from './canonical-json.ts'
import { callerOf, type AppContext, type AppEnv } from './context.ts'
import type { Contract } from './contract.ts'
import { keepAnswer } from './keep-answer.ts'
import { answer } from './reply.ts'

export const CACHE_TTL_HEADER = 'X-Samokoder-Cache-Ttl'
const LONGEST_TTL_SECONDS = 7 * 86_400
/** Longer requests are not looked for: to bring them in their one form would hold others up. */
const MOST_CHARS = 1_000_000
/** Of an answer, what is true of it again. */
const KEPT_HEADERS = ['Content-Type', 'X-Samokoder-Model', 'X-Samokoder-Provider']

/** Answers a request as it was answered before, where its caller asks for that. Successes alone are kept. */
export function cacheAnswers(contract: Pick<Contract, 'method'>): MiddlewareHandler<AppEnv> {
  return async function cacheAnswers(c, next) {
    const asked = c.req.header(CACHE_TTL_HEADER)
    if (asked === undefined) return next()
    const seconds = readTtl(asked)
    const config = c.get('config')
    const name = await nameOf(c, contract)
    const kept = name === undefined ? undefined : await readCached(config, name)
    if (kept !== undefined) {
      return answer(c, kept.status, kept.body, { ...kept.headers, [CACHE_HEADER]: 'hit', 'X-Samokoder-Cost-Usd': '0' })
    }
    c.get('answerHeaders')[CACHE_HEADER] = 'miss'
    await next()
    if (c.res.status === 200 && name !== undefined) {
      await keepAnswer(c, KEPT_HEADERS, async (whole) => {
        if (whole !== undefined) await storeCached(config, name, whole, seconds)
      })
    }
  }
}

async function nameOf(c: AppContext, { method }: Pick<Contract, 'method'>): Promise<string | undefined> {
  if (Number(c.req.header('Content-Length') ?? 0) > MOST_CHARS) return undefined
  const content = canonicalJson((c.req.valid as (target: string) => unknown)('json'))
  if (content.length > MOST_CHARS) return undefined
  const { userId, key } = callerOf(c)
  return nameRequest({ userId, keyId: key?.id, route: `${method} ${c.req.path}`, content })
}

function readTtl(text: string): number {
  const seconds = /^\d{1,6}$/.test(text) ? Number(text) : 0
  if (seconds >= 1 && seconds <= LONGEST_TTL_SECONDS) return seconds
  const message = `must be a whole number of seconds from 1 to ${LONGEST_TTL_SECONDS}`
  throw new AppError('bad_request', { details: [{ path: ['headers', CACHE_TTL_HEADER], message }] })
}
