// A password that nobody knows any more, set anew by a mail of Auth.
import type { ResetToken } from '../addresses.ts'
import { request } from './reach.ts'
import { signIn } from './session.ts'

/** Asks for the mail, whose link leads back here. @throws {ApiProblem} */
export async function askForReset(email: string): Promise<void> {
  const redirectTo = location.origin + location.pathname
  await request('POST', 'api/auth/password-reset', { json: { email, redirect_to: redirectTo } })
}

/** Sets the password by what the mail has given, and signs in with it. @throws {ApiProblem} */
export async function setPassword(given: ResetToken, password: string): Promise<void> {
  const opened = 'tokenHash' in given ? await confirm(given.tokenHash, password) : await change(given, password)
  await signIn(opened.email, password)
  // What the mail has opened is not the session of this browser, whose renewal no script may read.
  await request('POST', 'api/auth/logout', { token: opened.token }).catch(() => undefined)
}

type Opened = { token: string; email: string }

async function confirm(tokenHash: string, password: string): Promise<Opened> {
  const json = { token_hash: tokenHash, password }
  const response = await request('POST', 'api/auth/password-reset/confirm', { json })
  const { access_token: token, user } = (await response.json()) as { access_token: string; user: { email: string } }
  return { token, email: user.email }
}

async function change({ accessToken: token }: { accessToken: string }, password: string): Promise<Opened> {
  const user = await request('GET', 'api/auth/user', { token })
  await request('PUT', 'api/auth/password', { token, json: { password } })
  return { token, email: ((await user.json()) as { email: string }).email }
}
