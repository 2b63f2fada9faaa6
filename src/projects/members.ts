// Who else may read or change a project: its owner says so, and the database holds to it.
import * as z from 'zod'
import { ROLES, type MemberRow } from '../services/database-types.ts'
import { rowsOf, type DatabaseClient } from '../services/supabase.ts'
import { toIso } from '../services/timestamp.ts'

const role = z.enum(ROLES).meta({
  description: '`viewer` reads, `editor` writes and runs, too, and `owner` does all. A project has one owner.',
})

export const memberSchema = z.strictObject({
  user_id: z.uuid(),
  email: z.string(),
  name: z.string(),
  role,
  created_at: z.iso.datetime().meta({ description: 'Since when.' }),
})
export const memberListSchema = z.strictObject({ items: z.array(memberSchema) })

export const memberChangeSchema = z.strictObject({
  role: role.meta({ description: '`owner` gives the project away: who owned it is an editor then.' }),
})

export type Member = z.infer<typeof memberSchema>
export type MemberChange = z.infer<typeof memberChangeSchema>

/** The owner first, then in the order in which they came. @throws {AppError} not_found */
export async function listMembers(database: DatabaseClient, projectId: string): Promise<{ items: Member[] }> {
  const rows = rowsOf(await database.rpc('list_members', { p_project: projectId }))
  return { items: rows.map(toMember) }
}

/**
 * Gives a member another role, and returns the runs that ended over it.
 * @throws {AppError} not_found, owner_needed, last_owner, too_many_projects, storage_full
 */
export async function setMember(
  database: DatabaseClient,
  projectId: string,
  userId: string,
  { role }: MemberChange,
): Promise<string[]> {
  const given = { p_project: projectId, p_user: userId, p_role: role }
  return rowsOf(await database.rpc('set_member', given)).map(({ run_id }) => run_id)
}

/** Takes a member out, or lets the caller leave, and returns the runs that ended over it. @throws {AppError} as setMember */
export async function dropMember(database: DatabaseClient, projectId: string, userId: string): Promise<string[]> {
  const rows = rowsOf(await database.rpc('remove_member', { p_project: projectId, p_user: userId }))
  return rows.map(({ run_id }) => run_id)
}

function toMember(row: MemberRow): Member {
  return { ...row, created_at: toIso(row.created_at) }
}
