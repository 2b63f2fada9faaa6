// The client's check of a webhook, against messages that the public library of the scheme has signed.
import { Webhook } from 'standardwebhooks'
import { expect, it } from 'vitest'
import { verifyWebhook } from '../../src/client/client.ts'

const secret = `whsec_${Buffer.from('a secret of twenty-four b').toString('base64')}`

it('takes what the library signs, and what the client takes, the library takes', async () => {
  const [id, now, body] = ['msg_1', new Date(), JSON.stringify({ type: 'run.succeeded', text: 'Готово 😀' })]
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, now, body),
  }
  expect(await verifyWebhook({ secret, headers, body })).toEqual(new Webhook(secret).verify(body, headers))
})
