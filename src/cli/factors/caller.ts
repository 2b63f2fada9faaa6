// A caller of a deployment with an account of its own, which may use another process for each call.
import { randomBytes } from 'node:crypto'

export type Caller = {
  token: string
  call: (
    url: string,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Response>
  json: <T>(url: string, method: string, path: string, body?: unknown) => Promise<T>
}

/** Of what does not answer at all: a busy machine takes its time. */
const TIMEOUT_MS = 60_000
/** It touches no backing service. */
const HEALTH_TIMEOUT_MS = 60_000

export async function createCaller(url: string): Promise<Caller> {
  const account = {
    email: `factors-${randomBytes(6).toString('hex')}@example.com`,
    password: randomBytes(9).toString('hex'),
  }
  const anonymous = callerWith('')
  const { access_token } = await anonymous.json<{ access_token: string }>(url, 'POST', '/api/auth/register', account)
  return callerWith(access_token)
}

export async function createProject(caller: Caller, url: string): Promise<string> {
  return (await caller.json<{ id: string }>(url, 'POST', '/api/projects', { name: 'Twelve factors' })).id
}

/** What a process tells of itself. */
export type Health = { commit: string; app_sha256: string; config_sha256: string; release: string; runtime: string }

export async function readHealth(url: string, timeoutMs = HEALTH_TIMEOUT_MS): Promise<Health> {
  const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(timeoutMs) })
  if (!response.ok) throw new Error(`${url}/health answered ${response.status}`)
  const health = (await response.json()) as Partial<Health> | null
  const texts = [health?.commit, health?.app_sha256, health?.config_sha256, health?.release, health?.runtime]
  if (texts.some((text) => typeof text !== 'string')) throw new Error(`${url}/health is not that of Samokoder`)
  return health as Health
}

function callerWith(token: string): Caller {
  const caller: Caller = {
    token,
    call: (url, method, path, body, headers = {}) =>
      fetch(url + path, {
        method,
        headers: {
          ...(token === '' ? {} : { Authorization: `Bearer ${token}` }),
          ...(typeof body === 'object' ? { 'Content-Type': 'application/json' } : {}),
          ...headers,
        },
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    json: async <T>(url: string, method: string, path: string, body?: unknown) => {
      const response = await caller.call(url, method, path, body)
      if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}`)
      return (await response.json()) as T
    },
  }
  return caller
}
