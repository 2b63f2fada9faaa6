// Answers of models that a caller wants to have again for a while: in Redis, sealed, for that caller alone.
import type { Config } from '../config.ts'
import { redisKeys } from '../services/redis-keys.ts'
import { connectRedis } from '../services/redis.ts'
import { hashText } from '../services/sha256.ts'
import { openAnswer, sealAnswer, type KeptAnswer } from './sealed-answer.ts'

/** How long a request waits for Redis; without it, the model is asked. */
const PATIENCE_MS = 1000

export type CachedRequest = {
  userId: string
  /** The key for programs that the caller came with: another key of the account is another caller. */
  keyId: string | undefined
  route: string
  /** The request in its one form. */
  content: string
}

/** By what a request is known. Redis gets a digest of it, so that what it holds does not open what it holds. */
export function nameRequest({ userId, keyId = '', route, content }: CachedRequest): Promise<string> {
  return hashText(JSON.stringify([userId, keyId, route, content]))
}

/** The answer that is kept for a request; undefined when there is none, or nobody can tell. Never throws. */
export async function readCached(config: Config, name: string): Promise<KeptAnswer | undefined> {
  try {
    const text = await connectRedis(config, PATIENCE_MS).get<string>(await placeOf(name))
    return text === null ? undefined : await openAnswer(config, name, text)
  } catch {
    return undefined
  }
}

/** Keeps an answer for so many seconds. Never throws: what is not kept is asked for again. */
export async function storeCached(config: Config, name: string, answer: KeptAnswer, seconds: number): Promise<void> {
  const text = await sealAnswer(config, name, answer)
  await connectRedis(config)
    .set(await placeOf(name), text, { ex: seconds })
    .catch(() => undefined)
}

async function placeOf(name: string): Promise<string> {
  return redisKeys.answer(await hashText(name))
}
