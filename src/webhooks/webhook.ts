// Subscriptions of accounts to the facts of their runs.
import * as z from 'zod'
import { openSecret, sealSecret, type Sealed } from '../accounts/key-ring.ts'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import { FACT_TYPES } from '../runs/events.ts'
import { AddressRefused } from '../services/address-guard.ts'
import type { WebhookRow } from '../services/database-types.ts'
import { requireAllowedUrl } from '../services/network.ts'
import { storedText } from '../services/stored-text.ts'
import { connectAsService, rowsOf } from '../services/supabase.ts'
import { toIso, toIsoOrNull } from '../services/timestamp.ts'

/** Of a secret, as Standard Webhooks advises: between 24 and 64. */
const SECRET_BYTES = 32

const eventType = z.enum(FACT_TYPES)
const fields = {
  url: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .meta({
      description: 'Where messages are sent by POST: https, at public addresses, and no redirect is followed.',
      examples: ['https://ci.example.com/samokoder'],
    }),
  description: storedText.trim().max(500),
  events: z
    .array(eventType)
    .min(1)
    .max(FACT_TYPES.length)
    .transform((types) => [...new Set(types)])
    .meta({ description: 'Which facts of runs are sent.' }),
}

export const webhookSchema = z.strictObject({
  id: z.uuid(),
  url: z.string(),
  description: z.string(),
  events: z.array(z.string()),
  active: z.boolean().meta({ description: 'Whether messages are sent. What happens meanwhile is not sent later.' }),
  paused_at: z.nullable(z.iso.datetime()),
  paused_reason: z.nullable(z.enum(['user', 'failing', 'gone'])).meta({
    description:
      'Why none are sent: somebody has said so (`user`), every attempt of a day has failed (`failing`), or the address ' +
      'has answered 410 (`gone`). `{"active": true}` sets it going again, with what had not arrived.',
  }),
  failing_since: z.nullable(z.iso.datetime()).meta({
    description: 'The first of the attempts that failed in a row; null when the last one got through.',
  }),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
})
export const newWebhookSchema = z.strictObject({ ...fields, description: fields.description.default('') })
export const webhookChangesSchema = z.strictObject({ ...fields, active: z.boolean() }).partial()
/** The one answer that has the secret in it. */
export const freshWebhookSchema = webhookSchema.extend({
  secret: z.string().meta({ description: 'What messages are signed with, by Standard Webhooks; shown this once.' }),
})

type Webhook = z.infer<typeof webhookSchema>
export type Owner = { config: Config; userId: string }

/** @throws {AppError} bad_request, not_configured, too_many_webhooks */
export async function createWebhook({ config, userId }: Owner, input: z.output<typeof newWebhookSchema>) {
  await requireUrl(config, input.url)
  const id = crypto.randomUUID()
  const secret = `whsec_${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(SECRET_BYTES))))}`
  const sealed = await sealWebhookSecret(config, { id, owner_id: userId }, secret)
  const stored = { p_owner: userId, p_webhook: { id, ...input, ...sealed } }
  return { ...toWebhook(rowsOf(await connectAsService(config).rpc('create_webhook', stored))), secret }
}

/** All of an account, of which there are few. */
export async function listWebhooks({ config, userId }: Owner): Promise<Webhook[]> {
  const found = connectAsService(config).from('webhooks').select().eq('owner_id', userId)
  return rowsOf(await found.order('created_at').order('id')).map(toWebhook)
}

/** @throws {AppError} not_found */
export async function readWebhook(owner: Owner, id: string): Promise<Webhook> {
  return toWebhook(await readWebhookRow(owner, id))
}

/** @throws {AppError} not_found */
export async function readWebhookRow({ config, userId }: Owner, id: string): Promise<WebhookRow> {
  const found = connectAsService(config).from('webhooks').select().eq('owner_id', userId).eq('id', id)
  return rowsOf(await found.single())
}

/** @throws {AppError} bad_request, not_found */
export async function updateWebhook(
  { config, userId }: Owner,
  id: string,
  changes: z.output<typeof webhookChangesSchema>,
): Promise<Webhook> {
  if (changes.url !== undefined) await requireUrl(config, changes.url)
  const p_changes = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
  const change = { p_owner: userId, p_id: id, p_changes }
  return toWebhook(rowsOf(await connectAsService(config).rpc('update_webhook', change)))
}

/** @throws {AppError} not_found */
export async function deleteWebhook({ config, userId }: Owner, id: string): Promise<void> {
  rowsOf(await connectAsService(config).rpc('delete_webhook', { p_owner: userId, p_id: id }))
}

type Whose = { id: string; owner_id: string }

/** @throws {AppError} not_configured */
export function sealWebhookSecret({ PROVIDER_KEY_RING }: Config, whose: Whose, secret: string): Promise<Sealed> {
  return sealSecret(PROVIDER_KEY_RING, useOf(whose), secret)
}

/** Undefined when the ring has lost the key that it was sealed with. */
export function openWebhookSecret({ PROVIDER_KEY_RING }: Config, webhook: Whose & Sealed): Promise<string | undefined> {
  return openSecret(PROVIDER_KEY_RING, useOf(webhook), webhook)
}

function useOf({ id, owner_id }: Whose): string {
  return `samokoder:webhook:${owner_id}:${id}`
}

/** Before each message is sent, its address is looked at again: a name may lead elsewhere by then. */
async function requireUrl(config: Config, text: string): Promise<void> {
  try {
    await requireAllowedUrl(config, new URL(text))
  } catch (error) {
    if (!(error instanceof AddressRefused)) throw error
    throw new AppError('bad_request', {
      details: [{ path: ['body', 'url'], message: `may not be called: ${error.message}` }],
    })
  }
}

function toWebhook(row: WebhookRow): Webhook {
  return {
    id: row.id,
    url: row.url,
    description: row.description,
    events: row.events,
    active: row.paused_at === null,
    paused_at: toIsoOrNull(row.paused_at),
    paused_reason: row.paused_reason,
    failing_since: toIsoOrNull(row.failing_since),
    created_at: toIso(row.created_at),
    updated_at: toIso(row.updated_at),
  }
}
