// What becomes of the runs of a member who may run no more: they are canceled, and whoever drives them learns of it now.
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import { dropMember, listMembers, setMember, type Member, type MemberChange } from '../projects/members.ts'
import type { DatabaseClient } from '../services/supabase.ts'
import { callDrivers } from './live-stream.ts'

type Services = { config: Config; database: DatabaseClient }

/** @throws {AppError} not_found, owner_needed, last_owner, too_many_projects, storage_full */
export async function changeMember(
  { config, database }: Services,
  projectId: string,
  userId: string,
  change: MemberChange,
): Promise<Member> {
  await callDrivers(config, await setMember(database, projectId, userId, change))
  const { items } = await listMembers(database, projectId)
  const changed = items.find(({ user_id }) => user_id === userId)
  if (changed === undefined) throw new AppError('not_found')
  return changed
}

/** Takes a member out, or lets the caller leave. @throws {AppError} not_found, owner_needed, last_owner */
export async function removeMember({ config, database }: Services, projectId: string, userId: string): Promise<void> {
  await callDrivers(config, await dropMember(database, projectId, userId))
}
