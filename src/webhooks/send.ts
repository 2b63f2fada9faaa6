// One attempt to deliver one message.
import type { Config } from '../config.ts'
import { AddressRefused } from '../services/address-guard.ts'
import { fetchGuarded } from '../services/network.ts'
import { signMessage, type Message } from './message.ts'

export type Attempt = {
  delivered: boolean
  /** Of the answer; null when there was none. */
  status: number | null
  /** Why it was not delivered, for its owner. */
  error: string | null
}

/** What says that the address takes no messages any more. */
export const GONE = 410

/** Sends it once. An answer counts by its status alone, which has to come within WEBHOOK_TIMEOUT_SECONDS. Never throws. */
export async function sendMessage(
  config: Config,
  url: string,
  secret: string | undefined,
  message: Message,
): Promise<Attempt> {
  if (secret === undefined) return failed(null, 'The secret cannot be read: delete the webhook and make it anew.')
  const signal = AbortSignal.timeout(config.WEBHOOK_TIMEOUT_SECONDS * 1000)
  try {
    const signed = signMessage(message, secret, new Date())
    const answer = await fetchGuarded(config, new URL(url), { method: 'POST', ...signed, signal })
    // Nobody reads it, however long it is.
    void answer.body?.cancel().catch(() => undefined)
    if (answer.ok) return { delivered: true, status: answer.status, error: null }
    return failed(answer.status, `The answer has the status ${answer.status}.`)
  } catch (error) {
    if (signal.aborted) return failed(null, `No answer came within ${config.WEBHOOK_TIMEOUT_SECONDS} seconds.`)
    if (error instanceof AddressRefused) return failed(null, `The address may not be called: ${error.message}.`)
    return failed(null, 'The address could not be reached.')
  }
}

function failed(status: number | null, error: string): Attempt {
  return { delivered: false, status, error }
}
