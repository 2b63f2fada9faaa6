import type { SealedTable } from '../accounts/rotate-ring.ts'
import type { WebhookRow } from '../services/database-types.ts'
import { rowsOf } from '../services/supabase.ts'
import { openWebhookSecret, sealWebhookSecret } from './webhook.ts'

/** The secrets of webhooks, to be sealed anew. */
export const webhookSecretTable: SealedTable<WebhookRow> = {
  async read(database, newest, last, limit) {
    const others = database.from('webhooks').select().neq('ring_key', newest)
    return rowsOf(await (last === undefined ? others : others.gt('id', last.id)).order('id').limit(limit))
  },
  open: openWebhookSecret,
  seal: sealWebhookSecret,
  async store(database, changes) {
    const p_rows = changes.map(({ row: { id, sealed }, now }) => ({ id, before: sealed, ...now }))
    return rowsOf(await database.rpc('reseal_webhooks', { p_rows }))
  },
}
