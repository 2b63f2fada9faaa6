// A password that nobody knows any more, set anew by a mail of Auth.
import type { ResetToken } from '../addresses.ts'
import type { Factor } from './factors.ts'
import { toProblem } from './problem.ts'
import { request } from './reach.ts'
import { signIn } from './session.ts'

/** Asks for the mail, whose link leads back here. @throws {ApiProblem} */
export async function askForReset(email: string): Promise<void> {
  const redirectTo = location.origin + location.pathname
  await request('POST', 'api/auth/password-reset', { json: { email, redirect_to: redirectTo } })
}

/** What a mail has opened where the account has a second factor, of which a code is to be sent before the password is set. */
export type HeldReset = { token: string; factors: Pick<Factor, 'id' | 'name'>[] }

/** Sets the password by what the mail has given, and signs in with it, or says what is needed for that. @throws {ApiProblem} */
export async function setPassword(given: ResetToken, password: string): Promise<HeldReset | undefined> {
  if ('accessToken' in given) return change(given.accessToken, password)
  const json = { token_hash: given.tokenHash, password }
  const response = await request('POST', 'api/auth/password-reset/confirm', { json })
  const opened = (await response.json()) as Opened
  if (response.status === 202) return { token: opened.access_token, factors: opened.pending_factors }
  await enter(opened.access_token, opened.user.email, password)
  return undefined
}

/** The same with a code of a factor. @throws {ApiProblem} invalid_code */
export async function setPasswordByCode(
  { token }: HeldReset,
  factorId: string,
  code: string,
  password: string,
): Promise<void> {
  const response = await request('POST', `api/auth/mfa/${factorId}/verify`, { token, json: { code } })
  const opened = (await response.json()) as Opened
  await request('PUT', 'api/auth/password', { token: opened.access_token, json: { password } })
  await enter(opened.access_token, opened.user.email, password)
}

type Opened = { access_token: string; user: { email: string }; pending_factors: HeldReset['factors'] }

async function change(token: string, password: string): Promise<HeldReset | undefined> {
  try {
    const user = await request('GET', 'api/auth/user', { token })
    await request('PUT', 'api/auth/password', { token, json: { password } })
    await enter(token, ((await user.json()) as { email: string }).email, password)
    return undefined
  } catch (error) {
    if (toProblem(error).code !== 'mfa_required') throw error
    const { items } = (await (await request('GET', 'api/auth/mfa', { token })).json()) as { items: Factor[] }
    return { token, factors: items.filter(({ status }) => status === 'verified') }
  }
}

/** What the mail has opened is not the session of this browser, whose renewal no script may read. */
async function enter(token: string, email: string, password: string): Promise<void> {
  await signIn(email, password)
  await request('POST', 'api/auth/logout', { token }).catch(() => undefined)
}
