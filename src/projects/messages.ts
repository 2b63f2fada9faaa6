import * as z from 'zod'
import type { MessageRow } from '../services/database-types.ts'
import { cutPage } from '../services/newest-first.ts'
import { rowsOf, type DatabaseClient } from '../services/supabase.ts'
import { toIso } from '../services/timestamp.ts'
import { requireProject } from './versions.ts'

const attachmentSchema = z.strictObject({ name: z.string(), media_type: z.string(), size_bytes: z.int() })

export const messageSchema = z.strictObject({
  id: z.int(),
  role: z.enum(['user', 'assistant']),
  content: z.string(),
  attachments: z.array(attachmentSchema).meta({ description: 'What was sent with it.' }),
  run_id: z.nullable(z.uuid()).meta({ description: 'The run that it belongs to.' }),
  created_at: z.iso.datetime(),
})

export type Message = z.infer<typeof messageSchema>

/** One page of what was said in a project, newest first; `before` is the id where the page before ended. */
export async function listMessages(database: DatabaseClient, projectId: string, limit: number, before?: number) {
  await requireProject(database, projectId)
  const query = database
    .from('messages')
    .select('id,role,content,attachments,run_id,created_at')
    .eq('project_id', projectId)
  const rows = rowsOf(
    await (before === undefined ? query : query.lt('id', before)).order('id', { ascending: false }).limit(limit + 1),
  )
  const { shown, end } = cutPage(rows, limit)
  return { messages: shown.map(toMessage), next: end?.id }
}

function toMessage(row: Omit<MessageRow, 'project_id'>): Message {
  return { ...row, created_at: toIso(row.created_at) }
}
