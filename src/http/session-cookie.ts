import { AppError } from '../errors.ts'
import type { AppContext } from './context.ts'

const NAME = 'samokoder_session'
/** As long as browsers keep a cookie; Auth ends a session earlier, where it is told to. */
const LIFE_SECONDS = 400 * 24 * 60 * 60

/**
 * Refuses what a page of another site sends. A proxy may have changed the Host; then the browser's own word counts, which
 * no script can forge.
 */
export function requireOwnOrigin(c: AppContext): void {
  const origin = c.req.header('Origin') ?? ''
  const isOwn = URL.canParse(origin) && new URL(origin).host === new URL(c.req.url).host
  if (!isOwn && c.req.header('Sec-Fetch-Site') !== 'same-origin') throw new AppError('wrong_origin')
}

export function readSessionCookie(c: AppContext): string | undefined {
  const pairs = (c.req.header('Cookie') ?? '').split(';').map((pair) => pair.trim())
  const value = pairs.find((pair) => pair.startsWith(`${NAME}=`))?.slice(NAME.length + 1)
  return value !== undefined && /^[\w.-]{1,1000}$/.test(value) ? value : undefined
}

export function sessionCookie(c: AppContext, refreshToken: string): string {
  return cookie(c, refreshToken, LIFE_SECONDS)
}

export function clearedCookie(c: AppContext): string {
  return cookie(c, '', 0)
}

function cookie(c: AppContext, value: string, maxAgeSeconds: number): string {
  // Behind a proxy, only the browser knows whether it came by https.
  const secure = (c.req.header('Origin') ?? '').startsWith('https:') ? '; Secure' : ''
  return `${NAME}=${value}; Path=/api/session; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`
}
