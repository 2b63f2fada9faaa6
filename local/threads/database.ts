import { startDatabase, type DatabaseOptions } from '../supabase-lite.ts'
import { runService } from './run-service.ts'

export type DatabaseThreadOptions = Pick<DatabaseOptions, 'dataDir' | 'keys'>

// Supabase Lite prints every refused query with its parameters; the app's own log tells what matters.
if (process.env['LOG_LEVEL'] !== 'debug') console.error = () => undefined

await runService(async (options: DatabaseThreadOptions) => {
  const { url, close } = await startDatabase({ ...options, port: 0 })
  return { told: { url }, close }
})
