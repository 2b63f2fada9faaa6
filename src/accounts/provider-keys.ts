// Keys of accounts at providers of models: stored sealed, shown by their ends, used for the calls of their account alone.
import * as z from 'zod'
import type { Config } from '../config.ts'
import type { ProviderKeyRow } from '../services/database-types.ts'
import { connectAsService, rowsOf, type DatabaseClient } from '../services/supabase.ts'
import { toIso } from '../services/timestamp.ts'
import { openSecret, sealSecret, type Sealed } from './key-ring.ts'
import { createSharedMemory, type Ask, type Sharing } from './shared-memory.ts'

/** How long a process goes by the keys that it has read of an account. */
export const KEYS_MAX_AGE_MS = 5000

/** A key as it is used. */
export type OwnKey = {
  provider: string
  /** Undefined where it is that of the provider. */
  baseUrl: string | undefined
  /** Undefined where the ring has lost the key that it was sealed with. */
  key: string | undefined
}

export const providerKeySchema = z.strictObject({
  provider: z.string(),
  base_url: z.nullable(z.string()),
  last_four: z.string().meta({ description: 'How the key ends; nothing more of it ever comes back.' }),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
})
export const newProviderKeySchema = z.strictObject({
  key: z
    .string()
    .trim()
    .min(8)
    .max(2000)
    .regex(/^[!-~]+$/, 'must be of printable ASCII characters, without spaces'),
  base_url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .nullish()
    .meta({
      description: 'Where the provider is, up to and with /v1, when it is not where the deployment knows it.',
    }),
})

type Owner = { config: Config; userId: string }
type Secret = { key: string; base_url?: string }
type NewKey = { key: string; baseUrl: string | undefined }

/** Stores a key in the place of the one before. @throws {AppError} not_configured */
export async function putProviderKey({ config, userId }: Owner, provider: string, { key, baseUrl }: NewKey) {
  const secret: Secret = { key, ...(baseUrl === undefined ? {} : { base_url: baseUrl }) }
  const sealed = await sealSecret(config.PROVIDER_KEY_RING, useOf(userId, provider), JSON.stringify(secret))
  const shown = { provider, base_url: baseUrl ?? null, last_four: key.slice(-4) }
  const stored = { p_owner: userId, p_key: { ...shown, ...sealed } }
  return toProviderKey(rowsOf(await connectAsService(config).rpc('put_provider_key', stored)))
}

/** All of an account: there is one for a provider. */
export async function listProviderKeys({ config, userId }: Owner) {
  return (await readRows(connectAsService(config), userId)).map(toProviderKey)
}

/** @throws {AppError} not_found */
export async function deleteProviderKey({ config, userId }: Owner, provider: string): Promise<void> {
  rowsOf(await connectAsService(config).rpc('delete_provider_key', { p_owner: userId, p_provider: provider }))
}

/** A client, whose calls belong to the present request or to nobody's. */
type Open = (isAhead: boolean) => DatabaseClient

export type OwnKeys = {
  /** The keys of an account, to be used; `open` gives what reads them. @throws {AppError} as rowsOf does */
  read: (userId: string, open: Open, sharing?: Sharing) => Promise<OwnKey[]>
  /** Has this process read them anew; others do within KEYS_MAX_AGE_MS. */
  forget: (userId: string) => void
}

const ofConfigs = new WeakMap<Config, OwnKeys>()

/** The keys as this process remembers them, for requests and drivers alike. */
export function ownKeysOf(config: Config): OwnKeys {
  const known = ofConfigs.get(config) ?? createOwnKeys(config)
  ofConfigs.set(config, known)
  return known
}

/**
 * The keys of accounts as one process remembers them for a few seconds, sealed. While the database does not answer, what was
 * known goes; of whom nothing is known, no call is made: it might be at the cost of the wrong one.
 */
export function createOwnKeys(config: Config, now: () => number = Date.now): OwnKeys {
  const memory = createSharedMemory<ProviderKeyRow[]>(KEYS_MAX_AGE_MS, now)
  return {
    forget: (userId) => memory.forget(userId),
    async read(userId, open, sharing) {
      if (config.PROVIDER_KEY_RING.length === 0) return []
      const ask: Ask<ProviderKeyRow[]> = async ({ isAhead, known }) => {
        const askedAt = now()
        const answer = await readRows(open(isAhead), userId).catch((error: unknown) => {
          if (known === undefined) throw error
          return known
        })
        return { answer, until: askedAt + KEYS_MAX_AGE_MS }
      }
      return openRows(config, await memory.read(userId, ask, sharing))
    },
  }
}

async function readRows(database: DatabaseClient, userId: string): Promise<ProviderKeyRow[]> {
  return rowsOf(await database.from('provider_keys').select().eq('owner_id', userId).order('provider'))
}

function openRows(config: Config, rows: readonly ProviderKeyRow[]): Promise<OwnKey[]> {
  return Promise.all(
    rows.map(async (row) => {
      const text = await openProviderKey(config, row)
      const { key, base_url } = (text === undefined ? {} : JSON.parse(text)) as Partial<Secret>
      return { provider: row.provider, baseUrl: base_url, key }
    }),
  )
}

type Stored = Pick<ProviderKeyRow, 'owner_id' | 'provider'> & Sealed

/** What a row was sealed of; undefined when the ring has lost its key. */
export function openProviderKey({ PROVIDER_KEY_RING }: Config, row: Stored): Promise<string | undefined> {
  return openSecret(PROVIDER_KEY_RING, useOf(row.owner_id, row.provider), row)
}

/** What a row was sealed of, sealed anew with the newest key. */
export function resealProviderKey({ PROVIDER_KEY_RING }: Config, row: Stored, text: string): Promise<Sealed> {
  return sealSecret(PROVIDER_KEY_RING, useOf(row.owner_id, row.provider), text)
}

function useOf(userId: string, provider: string): string {
  return `samokoder:provider-key:${userId}:${provider}`
}

function toProviderKey(row: ProviderKeyRow): z.infer<typeof providerKeySchema> {
  const { provider, base_url, last_four, created_at, updated_at } = row
  return { provider, base_url, last_four, created_at: toIso(created_at), updated_at: toIso(updated_at) }
}
