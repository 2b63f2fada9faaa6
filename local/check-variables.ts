import { ConfigError, parseConfig, variables } from '../src/config.ts'
import { needsOwn } from './services.ts'

/** In the values of `.dev.vars.example` that are nobody's. */
const PLACEHOLDER = 'change-me'
const HTTP = 'http://127.0.0.1'

/**
 * Looks at what is set before anything is started.
 * @throws with a sentence for each variable that is missing or wrong
 */
export function checkVariables(given: Record<string, string | undefined>): void {
  const problems = [...findPlaceholders(given), ...findProblems({ ...given, ...standIns(given) })]
  if (problems.length > 0) throw new Error(problems.join('\n'))
}

function findPlaceholders(given: Record<string, string | undefined>): string[] {
  return Object.keys(variables.shape)
    .filter((name) => given[name]?.includes(PLACEHOLDER))
    .map((name) => `${name} has the placeholder of .dev.vars.example: give it a value, or take it out.`)
}

function findProblems(environment: Record<string, string | undefined>): string[] {
  try {
    parseConfig(environment)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map((problem) => `${problem}: set it in .dev.vars; .dev.vars.example tells what it is for.`)
  }
}

/** In place of what the services of this machine are going to tell. */
function standIns(given: Record<string, string | undefined>): Record<string, string> {
  const own = needsOwn(given)
  return {
    ...(own.data ? { SUPABASE_URL: HTTP, SUPABASE_PUBLISHABLE_KEY: 'x', SUPABASE_SECRET_KEY: 'x' } : {}),
    ...(own.redis ? { UPSTASH_REDIS_REST_URL: HTTP, UPSTASH_REDIS_REST_TOKEN: 'x' } : {}),
    ...(own.model ? { AI_BASE_URL: HTTP, AI_API_KEY: 'x', AI_MODELS: 'x' } : {}),
  }
}
