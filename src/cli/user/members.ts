import { Refusal } from '../command.ts'
import type { UserApi } from './api.ts'

export type Member = { user_id: string; email: string; name: string; role: string; created_at: string }

export async function listMembers(api: UserApi, project: string): Promise<Member[]> {
  return (await api.json<{ items: Member[] }>('GET', `/api/projects/${project}/members`)).items
}

/** By e-mail address or id. @throws {Refusal} where nobody in the project is called that */
export async function findMember(api: UserApi, project: string, who: string): Promise<Member> {
  const members = await listMembers(api, project)
  const found = members.find(({ user_id, email }) => user_id === who || email.toLowerCase() === who.toLowerCase())
  if (found !== undefined) return found
  throw new Refusal('no_member', `${who} is no member of the project.`, 'samokoder members list tells who is.')
}
