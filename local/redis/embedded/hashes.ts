import { ErrorReply, toInteger } from '../reply.ts'
import { INT64_MAX, INT64_MIN, pairs, requireDouble, requireInt64 } from './arguments.ts'
import { read, wrongArity, write, type CommandTable } from './command.ts'
import type { Keyspace } from './keyspace.ts'
import { increaseFloat } from './strings.ts'

function ensureHash(keyspace: Keyspace, key: string): Map<string, string> {
  return keyspace.ensure(key, keyspace.hash(key), () => new Map())
}

const hset = write(-4, (keyspace, [key = '', ...rest]) => {
  if (rest.length % 2 !== 0) throw wrongArity('hset')
  const hash = ensureHash(keyspace, key)
  const before = hash.size
  for (const [field, value] of pairs(rest)) hash.set(field, value)
  return hash.size - before
})

const hsetnx = write(4, (keyspace, [key = '', field = '', value = '']) => {
  const hash = ensureHash(keyspace, key)
  if (hash.has(field)) return 0
  hash.set(field, value)
  return 1
})

const hdel = write(-3, (keyspace, [key = '', ...fields]) => {
  const hash = keyspace.hash(key)
  if (!hash) return 0
  const deleted = fields.filter((field) => hash.delete(field)).length
  keyspace.dropIfEmpty(key, hash)
  return deleted
})

const hincrby = write(4, (keyspace, [key = '', field = '', text = '']) => {
  const amount = requireInt64(text)
  const current = keyspace.hash(key)?.get(field) ?? '0'
  const sum = requireInt64(current, 'ERR hash value is not an integer') + amount
  if (sum > INT64_MAX || sum < INT64_MIN) throw new ErrorReply('ERR increment or decrement would overflow')
  ensureHash(keyspace, key).set(field, String(sum))
  return toInteger(sum)
})

const hincrbyfloat = write(4, (keyspace, [key = '', field = '', amount = '']) => {
  if (!Number.isFinite(requireDouble(amount))) throw new ErrorReply('ERR value is NaN or Infinity')
  const current = keyspace.hash(key)?.get(field) ?? '0'
  requireDouble(current, 'ERR hash value is not a float')
  const sum = increaseFloat(current, amount)
  ensureHash(keyspace, key).set(field, sum)
  return sum
})

export const hashCommands: CommandTable = {
  hset,
  hsetnx,
  hget: read(3, (keyspace, [key = '', field = '']) => keyspace.hash(key)?.get(field) ?? null),
  hmget: read(-3, (keyspace, [key = '', ...fields]) => {
    const hash = keyspace.hash(key)
    return fields.map((field) => hash?.get(field) ?? null)
  }),
  hgetall: read(2, (keyspace, [key = '']) => [...(keyspace.hash(key) ?? [])].flat()),
  hdel,
  hincrby,
  hincrbyfloat,
  hexists: read(3, (keyspace, [key = '', field = '']) => (keyspace.hash(key)?.has(field) ? 1 : 0)),
  hkeys: read(2, (keyspace, [key = '']) => [...(keyspace.hash(key)?.keys() ?? [])]),
  hvals: read(2, (keyspace, [key = '']) => [...(keyspace.hash(key)?.values() ?? [])]),
  hlen: read(2, (keyspace, [key = '']) => keyspace.hash(key)?.size ?? 0),
}
