import * as z from 'zod'
import { callerOf, type AppContext } from '../src/http/context.ts'
import { decodeCursor, encodeCursor } from '../src/http/cursor.ts'
import { createFunction } from '../src/http/route.ts'
import { idParam, named, page, pageQuery } from '../src/http/schemas.ts'
import { newsSender } from '../src/webhooks/deliver.ts'
import { attemptSchema, deliverySchema, listDeliveries, redeliver, testWebhook } from '../src/webhooks/deliveries.ts'
import {
  createWebhook,
  deleteWebhook,
  freshWebhookSchema,
  listWebhooks,
  newWebhookSchema,
  readWebhook,
  updateWebhook,
  webhookChangesSchema,
  webhookSchema,
} from '../src/webhooks/webhook.ts'

export const webhooks = createFunction(
  'webhooks',
  'Webhooks are sent the facts of runs, signed, as they happen: what programs wait for without asking.',
)

const webhook = named('Webhook', webhookSchema)
const delivery = named('WebhookDelivery', deliverySchema)
const deliveryParams = idParam.extend({ delivery: z.uuid('must be a UUID') })

webhooks.add(
  {
    method: 'post',
    path: '/api/webhooks',
    operationId: 'createWebhook',
    summary: 'Have facts of runs sent to an address',
    description:
      'Facts of all runs of the account are sent by POST, signed as Standard Webhooks has it, of each run in order and at ' +
      'least once: `webhook-id` tells a message that comes again. Whatever but a status of 2xx is a failure, after which it ' +
      'is sent again for a day.',
    access: 'user',
    scope: 'admin',
    idempotent: true,
    body: newWebhookSchema,
    responses: {
      201: {
        description: 'The webhook with its secret, shown this once.',
        schema: named('FreshWebhook', freshWebhookSchema),
      },
    },
    errors: ['too_many_webhooks', 'not_configured'],
  },
  async (c, { body }) => ({ status: 201, json: await createWebhook(ownerOf(c), body) }),
)

webhooks.add(
  {
    method: 'get',
    path: '/api/webhooks',
    operationId: 'listWebhooks',
    summary: 'List the webhooks of the account',
    access: 'user',
    scope: 'admin',
    responses: {
      200: {
        description: 'All of them, oldest first.',
        schema: named('WebhookList', z.strictObject({ items: z.array(webhook) })),
      },
    },
    errors: [],
  },
  async (c) => ({ status: 200, json: { items: await listWebhooks(ownerOf(c)) } }),
)

webhooks.add(
  {
    method: 'get',
    path: '/api/webhooks/{id}',
    operationId: 'getWebhook',
    summary: 'Read a webhook',
    access: 'user',
    scope: 'admin',
    params: idParam,
    responses: { 200: { description: 'The webhook.', schema: webhook } },
    errors: ['not_found'],
  },
  async (c, { params }) => ({ status: 200, json: await readWebhook(ownerOf(c), params.id) }),
)

webhooks.add(
  {
    method: 'patch',
    path: '/api/webhooks/{id}',
    operationId: 'updateWebhook',
    summary: 'Change a webhook, pause it or set it going again',
    access: 'user',
    scope: 'admin',
    params: idParam,
    body: webhookChangesSchema,
    responses: { 200: { description: 'The webhook as it is now.', schema: webhook } },
    errors: ['not_found'],
  },
  async (c, { params, body }) => ({ status: 200, json: await updateWebhook(ownerOf(c), params.id, body) }),
)

webhooks.add(
  {
    method: 'delete',
    path: '/api/webhooks/{id}',
    operationId: 'deleteWebhook',
    summary: 'Delete a webhook',
    description: 'What it was to be told is not sent any more.',
    access: 'user',
    scope: 'admin',
    params: idParam,
    responses: { 204: { description: 'The webhook is gone.' } },
    errors: ['not_found'],
  },
  async (c, { params }) => {
    await deleteWebhook(ownerOf(c), params.id)
    return { status: 204 }
  },
)

webhooks.add(
  {
    method: 'post',
    path: '/api/webhooks/{id}/test',
    operationId: 'testWebhook',
    summary: 'Send a test message now',
    description: 'Of the type `webhook.test`, once, also while the webhook is paused.',
    access: 'user',
    scope: 'admin',
    whenLimiterAway: 'refuse',
    params: idParam,
    responses: { 200: { description: 'What came of it.', schema: named('WebhookAttempt', attemptSchema) } },
    errors: ['not_found'],
  },
  async (c, { params }) => ({ status: 200, json: await testWebhook(ownerOf(c), params.id) }),
)

webhooks.add(
  {
    method: 'get',
    path: '/api/webhooks/{id}/deliveries',
    operationId: 'listDeliveries',
    summary: 'List what was sent and what is to be, newest first',
    description: 'Of the last seven days.',
    access: 'user',
    scope: 'admin',
    params: idParam,
    query: z.strictObject({ ...pageQuery, status: deliverySchema.shape.status.optional() }),
    responses: {
      200: { description: 'A page of deliveries.', schema: named('WebhookDeliveryPage', page(delivery)) },
    },
    errors: ['not_found'],
  },
  async (c, { params, query: { cursor, limit, status } }) => {
    const before = decodeCursor(cursor)
    const { deliveries, next } = await listDeliveries(ownerOf(c), params.id, { status, limit, before })
    return { status: 200, json: { items: deliveries, next_cursor: encodeCursor(next) } }
  },
)

webhooks.add(
  {
    method: 'post',
    path: '/api/webhooks/{id}/deliveries/{delivery}/redeliver',
    operationId: 'redeliverMessage',
    summary: 'Send a message once more',
    description:
      'Whatever came of it before; it has the same `webhook-id`. A webhook that is paused sends it once it goes again.',
    access: 'user',
    scope: 'admin',
    whenLimiterAway: 'refuse',
    params: deliveryParams,
    responses: { 202: { description: 'The delivery, which is due now.', schema: delivery } },
    errors: ['not_found'],
  },
  async (c, { params }) => {
    const due = await redeliver(ownerOf(c), params.id, params.delivery)
    c.get('defer')(newsSender(c.get('config'), c.get('log'))(due.run_id))
    return { status: 202, json: due }
  },
)

function ownerOf(c: AppContext) {
  return { config: c.get('config'), userId: callerOf(c).userId }
}
