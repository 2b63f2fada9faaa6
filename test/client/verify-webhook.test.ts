// The receiver's side of a webhook, against signatures that are made as the scheme says.
import { createHmac, randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { createClient, verifyWebhook, WebhookError } from '../../src/client/client.ts'

const bytes = randomBytes(24)
const secret = `whsec_${bytes.toString('base64')}`
const NOW = new Date(1_800_000_000_000)
const body = JSON.stringify({ type: 'run.succeeded', name: 'Список 😀' })

function sign(key: Buffer, text = body, at = NOW) {
  const [id, timestamp] = ['msg_1', String(at.getTime() / 1000)]
  const code = createHmac('sha256', key).update(`${id}.${timestamp}.${text}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${code}` }
}

it('is given the message whose signature is right, however its headers come', async () => {
  const headers = sign(bytes)
  const upper = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), [value]]))
  for (const given of [headers, new Headers(headers), upper]) {
    expect(await verifyWebhook({ secret, headers: given, body }, NOW)).toEqual(JSON.parse(body))
  }
  const { webhooks } = createClient({ baseUrl: 'http://localhost', token: '' })
  expect(
    await webhooks.verify({ secret, headers: sign(bytes, body, new Date(Date.now() - (Date.now() % 1000))), body }),
  ).toEqual(JSON.parse(body))
})

it('finds the right one among several signatures, as while a secret is changed', async () => {
  const old = sign(randomBytes(24))['webhook-signature']
  const headers = { ...sign(bytes), 'webhook-signature': `v1a,x ${old} ${sign(bytes)['webhook-signature']}` }
  expect(await verifyWebhook({ secret, headers, body }, NOW)).toEqual(JSON.parse(body))
})

it.each<[string, Parameters<typeof verifyWebhook>[0]]>([
  ['another secret', { secret, headers: sign(randomBytes(24)), body }],
  ['another body', { secret, headers: sign(bytes), body: `${body} ` }],
  ['another id', { secret, headers: { ...sign(bytes), 'webhook-id': 'msg_2' }, body }],
  ['a time that is long ago', { secret, headers: sign(bytes, body, new Date(NOW.getTime() - 301_000)), body }],
  ['a time that is to come', { secret, headers: sign(bytes, body, new Date(NOW.getTime() + 301_000)), body }],
  ['a time that is none', { secret, headers: { ...sign(bytes), 'webhook-timestamp': 'NaN' }, body }],
  ['a scheme that is unknown', { secret, headers: { ...sign(bytes), 'webhook-signature': 'v2,AAAA' }, body }],
  ['a signature that is no Base64', { secret, headers: { ...sign(bytes), 'webhook-signature': 'v1,%%' }, body }],
  ['no headers', { secret, headers: {}, body }],
  ['a secret that is none', { secret: 'whsec_%', headers: sign(bytes), body }],
  ['an empty secret', { secret: '', headers: sign(Buffer.alloc(0)), body }],
])('refuses %s', async (_, received) => {
  await expect(verifyWebhook(received, NOW)).rejects.toBeInstanceOf(WebhookError)
})
