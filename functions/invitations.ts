import * as z from 'zod'
import { createFunction } from '../src/http/route.ts'
import { idParam, named } from '../src/http/schemas.ts'
import { databaseOf } from '../src/http/service-clients.ts'
import {
  acceptInvitation,
  createInvitation,
  declineInvitation,
  freshInvitationSchema,
  invitationListSchema,
  listInvitations,
  listOwnInvitations,
  newInvitationSchema,
  ownInvitationListSchema,
  revokeInvitation,
  tokenSchema,
} from '../src/projects/invitations.ts'
import { projectSchema } from '../src/projects/projects.ts'

export const invitations = createFunction(
  'invitations',
  'Invitations to projects: each is taken once, until it expires.',
)

const invitationParams = idParam.extend({ invitation: z.uuid('must be a UUID') })

invitations.add(
  {
    method: 'get',
    path: '/api/projects/{id}/invitations',
    operationId: 'listInvitations',
    summary: 'List the invitations to a project, newest first',
    description: 'Those that nobody has taken and that have not expired.',
    access: 'user',
    scope: 'projects:read',
    params: idParam,
    responses: { 200: { description: 'The invitations.', schema: named('InvitationList', invitationListSchema) } },
    errors: ['not_found', 'owner_needed'],
  },
  async (c, { params }) => ({ status: 200, json: await listInvitations(databaseOf(c), params.id) }),
)

invitations.add(
  {
    method: 'post',
    path: '/api/projects/{id}/invitations',
    operationId: 'createInvitation',
    summary: 'Make an invitation for whoever has its token',
    description:
      'Hand the token on, in a link of yours for example: the first account that accepts it becomes a member.',
    access: 'user',
    idempotent: true,
    scope: 'projects:write',
    params: idParam,
    body: newInvitationSchema,
    responses: {
      201: {
        description: 'The invitation with its token, shown this once.',
        schema: named('FreshInvitation', freshInvitationSchema),
      },
    },
    errors: ['not_found', 'owner_needed', 'too_many_members'],
  },
  async (c, { params, body }) => {
    const json = await createInvitation(databaseOf(c), params.id, body)
    return { status: 201, json, headers: { 'Cache-Control': 'no-store' } }
  },
)

invitations.add(
  {
    method: 'delete',
    path: '/api/projects/{id}/invitations/{invitation}',
    operationId: 'revokeInvitation',
    summary: 'Revoke an invitation',
    access: 'user',
    scope: 'projects:write',
    params: invitationParams,
    responses: { 204: { description: 'Nobody can take it any more.' } },
    errors: ['not_found', 'owner_needed'],
  },
  async (c, { params }) => {
    await revokeInvitation(databaseOf(c), params.id, params.invitation)
    return { status: 204 }
  },
)

invitations.add(
  {
    method: 'get',
    path: '/api/invitations',
    operationId: 'listOwnInvitations',
    summary: 'List what the caller is invited to, newest first',
    description: 'By the e-mail address of the account, once that is confirmed.',
    access: 'user',
    scope: 'projects:read',
    responses: {
      200: { description: 'The invitations.', schema: named('OwnInvitationList', ownInvitationListSchema) },
    },
    errors: [],
  },
  async (c) => ({ status: 200, json: await listOwnInvitations(databaseOf(c)) }),
)

invitations.add(
  {
    method: 'post',
    path: '/api/invitations/accept',
    operationId: 'redeemInvitation',
    summary: 'Accept an invitation by its token',
    description: 'One that gives nothing that the caller lacks is left for somebody else.',
    access: 'user',
    idempotent: true,
    scope: 'projects:write',
    body: tokenSchema,
    responses: { 200: { description: 'The project, with the role in it.', schema: named('Project', projectSchema) } },
    errors: ['not_found', 'too_many_members', 'account_suspended'],
  },
  async (c, { body }) => ({ status: 200, json: await acceptInvitation(databaseOf(c), body) }),
)

invitations.add(
  {
    method: 'post',
    path: '/api/invitations/{id}/accept',
    operationId: 'acceptInvitation',
    summary: 'Accept an invitation that is for the address of the caller',
    access: 'user',
    idempotent: true,
    scope: 'projects:write',
    params: idParam,
    responses: { 200: { description: 'The project, with the role in it.', schema: named('Project', projectSchema) } },
    errors: ['not_found', 'too_many_members', 'account_suspended'],
  },
  async (c, { params }) => ({ status: 200, json: await acceptInvitation(databaseOf(c), params) }),
)

invitations.add(
  {
    method: 'delete',
    path: '/api/invitations/{id}',
    operationId: 'declineInvitation',
    summary: 'Decline an invitation that is for the address of the caller',
    access: 'user',
    scope: 'projects:write',
    params: idParam,
    responses: { 204: { description: 'It is gone.' } },
    errors: ['not_found'],
  },
  async (c, { params }) => {
    await declineInvitation(databaseOf(c), params.id)
    return { status: 204 }
  },
)
