import { connectAsUser, connectAuth, type AuthClient, type DatabaseClient } from '../services/supabase.ts'
import { callerOf, callTelemetryOf, type AppContext } from './context.ts'

/** The data API as the caller of this request. */
export function databaseOf(c: AppContext): DatabaseClient {
  return connectAsUser(c.get('config'), callerOf(c).readToken, callTelemetryOf(c))
}

/** Supabase Auth for this request. */
export function authOf(c: AppContext): AuthClient {
  return connectAuth(c.get('config'), callTelemetryOf(c))
}
