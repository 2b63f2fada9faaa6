import { makeRandomToken } from '../../../services/random-token.ts'
import { ApiProblem, readProblem } from './problem.ts'
import { reach, request, type Sent } from './reach.ts'
import { accessToken, renew } from './session.ts'

export type CallOptions = Omit<Sent, 'token'>

/** Calls the API as who is signed in. @throws {ApiProblem} */
export async function call(method: string, path: string, options: CallOptions = {}): Promise<Response> {
  const response = await reach(method, path, { ...options, token: await accessToken() })
  if (response.ok) return response
  const problem = await readProblem(response)
  // Another tab may have enrolled or shown a second factor, which then counts for the cookie of all.
  if (response.status !== 401 && problem.code !== 'mfa_required') throw problem
  const renewed = await renew()
  if (renewed === null) throw new ApiProblem('unauthorized', 'The session has ended.')
  return request(method, path, { ...options, token: renewed.token })
}

export async function callJson<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
  return (await (await call(method, path, options)).json()) as T
}

/** A key for a request that is sent again when its answer got lost, and is to be done once. */
export function onceOnly(): Record<string, string> {
  // Not randomUUID, which browsers have by https alone.
  return { 'Idempotency-Key': makeRandomToken('') }
}
