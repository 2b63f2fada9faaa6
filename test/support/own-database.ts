import { afterAll, inject } from 'vitest'
import { startServices } from '../../local/services.ts'
import { makeTemporaryFolder } from './temporary-folder.ts'

/**
 * The variables of a database that no other test uses, until all tests of the file have ended. Who sweeps needs one: a sweep
 * takes up whatever run has no driver, and would drive the runs of other tests with its own model.
 */
export async function startOwnDatabase(): Promise<Record<string, string>> {
  const shared = { ...inject('environment'), SUPABASE_URL: '', AI_MODELS: 'attached' }
  const services = await startServices({ dataDir: await makeTemporaryFolder(), database: 'in memory' }, shared)
  afterAll(() => services.close())
  return services.environment
}
