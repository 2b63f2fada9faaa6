// What is sent, by the Standard Webhooks scheme: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec
import { Webhook as Signer } from 'standardwebhooks'
import { toWire } from '../runs/events.ts'

export type Message = {
  /** The same in every attempt: receivers know by it what they have already. */
  id: string
  type: string
  /** When it happened, as ISO 8601. */
  at: string
  data: Record<string, unknown>
}

/** Longer facts are told of without what they say, which stands in the run's events. */
export const MOST_DATA_BYTES = 65_536

export type EventOfRun = {
  run_id: string
  project_id: string
  seq: number
  type: string
  /** When it happened, as ISO 8601. */
  at: string
  /** Null when it is longer than MOST_DATA_BYTES. */
  data: Record<string, unknown> | null
}

export function messageOf({ run_id, project_id, seq, type, at, data }: EventOfRun): Message {
  const event = toWire(run_id, { id: { seq, part: 0 }, type, at, data: data ?? { omitted: true } })
  return { id: `${run_id}_${seq}`, type, at, data: { ...event, project_id } }
}

/** @param secret as `whsec_` and base64 */
export function signMessage({ id, type, at, data }: Message, secret: string, now: Date) {
  const body = JSON.stringify({ type, timestamp: at, data })
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'samokoder-webhooks',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Signer(secret).sign(id, now, body),
    },
  }
}
