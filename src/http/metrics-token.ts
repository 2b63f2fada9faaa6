import { timingSafeEqual } from 'hono/utils/buffer'
import { AppError } from '../errors.ts'
import type { AppContext } from './context.ts'

/** Lets the operator pass, when there is a token to tell the operator by. */
export async function requireMetricsToken(c: AppContext): Promise<void> {
  if (!(await isOperator(c, readBearer(c)))) throw new AppError('unauthorized')
}

/** As above, for a page: a browser asks for a password, which is the token; the name does not matter. */
export async function requireOperator(c: AppContext): Promise<void> {
  if (await isOperator(c, readBearer(c) || readPassword(c))) return
  throw new AppError('unauthorized', { challenge: 'Basic realm="operator", charset="UTF-8"' })
}

async function isOperator(c: AppContext, given: string): Promise<boolean> {
  const token = c.get('config').METRICS_TOKEN
  return token === undefined || timingSafeEqual(given, token)
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
