import * as z from 'zod'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import type { ApiKeyRow } from '../services/database-types.ts'
import { readNewestFirst, type PageEnd } from '../services/newest-first.ts'
import { connectAsService, rowsOf, type DatabaseClient } from '../services/supabase.ts'
import { MAX_NAME_CHARS } from '../services/stored-limits.ts'
import { storedText } from '../services/stored-text.ts'
import { toIso, toIsoOrNull } from '../services/timestamp.ts'
import { makeKey } from './key-format.ts'
import { forgetKeys } from './key-lookup.ts'
import { SCOPES, scopeSchema } from './scopes.ts'
import { canSignTokens } from './token-signer.ts'

const DAY_SECONDS = 86_400
/** How long the key before still serves after a rotation, when the caller does not say. */
const OVERLAP_SECONDS = DAY_SECONDS
const MAX_MODELS = 100

const bounds = {
  models: z.nullable(z.array(z.string())).meta({ description: 'Models that it may ask for; null is all.' }),
  monthly_budget_usd: z.nullable(z.number()).meta({ description: 'What it may spend on models in a month of UTC.' }),
  requests_per_minute: z.nullable(z.int()),
  expires_at: z.nullable(z.iso.datetime()),
}
export const apiKeySchema = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  last_four: z.string().meta({ description: 'How the key ends.' }),
  scopes: z.array(scopeSchema),
  ...bounds,
  previous_expires_at: z.nullable(z.iso.datetime()).meta({
    description: 'Until when the key from before the last rotation serves, too.',
  }),
  revoked_at: z.nullable(z.iso.datetime()),
  last_used_at: z.nullable(z.iso.datetime()).meta({ description: 'To the minute.' }),
  created_at: z.iso.datetime(),
})
export const newApiKeySchema = z.strictObject({
  name: storedText.trim().min(1).max(MAX_NAME_CHARS),
  scopes: z
    .array(scopeSchema)
    .min(1)
    .max(Object.keys(SCOPES).length)
    .transform((scopes) => [...new Set(scopes)])
    .meta({
      description: Object.entries(SCOPES)
        .map(([scope, what]) => `\`${scope}\`: ${what}`)
        .join('; '),
    }),
  models: z.array(storedText.min(1).max(200)).min(1).max(MAX_MODELS).nullish(),
  monthly_budget_usd: z.number().min(0).max(100_000).nullish(),
  requests_per_minute: z.int().min(1).max(1_000_000).nullish(),
  expires_at: z.iso.datetime({ offset: true }).nullish(),
})
export const rotationSchema = z.strictObject({
  overlap_seconds: z
    .int()
    .min(0)
    .max(30 * DAY_SECONDS)
    .default(OVERLAP_SECONDS)
    .meta({ description: 'How long the key from before serves, too.' }),
})
/** The one answer that has the key in it. */
export const freshApiKeySchema = apiKeySchema.extend({
  key: z.string().meta({ description: 'The key itself, shown this once: "Authorization: Bearer <key>".' }),
})

type Owner = { config: Config; userId: string }

/** Makes a key. @throws {AppError} not_configured, too_many_keys */
export async function createApiKey({ config, userId }: Owner, input: z.infer<typeof newApiKeySchema>) {
  requireSigning(config)
  if (typeof input.expires_at === 'string' && Date.parse(input.expires_at) <= Date.now()) {
    throw new AppError('bad_request', { details: [{ path: ['body', 'expires_at'], message: 'must lie ahead' }] })
  }
  const { key, hash, lastFour } = makeKey()
  const p_key = { ...input, hash, last_four: lastFour }
  const row = rowsOf(await connectAsService(config).rpc('create_api_key', { p_owner: userId, p_key }))
  return { ...toApiKey(row), key }
}

/** One page of the caller's keys, newest first, and the row where the next page starts. */
export async function listApiKeys(database: DatabaseClient, limit: number, before: PageEnd | undefined) {
  const { shown, end } = await readNewestFirst(database.from('api_keys').select(), limit, before)
  return { keys: shown.map(toApiKey), next: end }
}

/** Ends a key on every process. Again, it changes nothing. @throws {AppError} not_found, service_unavailable */
export async function revokeApiKey({ config, userId }: Owner, id: string): Promise<void> {
  const row = rowsOf(await connectAsService(config).rpc('revoke_api_key', { p_owner: userId, p_id: id }))
  await forgetKeys(config, hashesOf(row)).catch((cause: unknown) => {
    const message =
      'The key is revoked, and may serve for a minute more, as the cache does not answer: revoke it again.'
    throw new AppError('service_unavailable', { message, cause })
  })
}

/** Gives a key another secret; the one before serves for a while. @throws {AppError} not_configured, not_found */
export async function rotateApiKey({ config, userId }: Owner, id: string, overlapSeconds: number) {
  requireSigning(config)
  const { key, hash, lastFour } = makeKey()
  const change = { p_owner: userId, p_id: id, p_hash: hash, p_last_four: lastFour, p_overlap_seconds: overlapSeconds }
  const [before, after] = rowsOf(await connectAsService(config).rpc('rotate_api_key', change))
  if (before === undefined || after === undefined) throw new Error('rotate_api_key returned no key')
  // Whoever gets an error here has lost the new key. Without the cache, what it remembers is gone in a minute.
  await forgetKeys(config, hashesOf(before)).catch(() => undefined)
  return { ...toApiKey(after), key }
}

function requireSigning(config: Config): void {
  if (canSignTokens(config)) return
  throw new AppError('not_configured', {
    message: 'Keys need SUPABASE_JWT_SECRET or SUPABASE_SIGNING_KEY, which this deployment does not have.',
  })
}

function hashesOf({ hash, previous_hash }: ApiKeyRow): string[] {
  return previous_hash === null ? [hash] : [hash, previous_hash]
}

function toApiKey(row: ApiKeyRow): z.infer<typeof apiKeySchema> {
  return {
    id: row.id,
    name: row.name,
    last_four: row.last_four,
    scopes: row.scopes,
    models: row.models,
    monthly_budget_usd: row.monthly_budget_usd,
    requests_per_minute: row.requests_per_minute,
    expires_at: toIsoOrNull(row.expires_at),
    previous_expires_at: toIsoOrNull(row.previous_expires_at),
    revoked_at: toIsoOrNull(row.revoked_at),
    last_used_at: toIsoOrNull(row.last_used_at),
    created_at: toIso(row.created_at),
  }
}
