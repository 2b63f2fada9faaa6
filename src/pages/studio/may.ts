// What a member may do in a project, as `allows` of the database has it. What is refused is not offered; the API has the last word.
import type { Role } from '../../services/database-types.ts'

export type { Role }
export type Action = 'read' | 'write' | 'run' | 'manage'

const ALLOWED: Record<Role, readonly Action[]> = {
  owner: ['read', 'write', 'run', 'manage'],
  editor: ['read', 'write', 'run'],
  viewer: ['read'],
}

export function allows(role: Role, action: Action): boolean {
  return ALLOWED[role].includes(action)
}

/** What somebody can do about a member of the project. */
export type Step = 'make_editor' | 'make_viewer' | 'make_owner' | 'remove' | 'leave'

/** `isSelf`: whether the member is the one who looks. An owner does not leave: they give the project away first. */
export function stepsFor(own: Role, member: Role, isSelf: boolean): Step[] {
  if (isSelf) return own === 'owner' ? [] : ['leave']
  if (!allows(own, 'manage') || member === 'owner') return []
  return [member === 'viewer' ? 'make_editor' : 'make_viewer', 'make_owner', 'remove']
}
