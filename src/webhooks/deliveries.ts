// What was sent, or is to be sent, as its account sees it.
import * as z from 'zod'
import type { DeliveryRow } from '../services/database-types.ts'
import { readNewestFirst, type PageEnd } from '../services/newest-first.ts'
import { connectAsService, rowsOf } from '../services/supabase.ts'
import { toIso, toIsoOrNull } from '../services/timestamp.ts'
import { sendMessage, type Attempt } from './send.ts'
import { openWebhookSecret, readWebhookRow, type Owner } from './webhook.ts'

export const deliverySchema = z.strictObject({
  id: z.uuid(),
  message_id: z.string().meta({ description: 'The `webhook-id` of the message, the same in every attempt.' }),
  run_id: z.uuid(),
  seq: z.int().meta({ description: 'The number of the event in its run.' }),
  type: z.string(),
  status: z.enum(['pending', 'delivered', 'failed']).meta({
    description: '`pending` is to be sent, or sent again; `failed` was given up after a day of attempts.',
  }),
  attempts: z.int(),
  last_status: z.nullable(z.int()).meta({ description: 'Of the last answer; null when there was none.' }),
  last_error: z.nullable(z.string()),
  last_attempt_at: z.nullable(z.iso.datetime()),
  created_at: z.iso.datetime(),
})
type Delivery = z.infer<typeof deliverySchema>

export const attemptSchema = z.strictObject({
  delivered: z.boolean(),
  status: z.nullable(z.int()).meta({ description: 'Of the answer; null when there was none.' }),
  error: z.nullable(z.string()),
})

/** One page of them, newest first, and the row where the next one starts. @throws {AppError} not_found */
export async function listDeliveries(
  owner: Owner,
  webhookId: string,
  { status, limit, before }: { status: Delivery['status'] | undefined; limit: number; before: PageEnd | undefined },
) {
  await readWebhookRow(owner, webhookId)
  const all = connectAsService(owner.config).from('webhook_deliveries').select().eq('webhook_id', webhookId)
  const { shown, end } = await readNewestFirst(status === undefined ? all : all.eq('status', status), limit, before)
  return { deliveries: shown.map(toDelivery), next: end }
}

/** Has one sent once more, whatever came of it. @throws {AppError} not_found */
export async function redeliver({ config, userId }: Owner, webhookId: string, deliveryId: string): Promise<Delivery> {
  const wanted = { p_owner: userId, p_webhook: webhookId, p_delivery: deliveryId }
  return toDelivery(rowsOf(await connectAsService(config).rpc('redeliver', wanted)))
}

/** Sends a message that tells of nothing, once and now, also while the webhook is paused. @throws {AppError} not_found */
export async function testWebhook(owner: Owner, id: string): Promise<Attempt> {
  const row = await readWebhookRow(owner, id)
  const secret = await openWebhookSecret(owner.config, row)
  const message = { id: `test_${crypto.randomUUID()}`, type: 'webhook.test', at: new Date().toISOString() }
  return sendMessage(owner.config, row.url, secret, { ...message, data: { webhook_id: id } })
}

function toDelivery(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    message_id: `${row.run_id}_${row.seq}`,
    run_id: row.run_id,
    seq: row.seq,
    type: row.type,
    status: row.status,
    attempts: row.attempts,
    last_status: row.last_status,
    last_error: row.last_error,
    last_attempt_at: toIsoOrNull(row.last_attempt_at),
    created_at: toIso(row.created_at),
  }
}
