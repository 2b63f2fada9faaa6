/** Strings and the counters kept in them. */
import { ErrorReply, OK, toInteger } from '../reply.ts'
import { argument, INT64_MAX, INT64_MIN, pairs, requireDouble, requireInt64 } from './arguments.ts'
import { read, syntaxError, wrongArity, write, type Command, type CommandTable, type Value } from './command.ts'
import { addDecimals } from './decimal.ts'
import { deadline, type TimeUnit } from './expiry.ts'
import type { Keyspace } from './keyspace.ts'

type SetOptions = {
  condition?: 'NX' | 'XX'
  get: boolean
  keepTtl: boolean
  expiry?: { unit: TimeUnit; absolute: boolean; text: string }
}

const EXPIRY_OPTIONS: Readonly<Record<string, { unit: TimeUnit; absolute: boolean }>> = {
  EX: { unit: 'seconds', absolute: false },
  PX: { unit: 'milliseconds', absolute: false },
  EXAT: { unit: 'seconds', absolute: true },
  PXAT: { unit: 'milliseconds', absolute: true },
}

function parseSetOptions(args: readonly string[]): SetOptions {
  const options: SetOptions = { get: false, keepTtl: false }
  for (let index = 2; index < args.length; index += 1) {
    const name = argument(args, index).toUpperCase()
    const expiry = EXPIRY_OPTIONS[name]
    const hasExpiry = options.keepTtl || options.expiry !== undefined
    if ((name === 'NX' || name === 'XX') && (options.condition ?? name) === name) options.condition = name
    else if (name === 'GET') options.get = true
    else if (name === 'KEEPTTL' && options.expiry === undefined) options.keepTtl = true
    else if (expiry && !hasExpiry && index + 1 < args.length)
      options.expiry = { ...expiry, text: argument(args, (index += 1)) }
    else throw syntaxError()
  }
  return options
}

const set = write(-3, (keyspace, args) => {
  const [key = '', value = ''] = args
  const options = parseSetOptions(args)
  const expiresAt =
    options.expiry && deadline(keyspace.now, { ...options.expiry, command: 'set', mustBePositive: true })
  const previous = options.get ? (keyspace.string(key) ?? null) : undefined
  const current = keyspace.entry(key)
  const refused =
    options.condition === 'NX' ? current !== undefined : options.condition === 'XX' && current === undefined
  if (refused) return previous ?? null
  keyspace.set(key, value, options.keepTtl ? current?.expiresAt : expiresAt)
  return previous === undefined ? OK : previous
})

function setWithExpiry(command: string, unit: TimeUnit): Command {
  return write(4, (keyspace, args) => {
    const [key = '', text = '', value = ''] = args
    keyspace.set(key, value, deadline(keyspace.now, { text, unit, absolute: false, command, mustBePositive: true }))
    return OK
  })
}

const mset = write(-3, (keyspace, args) => {
  if (args.length % 2 !== 0) throw wrongArity('mset')
  for (const [key, value] of pairs(args)) keyspace.set(key, value)
  return OK
})

/** A key of another type reads as missing here, unlike everywhere else. */
const mget = read(-2, (keyspace, args) =>
  args.map((key) => {
    const value = keyspace.entry(key)?.value
    return typeof value === 'string' ? value : null
  }),
)

function increase(keyspace: Keyspace, key: string, amount: bigint): Value {
  const sum = requireInt64(keyspace.string(key) ?? '0') + amount
  if (sum > INT64_MAX || sum < INT64_MIN) throw new ErrorReply('ERR increment or decrement would overflow')
  keyspace.update(key, String(sum))
  return toInteger(sum)
}

const decrby = write(3, (keyspace, [key = '', text = '']) => {
  const amount = requireInt64(text)
  if (amount === INT64_MIN) throw new ErrorReply('ERR decrement would overflow')
  return increase(keyspace, key, -amount)
})

/** The new text of a number that grows by `amount`. Throws when either is not a number. */
export function increaseFloat(current: string, amount: string): string {
  if (!Number.isFinite(requireDouble(current) + requireDouble(amount))) {
    throw new ErrorReply('ERR increment would produce NaN or Infinity')
  }
  return addDecimals(current, amount)
}

const incrbyfloat = write(3, (keyspace, [key = '', amount = '']) => {
  const sum = increaseFloat(keyspace.string(key) ?? '0', amount)
  keyspace.update(key, sum)
  return sum
})

const append = write(3, (keyspace, [key = '', tail = '']) => {
  const value = (keyspace.string(key) ?? '') + tail
  keyspace.update(key, value)
  return value.length
})

export const stringCommands: CommandTable = {
  get: read(2, (keyspace, [key = '']) => keyspace.string(key) ?? null),
  set,
  setex: setWithExpiry('setex', 'seconds'),
  psetex: setWithExpiry('psetex', 'milliseconds'),
  mget,
  mset,
  incr: write(2, (keyspace, [key = '']) => increase(keyspace, key, 1n)),
  incrby: write(3, (keyspace, [key = '', amount = '']) => increase(keyspace, key, requireInt64(amount))),
  decr: write(2, (keyspace, [key = '']) => increase(keyspace, key, -1n)),
  decrby,
  incrbyfloat,
  append,
  strlen: read(2, (keyspace, [key = '']) => keyspace.string(key)?.length ?? 0),
}
