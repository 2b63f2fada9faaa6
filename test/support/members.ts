import { expect } from 'vitest'
import type { Client } from './client.ts'

/** Makes an account a member of the owner's project, by a token. */
export async function addMember(owner: Client, projectId: string, member: Client, role: string): Promise<void> {
  const invited = await owner.call('POST', `/api/projects/${projectId}/invitations`, { role })
  expect(invited.status, invited.text).toBe(201)
  const { token } = invited.json as { token: string }
  const accepted = await member.call('POST', '/api/invitations/accept', { token })
  expect([accepted.status, accepted.json], accepted.text).toMatchObject([200, { id: projectId, role }])
}
