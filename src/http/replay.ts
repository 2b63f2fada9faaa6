import type { MiddlewareHandler } from 'hono'
import { beginRequest, MOST_KEPT_CHARS, type Begun, type KeptAnswer } from '../accounts/idempotent-requests.ts'
import { AppError } from '../errors.ts'
import { sha256Hex } from '../services/sha256.ts'
import { callerOf, type AppContext, type AppEnv } from './context.ts'
import type { Contract } from './contract.ts'
import { ARCHIVE_TYPES, bodyTypeOf } from './media-type.ts'
import { readBody } from './read-body.ts'

const KEY = /^[!-~]{1,255}$/
/** Of an answer, what belongs to it and not to the request that asked. */
const KEPT_HEADERS = ['Content-Type', 'Location', 'ETag']
/** How a stream of /v1 ends that came to its end: one of a chat, or of a response. */
const WHOLE_STREAM = /\n(?:data: \[DONE\]\s*|event: response\.(?:completed|incomplete)\ndata: [^\n]*\n\n)$/

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
    const content = `${new URL(c.req.url).search}\n${await contentOf(c)}`
    const name = { userId: callerOf(c).userId, route: `${contract.method} ${c.req.path}`, key, content }
    const begun = await beginRequest(c.get('config'), name)
    if (begun.answer !== undefined) return resend(begun.answer)
    await next()
    c.res = await keep(c, begun)
  }
}

/** The text of the body, or what stands for the bytes of an archive. */
async function contentOf(c: AppContext): Promise<string> {
  const body = await readBody(c)
  return ARCHIVE_TYPES.includes(bodyTypeOf(c)) ? sha256Hex(new Uint8Array(body)) : new TextDecoder().decode(body)
}

function resend({ status, headers, body }: KeptAnswer): Response {
  return new Response(body, { status, headers: { ...headers, 'Idempotent-Replayed': 'true' } })
}

/** What failed has made nothing, and may be tried again. */
async function keep(c: AppContext, { end }: Under): Promise<Response> {
  const { res } = c
  const instead = c.get('keptInstead')
  if (res.status >= 300 || instead !== undefined) {
    await end(instead)
    return res
  }
  if (res.headers.get('Content-Type')?.startsWith('text/event-stream') !== true) {
    const body = await res.clone().text()
    await end(body.length > MOST_KEPT_CHARS ? undefined : { ...headOf(res), body })
    return res
  }
  return keepStream(c, res, end)
}

/** The stream as it goes by. One that its reader leaves is not kept: what holds the request ends by itself. */
function keepStream(c: AppContext, res: Response, end: Under['end']): Response {
  if (res.body === null) return res
  const decoder = new TextDecoder()
  let text = ''
  const passing = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      if (text.length <= MOST_KEPT_CHARS) text += decoder.decode(chunk, { stream: true })
      controller.enqueue(chunk)
    },
    flush: () => {
      const whole = text.length <= MOST_KEPT_CHARS && WHOLE_STREAM.test(text)
      c.get('defer')(end(whole ? { ...headOf(res), body: text } : undefined))
    },
  })
  return new Response(res.body.pipeThrough(passing), res)
}

function headOf(res: Response): Pick<KeptAnswer, 'status' | 'headers'> {
  const headers = KEPT_HEADERS.flatMap((name) => {
    const value = res.headers.get(name)
    return value === null ? [] : [[name, value] as const]
  })
  return { status: res.status, headers: Object.fromEntries(headers) }
}
