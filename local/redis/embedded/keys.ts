/** The keyspace as a whole, and the commands that touch no key. */
import { ErrorReply, OK, StatusReply } from '../reply.ts'
import { argument, requireInt64 } from './arguments.ts'
import { read, syntaxError, wrongArity, write, type Command, type CommandTable } from './command.ts'
import { globToRegExp } from './glob.ts'
import { typeName } from './keyspace.ts'

const SCAN_DEFAULT_COUNT = 10

const ping = read(-1, (_keyspace, args) => {
  if (args.length > 1) throw wrongArity('ping')
  return args[0] ?? new StatusReply('PONG')
})

/** Seconds and microseconds. */
const time = read(1, ({ now }) => {
  const microseconds = Math.floor(now * 1000)
  return [String(Math.floor(microseconds / 1_000_000)), String(microseconds % 1_000_000)]
})

const del: Command = write(-2, (keyspace, args) => args.filter((key) => keyspace.delete(key)).length)

const type = read(2, (keyspace, [key = '']) => {
  const entry = keyspace.entry(key)
  return new StatusReply(entry ? typeName(entry.value) : 'none')
})

const keys = read(2, (keyspace, [pattern = '']) => {
  const matcher = globToRegExp(pattern)
  return Array.from(keyspace.live(), ([key]) => key).filter((key) => matcher.test(key))
})

type ScanOptions = { count: number; matcher?: RegExp; type?: string }

function parseScanOptions(args: readonly string[]): ScanOptions {
  const options: ScanOptions = { count: SCAN_DEFAULT_COUNT }
  for (let index = 1; index < args.length; index += 2) {
    const name = argument(args, index).toUpperCase()
    if (index + 1 >= args.length) throw syntaxError()
    const value = argument(args, index + 1)
    if (name === 'COUNT') {
      options.count = Number(requireInt64(value))
      if (options.count < 1) throw syntaxError()
    } else if (name === 'MATCH') options.matcher = globToRegExp(value)
    else if (name === 'TYPE') options.type = value.toLowerCase()
    else throw syntaxError()
  }
  return options
}

/** The cursor is the serial of the last key looked at, so a key that stays throughout is seen, whatever comes and goes. */
const scan = read(-2, (keyspace, args) => {
  const cursor = argument(args, 0)
  if (!/^\d{1,20}$/.test(cursor)) throw new ErrorReply('ERR invalid cursor')
  const { count, matcher, type: wantedType } = parseScanOptions(args)
  const found: string[] = []
  let looked = 0
  let last = Number(cursor)
  for (const [key, { value, serial }] of keyspace.live()) {
    if (serial <= Number(cursor)) continue
    if (looked === count) return [String(last), found]
    looked += 1
    last = serial
    const matches = (!matcher || matcher.test(key)) && (!wantedType || wantedType === typeName(value))
    if (matches) found.push(key)
  }
  return ['0', found]
})

const flush: Command = write(-1, (keyspace, args) => {
  const mode = args[0]?.toUpperCase()
  if (args.length > 1 || (mode !== undefined && mode !== 'SYNC' && mode !== 'ASYNC')) throw syntaxError()
  keyspace.clear()
  return OK
})

export const keyCommands: CommandTable = {
  ping,
  echo: read(2, (_keyspace, [message = '']) => message),
  time,
  del,
  unlink: del,
  exists: read(-2, (keyspace, args) => args.filter((key) => keyspace.entry(key)).length),
  type,
  keys,
  scan,
  dbsize: read(1, (keyspace) => Array.from(keyspace.live()).length),
  flushdb: flush,
  flushall: flush,
}
