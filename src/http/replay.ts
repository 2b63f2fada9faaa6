import type { MiddlewareHandler } from 'hono'
import { beginRequest, type Begun } from '../accounts/idempotent-requests.ts'
import type { KeptAnswer } from '../accounts/sealed-answer.ts'
import { AppError } from '../errors.ts'
import { joinBytes, wholeOf } from '../services/join-bytes.ts'
import { sha256Hex } from '../services/sha256.ts'
import { createWork } from '../work.ts'
import { callerOf, type AppContext, type AppEnv } from './context.ts'
import type { Contract } from './contract.ts'
import { keepAnswer } from './keep-answer.ts'
import { ARCHIVE_TYPES, bodyTypeOf } from './media-type.ts'
import { readStretches } from './read-body.ts'
import { answer } from './reply.ts'

const KEY = /^[!-~]{1,255}$/
/** Of an answer, what belongs to it and not to the request that asked. */
const KEPT_HEADERS = ['Content-Type', 'Location', 'ETag']

type Under = Extract<Begun, { answer: undefined }>

/** Makes a request with an Idempotency-Key once, and answers it again for a day; without one it costs nothing. */
export function replay(contract: Pick<Contract, 'method'>): MiddlewareHandler<AppEnv> {
  return async function replay(c, next) {
    const key = c.req.header('Idempotency-Key')
    if (key === undefined) return next()
    if (!KEY.test(key)) {
      const message = 'must be 1 to 255 visible ASCII characters'
      throw new AppError('bad_request', { details: [{ path: ['headers', 'Idempotency-Key'], message }] })
    }
    const content = joinBytes([new TextEncoder().encode(`${new URL(c.req.url).search}\n`), await contentOf(c)])
    const name = { userId: callerOf(c).userId, route: `${contract.method} ${c.req.path}`, key, content }
    const begun = await beginRequest(c.get('config'), name)
    if (begun.answer !== undefined) return resend(c, begun.answer)
    await next()
    await keep(c, begun)
  }
}

/** The body, or what stands for one that is long or an archive. */
async function contentOf(c: AppContext): Promise<Uint8Array> {
  const stretches = await readStretches(c, createWork())
  if (stretches.length === 1 && !ARCHIVE_TYPES.includes(bodyTypeOf(c))) return wholeOf(stretches)
  const hashes: string[] = []
  for (const stretch of stretches) hashes.push(await sha256Hex(stretch))
  return new TextEncoder().encode(hashes.join('\n'))
}

function resend(c: AppContext, { status, headers, body }: KeptAnswer): Response {
  return answer(c, status, body, { ...headers, 'Idempotent-Replayed': 'true' })
}

/** What failed has made nothing, and may be tried again. */
async function keep(c: AppContext, { end }: Under): Promise<void> {
  const instead = c.get('keptInstead')
  if (c.res.status < 300 && instead === undefined) return keepAnswer(c, KEPT_HEADERS, end)
  await end(instead)
}
