// What responses said is kept for a while, so that clients may name it by its id: the AI SDK sends earlier words of a model as
// item_reference, as OpenAI takes them.
import type { Config } from '../../config.ts'
import { AppError } from '../../errors.ts'
import { connectRedis } from '../../services/redis.ts'
import { redisKeys } from '../../services/redis-keys.ts'
import { describeError, type Log } from '../../telemetry/log.ts'
import type { Fields } from './items.ts'

const KEPT_SECONDS = 86_400
/** A longer output is not kept: whoever goes on from it sends it. */
const MOST_CHARS = 200_000
/** Neither storing nor reading holds a call up for longer. */
const TIMEOUT_MS = 1000
/** Responses that one request may refer to. */
const MOST_RESPONSES = 100

const REFERENCE = /^(msg|fc|rs)_([0-9a-f]{32})_\d{1,6}$/

type Keeper = { config: Config; callerId: string }

/** Keeps what a caller's response said, in one command, unless it asks for that not to be. Never throws. */
export async function keepOutput({ config, callerId }: Keeper, response: Fields, log: Log): Promise<void> {
  const items = (response['output'] as Fields[]).filter(({ type }) => type !== 'reasoning')
  const [, , key] = REFERENCE.exec(String(items[0]?.['id'])) ?? []
  const text = JSON.stringify(items)
  if (key === undefined || text.length > MOST_CHARS) return
  await connectRedis(config, TIMEOUT_MS)
    .set(redisKeys.responseOutput(callerId, key), text, { ex: KEPT_SECONDS })
    .catch((error: unknown) => log('warn', 'what a response said was not kept', describeError(error)))
}

/**
 * The input with what it refers to in place of references, in one command where there are any. What a model thought is for
 * that model, and left out.
 * @throws {AppError} bad_request for what is not kept; service_unavailable when nobody can tell
 */
export async function recallItems({ config, callerId }: Keeper, input: readonly Fields[]): Promise<Fields[]> {
  const wanted = input.filter(isReference)
  if (wanted.length === 0) return [...input]
  const keys = new Set(wanted.flatMap(({ id }) => keyOf(id) ?? []))
  const known = await readItems({ config, callerId }, [...keys].slice(0, MOST_RESPONSES))
  return input.flatMap((item, index) => {
    if (!isReference(item)) return [item]
    if (String(item['id']).startsWith('rs_')) return []
    const found = known.get(item['id'])
    if (found !== undefined) return [found]
    const message =
      'is not kept here, or not any more: send the item itself, as clients do when they ask with store: false'
    throw new AppError('bad_request', { details: [{ path: ['body', 'input', index], message }] })
  })
}

async function readItems({ config, callerId }: Keeper, keys: readonly string[]): Promise<Map<unknown, Fields>> {
  if (keys.length === 0) return new Map()
  const names = keys.map((key) => redisKeys.responseOutput(callerId, key))
  const texts = await connectRedis(config, TIMEOUT_MS)
    .mget<(string | null)[]>(...names)
    .catch((cause: unknown) => {
      throw new AppError('service_unavailable', { cause })
    })
  const items = texts.flatMap((text) => (text === null ? [] : (JSON.parse(text) as Fields[])))
  return new Map(items.map((item) => [item['id'], item]))
}

function isReference({ type }: Fields): boolean {
  return type === 'item_reference'
}

/** The response that a named item is of; none for thoughts, which nobody looks up. */
function keyOf(id: unknown): string | undefined {
  const [, prefix, key] = REFERENCE.exec(String(id)) ?? []
  return prefix === 'rs' ? undefined : key
}
