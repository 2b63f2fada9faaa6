import type * as z from 'zod'
import type {
  freshInvitationSchema,
  Invitation,
  newMemberSchema,
  ownInvitationListSchema,
} from '../../../projects/invitations.ts'
import type { Member } from '../../../projects/members.ts'
import type { Role } from '../may.ts'
import { call, callJson, onceOnly } from './call.ts'
import type { Project } from './projects.ts'

export type { Invitation, Member }
export type FreshInvitation = z.infer<typeof freshInvitationSchema>
export type OwnInvitation = z.infer<typeof ownInvitationListSchema>['items'][number]
/** What an invitation may give. */
export type GivenRole = z.infer<typeof newMemberSchema>['role']

export async function listMembers(projectId: string): Promise<Member[]> {
  return (await callJson<{ items: Member[] }>('GET', `api/projects/${projectId}/members`)).items
}

export function changeMember(projectId: string, userId: string, role: Role): Promise<Member> {
  return callJson('PATCH', `api/projects/${projectId}/members/${userId}`, { json: { role } })
}

/** Takes a member out; oneself, too. */
export async function removeMember(projectId: string, userId: string): Promise<void> {
  await call('DELETE', `api/projects/${projectId}/members/${userId}`)
}

export async function listInvitations(projectId: string): Promise<Invitation[]> {
  return (await callJson<{ items: Invitation[] }>('GET', `api/projects/${projectId}/invitations`)).items
}

/** For the account of an address, which finds it by itself. */
export function inviteMember(projectId: string, role: GivenRole, email: string): Promise<Invitation> {
  return callJson('POST', `api/projects/${projectId}/members`, { json: { role, email }, headers: onceOnly() })
}

/** For whoever has its token. */
export function createInvitation(projectId: string, role: GivenRole): Promise<FreshInvitation> {
  return callJson('POST', `api/projects/${projectId}/invitations`, { json: { role }, headers: onceOnly() })
}

export async function revokeInvitation(projectId: string, id: string): Promise<void> {
  await call('DELETE', `api/projects/${projectId}/invitations/${id}`)
}

export async function listOwnInvitations(): Promise<OwnInvitation[]> {
  return (await callJson<{ items: OwnInvitation[] }>('GET', 'api/invitations')).items
}

export function acceptInvitation(id: string): Promise<Project> {
  return callJson('POST', `api/invitations/${id}/accept`, { headers: onceOnly() })
}

export function redeemInvitation(token: string): Promise<Project> {
  return callJson('POST', 'api/invitations/accept', { json: { token }, headers: onceOnly() })
}

export async function declineInvitation(id: string): Promise<void> {
  await call('DELETE', `api/invitations/${id}`)
}
