import { connectAsService } from '../services/supabase.ts'
import { attachOwn } from '../gateway/own-providers.ts'
import type { OwnProviders } from '../gateway/resolve-model.ts'
import { callerOf, callTelemetryOf, type AppContext } from './context.ts'

/** What the caller has own keys for. @throws {AppError} service_unavailable when nobody can tell */
export async function ownProvidersOf(c: AppContext): Promise<OwnProviders> {
  const keys = await c
    .get('ownKeys')
    .read(callerOf(c).userId, () => connectAsService(c.get('config'), callTelemetryOf(c)))
  return attachOwn(c.get('config'), keys)
}
