// Invitations to a project: to whoever has an account with an address, or to whoever has the token. Each is taken once.
import * as z from 'zod'
import { ROLES, type Database } from '../services/database-types.ts'
import { makeRandomToken } from '../services/random-token.ts'
import { hashText } from '../services/sha256.ts'
import { rowsOf, type DatabaseClient } from '../services/supabase.ts'
import { toIso } from '../services/timestamp.ts'
import { readProject, type Project } from './projects.ts'

const DAY_SECONDS = 24 * 3600
const LIFE_SECONDS = 7 * DAY_SECONDS
const MAX_LIFE_SECONDS = 30 * DAY_SECONDS

const role = z.enum(ROLES).exclude(['owner'])

export const invitationSchema = z.strictObject({
  id: z.uuid(),
  email: z.nullable(z.string()).meta({ description: 'Whose it is; null for whoever has its token.' }),
  role,
  expires_at: z.iso.datetime(),
  created_at: z.iso.datetime(),
})
export const freshInvitationSchema = invitationSchema.extend({
  token: z.string().meta({ description: 'What to accept it with, shown this once.' }),
})
export const invitationListSchema = z.strictObject({ items: z.array(invitationSchema) })

const ownInvitationSchema = invitationSchema
  .omit({ email: true })
  .extend({ project_id: z.uuid(), project_name: z.string() })
export const ownInvitationListSchema = z.strictObject({ items: z.array(ownInvitationSchema) })

export const newInvitationSchema = z.strictObject({
  role,
  expires_in_seconds: z.int().min(1).max(MAX_LIFE_SECONDS).default(LIFE_SECONDS).meta({
    description: 'By default 7 days.',
  }),
})
export const newMemberSchema = newInvitationSchema.extend({
  email: z.email().max(254).meta({ description: 'Of the account that is invited.' }),
})
export const tokenSchema = z.strictObject({ token: z.string().min(1).max(200) })

export type Invitation = z.infer<typeof invitationSchema>

/** Says nothing of whether there is an account of that address. @throws {AppError} not_found, owner_needed, too_many_members */
export async function inviteMember(
  database: DatabaseClient,
  projectId: string,
  { email, role, expires_in_seconds }: z.infer<typeof newMemberSchema>,
): Promise<Invitation> {
  const given = { p_project: projectId, p_role: role, p_email: email, p_hash: null, p_seconds: expires_in_seconds }
  return makeInvitation(database, given)
}

/** An invitation for whoever has its token. @throws {AppError} not_found, owner_needed, too_many_members */
export async function createInvitation(
  database: DatabaseClient,
  projectId: string,
  { role, expires_in_seconds }: z.infer<typeof newInvitationSchema>,
): Promise<z.infer<typeof freshInvitationSchema>> {
  const token = makeRandomToken('member-')
  const p_hash = await hashText(token)
  const given = { p_project: projectId, p_role: role, p_email: null, p_hash, p_seconds: expires_in_seconds }
  return { ...(await makeInvitation(database, given)), token }
}

/** Those of a project that may still be taken, newest first. @throws {AppError} not_found, owner_needed */
export async function listInvitations(database: DatabaseClient, projectId: string): Promise<{ items: Invitation[] }> {
  const rows = rowsOf(await database.rpc('list_invitations', { p_project: projectId }))
  return { items: rows.map(withIsoTimes) }
}

/** @throws {AppError} not_found, owner_needed */
export async function revokeInvitation(database: DatabaseClient, projectId: string, id: string): Promise<void> {
  rowsOf(await database.rpc('revoke_invitation', { p_project: projectId, p_id: id }))
}

/** What the caller is invited to by address, newest first. */
export async function listOwnInvitations(database: DatabaseClient) {
  const rows = rowsOf(await database.rpc('list_own_invitations'))
  return { items: rows.map(withIsoTimes) }
}

/** By its token, or by its id where it is for the caller's address. @throws {AppError} not_found, too_many_members */
export async function acceptInvitation(
  database: DatabaseClient,
  by: { token: string } | { id: string },
): Promise<Project> {
  const [p_hash, p_id] = 'token' in by ? [await hashText(by.token), null] : [null, by.id]
  return readProject(database, rowsOf(await database.rpc('accept_invitation', { p_hash, p_id })))
}

/** @throws {AppError} not_found */
export async function declineInvitation(database: DatabaseClient, id: string): Promise<void> {
  rowsOf(await database.rpc('decline_invitation', { p_id: id }))
}

type Given = Database['public']['Functions']['invite_member']['Args']

async function makeInvitation(database: DatabaseClient, given: Given): Promise<Invitation> {
  const [row] = rowsOf(await database.rpc('invite_member', given))
  if (row === undefined) throw new Error('the database has made no invitation')
  return withIsoTimes(row)
}

type Dated = { expires_at: string; created_at: string }

function withIsoTimes<T extends Dated>(row: T): T {
  return { ...row, expires_at: toIso(row.expires_at), created_at: toIso(row.created_at) }
}
