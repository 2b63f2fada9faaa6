import { login, refuseSuspended, type Credentials } from '../accounts/accounts.ts'
import type { AppContext } from './context.ts'
import { authOf, databaseWith } from './service-clients.ts'

/** A session of the account, unless it is suspended. @throws {AppError} invalid_credentials, email_not_confirmed, account_suspended */
export async function signIn(c: AppContext, credentials: Credentials) {
  const auth = authOf(c)
  const session = await login(auth, credentials)
  await refuseSuspended(auth, databaseWith(c, session.access_token), session.access_token)
  return session
}
