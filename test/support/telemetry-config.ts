import { parseConfig, type Config } from '../../src/config.ts'

/** A configuration whose backing services nobody calls. */
export function configWith(overrides: Record<string, string>): Config {
  return parseConfig({
    SUPABASE_URL: 'http://localhost:1',
    SUPABASE_PUBLISHABLE_KEY: 'p',
    SUPABASE_SECRET_KEY: 'the-secret-key',
    UPSTASH_REDIS_REST_URL: 'http://localhost:2',
    UPSTASH_REDIS_REST_TOKEN: 't',
    AI_API_KEY: 'k',
    AI_MODELS: 'm',
    ...overrides,
  })
}
