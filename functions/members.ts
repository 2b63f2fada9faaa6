import * as z from 'zod'
import { createFunction } from '../src/http/route.ts'
import { idParam, named } from '../src/http/schemas.ts'
import { databaseOf } from '../src/http/service-clients.ts'
import { invitationSchema, inviteMember, newMemberSchema } from '../src/projects/invitations.ts'
import { listMembers, memberChangeSchema, memberListSchema, memberSchema } from '../src/projects/members.ts'
import { changeMember, removeMember } from '../src/runs/members.ts'

export const members = createFunction('members', 'Members of a project: its owner, editors and viewers.')

const member = named('Member', memberSchema)
const memberParams = idParam.extend({ user_id: z.uuid('must be a UUID') })

members.add(
  {
    method: 'get',
    path: '/api/projects/{id}/members',
    operationId: 'listMembers',
    summary: 'List the members of a project',
    description: 'The owner first, then in the order in which they came.',
    access: 'user',
    scope: 'projects:read',
    params: idParam,
    responses: { 200: { description: 'The members.', schema: named('MemberList', memberListSchema) } },
    errors: ['not_found'],
  },
  async (c, { params }) => ({ status: 200, json: await listMembers(databaseOf(c), params.id) }),
)

members.add(
  {
    method: 'post',
    path: '/api/projects/{id}/members',
    operationId: 'inviteMember',
    summary: 'Invite an account by its e-mail address',
    description:
      'The account finds the invitation at `/api/invitations` and takes it or not. No mail is sent, and the answer does not ' +
      'tell whether there is such an account. A later invitation of the same address takes the place of the one before.',
    access: 'user',
    idempotent: true,
    scope: 'projects:write',
    params: idParam,
    body: newMemberSchema,
    responses: { 201: { description: 'The invitation.', schema: named('Invitation', invitationSchema) } },
    errors: ['not_found', 'owner_needed', 'too_many_members'],
  },
  async (c, { params, body }) => ({ status: 201, json: await inviteMember(databaseOf(c), params.id, body) }),
)

members.add(
  {
    method: 'patch',
    path: '/api/projects/{id}/members/{user_id}',
    operationId: 'changeMember',
    summary: 'Give a member another role, or the project itself',
    description:
      'With `owner` the project is the member’s, within what the tier of that account allows, invitations that nobody has ' +
      'taken are void, and who owned it is an editor. Runs of a member who becomes a viewer are canceled.',
    access: 'user',
    scope: 'projects:write',
    params: memberParams,
    body: memberChangeSchema,
    responses: { 200: { description: 'The member.', schema: member } },
    errors: ['not_found', 'owner_needed', 'last_owner', 'too_many_projects', 'storage_full'],
  },
  async (c, { params, body }) => {
    const services = { config: c.get('config'), database: databaseOf(c) }
    return { status: 200, json: await changeMember(services, params.id, params.user_id, body) }
  },
)

members.add(
  {
    method: 'delete',
    path: '/api/projects/{id}/members/{user_id}',
    operationId: 'removeMember',
    summary: 'Remove a member, or leave the project',
    description:
      'The owner removes others, and everybody else may leave. Access ends at once: runs that the member has under way are ' +
      'canceled, event streams end within seconds, and all private previews of the project are revoked.',
    access: 'user',
    scope: 'projects:write',
    params: memberParams,
    responses: { 204: { description: 'The account is no member any more.' } },
    errors: ['not_found', 'owner_needed', 'last_owner'],
  },
  async (c, { params }) => {
    await removeMember({ config: c.get('config'), database: databaseOf(c) }, params.id, params.user_id)
    return { status: 204 }
  },
)
