import { timingSafeEqual } from 'hono/utils/buffer'
import { AppError } from '../errors.ts'
import type { AppContext } from './context.ts'

const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|::1)$/

/** Lets the operator pass: who has METRICS_TOKEN or, where there is none, asks from this machine. */
export async function requireOperator(c: AppContext): Promise<void> {
  if (!(await isOperator(c, readBearer(c)))) throw new AppError('unauthorized', { message: refusal(c) })
}

/** As above, for a page: a browser asks for a password, which is the token; the name does not matter. */
export async function requireOperatorOfPage(c: AppContext): Promise<void> {
  if (await isOperator(c, readBearer(c) || readPassword(c))) return
  throw new AppError('unauthorized', {
    message: refusal(c),
    challenge: 'Basic realm="operator", charset="UTF-8"',
  })
}

async function isOperator(c: AppContext, given: string): Promise<boolean> {
  const token = c.get('config').METRICS_TOKEN
  return token === undefined ? isFromHere(c) : timingSafeEqual(given, token)
}

/** A proxy on this machine asks from here for anybody, and says so in its headers. */
function isFromHere(c: AppContext): boolean {
  const isForwarded = ['X-Forwarded-For', 'Forwarded'].some((name) => c.req.header(name) !== undefined)
  return !isForwarded && LOOPBACK.test(c.env?.clientAddress ?? '')
}

function refusal(c: AppContext): string {
  return c.get('config').METRICS_TOKEN === undefined
    ? 'This answers on the machine itself only, as the deployment has no METRICS_TOKEN.'
    : 'The METRICS_TOKEN of the deployment is needed.'
}

function readBearer(c: AppContext): string {
  return /^Bearer +(.+)$/i.exec(c.req.header('Authorization') ?? '')?.[1] ?? ''
}

function readPassword(c: AppContext): string {
  const encoded = /^Basic +([\w+/]+=*)$/i.exec(c.req.header('Authorization') ?? '')?.[1] ?? ''
  try {
    const pair = atob(encoded)
    return pair.slice(pair.indexOf(':') + 1)
  } catch {
    return ''
  }
}
