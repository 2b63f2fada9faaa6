/** When keys end. */
import { ErrorReply, toInteger } from '../reply.ts'
import { argument, INT64_MAX, INT64_MIN, requireInt64 } from './arguments.ts'
import { read, write, type Command, type CommandTable } from './command.ts'
import type { Keyspace } from './keyspace.ts'

export type TimeUnit = 'seconds' | 'milliseconds'

export type DeadlineArgument = {
  text: string
  unit: TimeUnit
  /** Since 1970, not from now. */
  absolute: boolean
  /** For the error text. */
  command: string
  mustBePositive?: boolean
}

/** The argument as milliseconds since 1970. */
export function deadline(now: number, { text, unit, absolute, command, mustBePositive }: DeadlineArgument): number {
  const value = requireInt64(text)
  const factor = unit === 'seconds' ? 1000n : 1n
  const base = absolute ? 0n : BigInt(Math.floor(now))
  const tooFar = value > INT64_MAX / factor || value < INT64_MIN / factor || value * factor > INT64_MAX - base
  if (tooFar || (mustBePositive && value <= 0n)) throw new ErrorReply(`ERR invalid expire time in '${command}' command`)
  return Number(value * factor + base)
}

type Condition = 'NX' | 'XX' | 'GT' | 'LT'

function parseConditions(args: readonly string[]): Set<Condition> {
  const conditions = new Set<Condition>()
  for (const option of args) {
    const name = option.toUpperCase()
    if (name !== 'NX' && name !== 'XX' && name !== 'GT' && name !== 'LT')
      throw new ErrorReply(`ERR Unsupported option ${option}`)
    conditions.add(name)
  }
  if (conditions.has('NX') && conditions.size > 1) {
    throw new ErrorReply('ERR NX and XX, GT or LT options at the same time are not compatible')
  }
  if (conditions.has('GT') && conditions.has('LT')) {
    throw new ErrorReply('ERR GT and LT options at the same time are not compatible')
  }
  return conditions
}

/** A key without an end counts as one that ends never. */
function allows(conditions: Set<Condition>, current: number | undefined, next: number): boolean {
  if (conditions.has('NX') && current !== undefined) return false
  if (conditions.has('XX') && current === undefined) return false
  if (conditions.has('GT') && next <= (current ?? Infinity)) return false
  return !(conditions.has('LT') && next >= (current ?? Infinity))
}

function expire(command: string, unit: TimeUnit, absolute: boolean): Command {
  return write(-3, (keyspace, args) => {
    const [key = ''] = args
    const conditions = parseConditions(args.slice(2))
    const expiresAt = deadline(keyspace.now, { text: argument(args, 1), unit, absolute, command })
    const entry = keyspace.entry(key)
    if (!entry || !allows(conditions, entry.expiresAt, expiresAt)) return 0
    if (expiresAt <= keyspace.now) keyspace.delete(key)
    else entry.expiresAt = expiresAt
    return 1
  })
}

function timeLeft(toUnits: (milliseconds: number) => number): Command {
  return read(2, (keyspace: Keyspace, [key = '']) => {
    const entry = keyspace.entry(key)
    if (!entry) return -2
    if (entry.expiresAt === undefined) return -1
    return toInteger(BigInt(Math.floor(toUnits(entry.expiresAt - Math.floor(keyspace.now)))))
  })
}

const persist = write(2, (keyspace, [key = '']) => {
  const entry = keyspace.entry(key)
  if (entry?.expiresAt === undefined) return 0
  entry.expiresAt = undefined
  return 1
})

export const expiryCommands: CommandTable = {
  expire: expire('expire', 'seconds', false),
  pexpire: expire('pexpire', 'milliseconds', false),
  expireat: expire('expireat', 'seconds', true),
  pexpireat: expire('pexpireat', 'milliseconds', true),
  ttl: timeLeft((milliseconds) => (milliseconds + 500) / 1000),
  pttl: timeLeft((milliseconds) => milliseconds),
  persist,
}
