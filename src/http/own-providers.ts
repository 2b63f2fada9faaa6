import { ownKeysOf } from '../accounts/provider-keys.ts'
import { connectAsService } from '../services/supabase.ts'
import { attachOwn } from '../gateway/own-providers.ts'
import type { OwnProviders } from '../gateway/resolve-model.ts'
import { callerOf, callTelemetryOf, sharingOf, type AppContext } from './context.ts'

/** What the caller has own keys for. @throws {AppError} service_unavailable when nobody can tell */
export async function ownProvidersOf(c: AppContext): Promise<OwnProviders> {
  const config = c.get('config')
  const open = (isAhead: boolean) => connectAsService(config, isAhead ? undefined : callTelemetryOf(c))
  return attachOwn(config, await ownKeysOf(config).read(callerOf(c).userId, open, sharingOf(c)))
}
