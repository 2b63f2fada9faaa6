import { AppError } from '../errors.ts'
import { callerOf, type AppContext } from './context.ts'

/** Nobody knows when a stream ends; its client comes back as soon as it may expect that some have. */
const RETRY_AFTER_SECONDS = 10

/** @throws {AppError} rate_limited when the process, or the caller, has as many event streams open as it may */
export function requireRoomForStream(c: AppContext): void {
  const full = c.get('openStreams').fullFor(callerOf(c).userId)
  if (full === undefined) return
  c.get('meter').count('samokoder_rate_limited_total', { scope: `streams_of_${full}` })
  const whose = full === 'account' ? 'This account has' : 'This process has'
  const message = `${whose} as many event streams open as it may: close some, or wait as long as Retry-After says.`
  throw new AppError('rate_limited', { message, retryAfterSeconds: RETRY_AFTER_SECONDS })
}
