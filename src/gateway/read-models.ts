import type { Config } from '../config.ts'
import { readPages } from '../services/read-pages.ts'
import { connectAsService } from '../services/supabase.ts'
import type { ModelRow } from '../services/database-types.ts'
import { tellFacts } from './model-facts.ts'

/** How long a process goes by what it has read of ai_models. */
const FRESH_MS = 60_000
/** How long a process waits after a failure before it asks again; calls go by what was known before. */
const AFTER_FAILURE_MS = 5000
/** A call does not wait longer for what may have changed. */
const TIMEOUT_MS = 1000

const readAgainAt = new WeakMap<Config, number>()

/**
 * Sees to it that factsOf goes by what ai_models held a minute ago at most, in one call to the data API a minute. Never
 * throws. Nobody waits for the reading of another: on Workers no request may.
 */
export async function refreshFacts(config: Config): Promise<void> {
  const now = performance.now()
  if (now < (readAgainAt.get(config) ?? -Infinity)) return
  readAgainAt.set(config, now + FRESH_MS)
  try {
    tellFacts(
      config,
      await readModels({ ...config, SERVICE_TIMEOUT_MS: Math.min(config.SERVICE_TIMEOUT_MS, TIMEOUT_MS) }),
    )
  } catch {
    readAgainAt.set(config, now + AFTER_FAILURE_MS)
  }
}

/** All rows of ai_models. @throws {AppError} as rowsOf does */
export function readModels(config: Config): Promise<ModelRow[]> {
  const database = connectAsService(config)
  return readPages<ModelRow>((first, last) =>
    database.from('ai_models').select('*', { count: 'exact' }).order('model').range(first, last),
  )
}
