// The receiver's side of a webhook: the scheme of standardwebhooks.com, with what every runtime has.

/** A message that is none of the deployment's, or that was sent long ago. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError'
}

export type ReceivedWebhook = {
  /** As it was shown when the subscription was made: `whsec_…`. */
  secret: string
  /** Those of the request. */
  headers: Headers | Record<string, string | string[] | undefined>
  /** The body as it came, before anything has parsed it. */
  body: string
}

/** How far the clocks of sender and receiver may be apart, and how long a message may be on its way. */
const TOLERANCE_SECONDS = 300

/** The message, when its signature is right. @throws {WebhookError} */
export async function verifyWebhook<T = unknown>(
  { secret, headers, body }: ReceivedWebhook,
  now: Date = new Date(),
): Promise<T> {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    headerOf(headers, name),
  )
  if (id === undefined || timestamp === undefined || signatures === undefined) {
    throw new WebhookError('The request lacks the headers of a webhook.')
  }
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now.getTime() / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) {
    throw new WebhookError('The message is too old, or the clock of this machine is wrong.')
  }
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`)
  const key = await importSecret(secret)
  for (const signature of signatures.split(' ')) {
    const [version, code = ''] = signature.split(',')
    const bytes = version === 'v1' ? decodeBase64(code) : undefined
    if (bytes !== undefined && (await crypto.subtle.verify('HMAC', key, bytes, signed))) return JSON.parse(body) as T
  }
  throw new WebhookError('No signature of the message fits the secret.')
}

function headerOf(headers: ReceivedWebhook['headers'], name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined
  const value = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]
  return Array.isArray(value) ? value[0] : value
}

async function importSecret(secret: string) {
  const bytes = decodeBase64(secret.replace(/^whsec_/, ''))
  if (bytes === undefined || bytes.length === 0) throw new WebhookError('The secret is none: it begins with whsec_.')
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
  } catch {
    return undefined
  }
}
