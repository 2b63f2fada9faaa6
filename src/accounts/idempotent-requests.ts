// Requests that are made once, however often they are sent: the first answer is kept for a day.
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import { hashText, sha256Hex } from '../services/sha256.ts'
import { connectAsDriver, connectAsService, rowsOf } from '../services/supabase.ts'
import { openAnswer, sealAnswer, type KeptAnswer } from './sealed-answer.ts'

export type RequestName = { userId: string; route: string; key: string; content: Uint8Array }
export type Begun =
  | { answer: KeptAnswer }
  | {
      answer: undefined
      /** Keeps the answer, or with undefined lets the request be made again. */
      end: (answer: KeptAnswer | undefined) => Promise<void>
    }

/**
 * Begins a request, or gives the answer that it had.
 * @throws {AppError} idempotency_mismatch, request_under_way; service_unavailable when nobody can tell whether it was made
 */
export async function beginRequest(config: Config, { userId, route, key, content }: RequestName): Promise<Begun> {
  const name = { p_owner: userId, p_route: route, p_key_hash: await hashText(key) }
  const p_lock_seconds = Math.ceil(config.AI_ANSWER_TIMEOUT_MS / 1000) + 30
  const claim = { ...name, p_request_hash: await sha256Hex(content), p_lock_seconds }
  const [found] = rowsOf(await connectAsService(config).rpc('begin_request', claim))
  if (found?.state === 'other') throw new AppError('idempotency_mismatch')
  if (found?.state === 'under_way') throw new AppError('request_under_way')
  if (typeof found?.answer === 'string') return { answer: await unseal(config, key, found.answer) }
  return {
    answer: undefined,
    end: async (answer) => {
      const p_answer = answer === undefined ? null : await sealAnswer(config, key, answer)
      rowsOf(await connectAsDriver(config).rpc('end_request', { ...name, p_answer }))
    },
  }
}

async function unseal(config: Config, key: string, text: string): Promise<KeptAnswer> {
  try {
    return await openAnswer(config, key, text)
  } catch (cause) {
    // The secret of the deployment was changed meanwhile. To make the request again would be worse.
    throw new AppError('idempotency_mismatch', { message: 'The answer was kept under a secret that is gone.', cause })
  }
}
