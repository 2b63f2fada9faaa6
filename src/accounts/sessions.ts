import * as z from 'zod'
import { rowsOf, type DatabaseClient } from '../services/supabase.ts'
import { toIso } from '../services/timestamp.ts'

export const sessionListSchema = z.strictObject({
  items: z.array(
    z.strictObject({
      id: z.uuid(),
      created_at: z.iso.datetime(),
      used_at: z.iso.datetime().meta({ description: 'When its tokens were last renewed.' }),
      user_agent: z.nullable(z.string()),
      address: z.nullable(z.string()).meta({ description: 'From where it was last renewed, where Auth notes that.' }),
      is_current: z.boolean().meta({ description: 'Whether this request came by it.' }),
    }),
  ),
})

/** The caller's sessions, the one that was used last first. @throws {AppError} not_configured where Auth shows none */
export async function listSessions(database: DatabaseClient): Promise<z.infer<typeof sessionListSchema>> {
  const rows = rowsOf(await database.rpc('list_sessions'))
  return {
    items: rows.map((row) => ({ ...row, created_at: toIso(row.created_at), used_at: toIso(row.used_at) })),
  }
}

/** @throws {AppError} not_found, not_configured */
export async function endSession(database: DatabaseClient, id: string): Promise<void> {
  rowsOf(await database.rpc('end_session', { p_id: id }))
}
