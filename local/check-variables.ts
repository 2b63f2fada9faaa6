import { ConfigError, parseConfig, variables, type Config } from '../src/config.ts'
import { needsOwn } from './services.ts'

/** In the values of `.dev.vars.example` that are nobody's. */
const PLACEHOLDER = 'change-me'
const HTTP = 'http://127.0.0.1'

/**
 * Looks at what is set before anything is started, and gives it back as the app will read it, with stand-ins for what the
 * services of this machine are going to tell.
 * @throws with a sentence for each variable that is missing or wrong
 */
export function checkVariables(given: Record<string, string | undefined>): Config {
  const { config, problems } = parse({ ...given, ...standIns(given) })
  const all = [...findPlaceholders(given), ...problems]
  if (config === undefined || all.length > 0) throw new Error(all.join('\n'))
  return config
}

function findPlaceholders(given: Record<string, string | undefined>): string[] {
  return Object.keys(variables.shape)
    .filter((name) => given[name]?.includes(PLACEHOLDER))
    .map((name) => `${name} has the placeholder of .dev.vars.example: give it a value, or take it out.`)
}

function parse(environment: Record<string, string | undefined>): { config?: Config; problems: string[] } {
  try {
    return { config: parseConfig(environment), problems: [] }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const tells = 'set it in .dev.vars; .dev.vars.example tells what it is for.'
    return { problems: error.problems.map((problem) => `${problem}: ${tells}`) }
  }
}

function standIns(given: Record<string, string | undefined>): Record<string, string> {
  const own = needsOwn(given)
  return {
    ...(own.data ? { SUPABASE_URL: HTTP, SUPABASE_PUBLISHABLE_KEY: 'x', SUPABASE_SECRET_KEY: 'x' } : {}),
    ...(own.redis ? { UPSTASH_REDIS_REST_URL: HTTP, UPSTASH_REDIS_REST_TOKEN: 'x' } : {}),
    ...(own.model ? { AI_BASE_URL: HTTP, AI_API_KEY: 'x', AI_MODELS: 'x' } : {}),
  }
}
