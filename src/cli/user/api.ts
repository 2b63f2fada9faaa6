// The API as a user of a deployment calls it, who has signed in on this machine or has a key in the environment.
import { EXIT, Refusal } from '../command.ts'
import { toAddress } from '../to-address.ts'
import { readSettings, writeSettings, type Session, type Settings } from './settings.ts'

type Sent = { body?: unknown; headers?: Record<string, string> }

export type UserApi = {
  url: string
  json: <T>(method: string, path: string, sent?: Sent) => Promise<T>
  bytes: (path: string) => Promise<Uint8Array>
  /** The answer as it comes. @throws {Refusal} unless it is a success */
  open: (method: string, path: string, sent?: Sent) => Promise<Response>
}

/** A token that ends sooner is renewed before it is used. */
const SPARE_MS = 30_000

/** Of the deployment that SAMOKODER_URL and SAMOKODER_KEY name, or of the last login. @throws {Refusal} where there is none */
export async function openUserApi(): Promise<UserApi> {
  const { SAMOKODER_URL, SAMOKODER_KEY } = process.env
  const stored = await readSettings()
  const url = SAMOKODER_URL ? toAddress(SAMOKODER_URL) : stored?.url
  const settings = stored?.url === url ? stored : undefined
  if (url === undefined || (!SAMOKODER_KEY && settings?.key === undefined && settings?.session === undefined)) {
    throw new Refusal(
      'not_signed_in',
      'You are not signed in.',
      'Run samokoder login --url …, or set SAMOKODER_URL and SAMOKODER_KEY.',
    )
  }
  const key = SAMOKODER_KEY || settings?.key
  const tokenOf = key === undefined ? keepSession(url, settings) : () => Promise.resolve(key)
  const open: UserApi['open'] = async (method, path, sent = {}) =>
    callApi(url, method, path, { ...sent, headers: { Authorization: `Bearer ${await tokenOf()}`, ...sent.headers } })
  return {
    url,
    open,
    json: async <T>(method: string, path: string, sent?: Sent) => {
      const response = await open(method, path, sent)
      return (response.status === 204 ? undefined : await response.json()) as T
    },
    bytes: async (path) => new Uint8Array(await (await open('GET', path)).arrayBuffer()),
  }
}

/** One call. @throws {Refusal} with what the API says, unless it answers with a success */
export async function callApi(
  url: string,
  method: string,
  path: string,
  { body, headers = {} }: Sent = {},
): Promise<Response> {
  const isJson = body !== undefined
  const response = await fetch(url + path, {
    method,
    headers: { ...(isJson ? { 'Content-Type': 'application/json' } : {}), ...headers },
    ...(isJson ? { body: JSON.stringify(body) } : {}),
  }).catch((cause: unknown) => {
    const { code = 'no answer' } = Object((cause as Error).cause) as { code?: string }
    throw new Refusal(
      'unreachable',
      `${url} does not answer: ${code}.`,
      'Is it up, and is the address right?',
      EXIT.unavailable,
    )
  })
  if (response.ok) return response
  throw refusalOf(response.status, await response.text())
}

type ApiError = {
  error?: { code?: string; message?: string; details?: { path: (string | number)[]; message: string }[] }
}

function refusalOf(status: number, text: string): Refusal {
  const { error } = parseJson(text)
  const { code = 'refused', message = `The deployment answered ${status}.`, details = [] } = error ?? {}
  const told = details.map(({ path, message: reason }) => `${path.join('.')} ${reason}`)
  const isToSignIn = code === 'unauthorized' || code === 'mfa_required'
  const hint = isToSignIn ? 'Run samokoder login.' : told.join('\n') || 'samokoder --help tells how.'
  return new Refusal(code, message, hint)
}

function parseJson(text: string): ApiError {
  try {
    return Object(JSON.parse(text)) as ApiError
  } catch {
    return {}
  }
}

type SessionAnswer = { access_token: string; refresh_token: string; expires_in: number }

export function toSession({ access_token, refresh_token, expires_in }: SessionAnswer): Session {
  return { access_token, refresh_token, expires_at_ms: Date.now() + expires_in * 1000 }
}

/** A token that is good for the next call; it is renewed when its time is over. */
function keepSession(url: string, settings: Settings | undefined): () => Promise<string> {
  let session = settings?.session
  return async () => {
    if (session === undefined) return ''
    if (session.expires_at_ms - Date.now() > SPARE_MS) return session.access_token
    session = await renew(url, session)
    return session.access_token
  }
}

/** A refresh token serves once: where another process has used it, that has stored the new one. */
async function renew(url: string, { refresh_token }: Session): Promise<Session> {
  try {
    const answer = await callApi(url, 'POST', '/api/auth/refresh', { body: { refresh_token } })
    const session = toSession((await answer.json()) as SessionAnswer)
    await writeSettings({ ...(await readSettings()), url, session })
    return session
  } catch (error) {
    const stored = (await readSettings())?.session
    if (stored !== undefined && stored.refresh_token !== refresh_token) return stored
    if (!(error instanceof Refusal) || error.code !== 'invalid_refresh_token') throw error
    throw new Refusal('unauthorized', 'Your session has ended.', 'Run samokoder login.')
  }
}
