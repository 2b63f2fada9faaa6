import * as z from 'zod'
import { databaseOf } from '../src/http/service-clients.ts'
import { createFunction } from '../src/http/route.ts'
import { idParam, named, page, pageQuery } from '../src/http/schemas.ts'
import { listMessages, messageSchema } from '../src/projects/messages.ts'

export const messages = createFunction('messages', 'What was said in a project, by its user and by models.')

const message = named('Message', messageSchema)
const messageId = z.coerce.number({ error: 'must be a whole number' }).int().min(1)

messages.add(
  {
    method: 'get',
    path: '/api/projects/{id}/messages',
    operationId: 'listMessages',
    summary: 'List what was said in a project, newest first',
    description: 'The prompt of every run, and what the model has answered besides files.',
    access: 'user',
    scope: 'projects:read',
    params: idParam,
    query: z.strictObject({
      limit: pageQuery.limit,
      cursor: messageId.optional().meta({ type: 'string', description: '`next_cursor` of the page before.' }),
    }),
    responses: { 200: { description: 'A page of messages.', schema: named('MessagePage', page(message)) } },
    errors: ['not_found'],
  },
  async (c, { params, query }) => {
    const found = await listMessages(databaseOf(c), params.id, query.limit, query.cursor)
    const next_cursor = found.next === undefined ? null : String(found.next)
    return { status: 200, json: { items: found.messages, next_cursor } }
  },
)
