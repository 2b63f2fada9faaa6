import { connectAsUser, connectAuth, type AuthClient, type DatabaseClient } from '../services/supabase.ts'
import { callerOf, callTelemetryOf, type AppContext } from './context.ts'

/** The data API as the caller of this request. */
export function databaseOf(c: AppContext): DatabaseClient {
  return connectAsUser(c.get('config'), callerOf(c).readToken, callTelemetryOf(c))
}

/** The same for a stream, which outlives its request and holds no client while it needs none. */
export function databaseOpener(c: AppContext): () => DatabaseClient {
  const config = c.get('config')
  const { readToken } = callerOf(c)
  return () => connectAsUser(config, readToken)
}

/** The data API as whoever has this token, of a session that is just made. */
export function databaseWith(c: AppContext, accessToken: string): DatabaseClient {
  return connectAsUser(c.get('config'), accessToken, callTelemetryOf(c))
}

/** Supabase Auth for this request. */
export function authOf(c: AppContext): AuthClient {
  return connectAuth(c.get('config'), callTelemetryOf(c))
}
