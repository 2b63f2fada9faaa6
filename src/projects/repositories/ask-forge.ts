// One request to the host of a repository, which its owner has named.
import type { Config } from '../../config.ts'
import { AppError } from '../../errors.ts'
import { AddressRefused } from '../../services/address-guard.ts'
import { fetchGuarded } from '../../services/network.ts'

export type Asked = {
  url: string
  /** Of its own origin alone. */
  authorization: string | undefined
  init?: RequestInit
  mostRedirects?: number
}

const TIMEOUT_MS = 30_000
/** Of what a host says in an error, so much is told. */
const MAX_TOLD_CHARS = 200

/** @throws {AppError} repository_unavailable, bad_request where its address is not allowed */
export async function askForge(
  config: Config,
  { url, authorization, init = {}, mostRedirects = 0 }: Asked,
): Promise<Response> {
  const open = { 'User-Agent': 'samokoder', Accept: 'application/json, application/octet-stream, */*;q=0.5' }
  const secret = authorization === undefined ? undefined : { Authorization: authorization }
  const { headers, signal = AbortSignal.timeout(TIMEOUT_MS), ...rest } = init
  try {
    const given = { ...open, ...Object.fromEntries(new Headers(headers)) }
    return await fetchGuarded(config, new URL(url), { ...rest, signal, headers: given }, { mostRedirects, secret })
  } catch (cause) {
    if (!(cause instanceof AddressRefused)) throw new AppError('repository_unavailable', { cause })
    throw new AppError('bad_request', {
      details: [{ path: ['body', 'repository', 'url'], message: cause.message }],
      cause,
    })
  }
}

/** What an answer that is no success means to who asked for it. Reads the answer to its end. */
export async function forgeError(response: Response): Promise<AppError> {
  const { status } = response
  const said = await response.text().catch(() => '')
  const isOurs = status === 429 || status >= 500 || response.headers.get('x-ratelimit-remaining') === '0'
  if (isOurs) return new AppError('repository_unavailable', { cause: `${status} ${said.slice(0, MAX_TOLD_CHARS)}` })
  const reason = messageOf(said)
  const message = `its host answered ${status}${reason === undefined ? '' : `: ${reason}`}`
  return new AppError('repository_refused', { details: [{ path: ['body', 'repository'], message }] })
}

function messageOf(said: string): string | undefined {
  try {
    const { message } = JSON.parse(said) as { message?: unknown }
    return typeof message === 'string' ? message.slice(0, MAX_TOLD_CHARS) : undefined
  } catch {
    return undefined
  }
}
