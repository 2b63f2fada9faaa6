import { ErrorReply } from '../reply.ts'
import { argument, requireCount } from './arguments.ts'
import { read, syntaxError, write, wrongArity, type CommandTable, type Value } from './command.ts'
import { requireId, TrimParser, trimStream, type Trim } from './stream-trim.ts'
import { formatId, LAST_SEQ, makeId, MAX_ID, Stream, type StreamEntry, type StreamId } from './stream.ts'

const NOT_GREATER = 'ERR The ID specified in XADD is equal or smaller than the target stream top item'

/** `*`, `ms-*` or a whole id. */
type NewId = { kind: 'auto' } | { kind: 'partial'; ms: bigint } | { kind: 'given'; id: StreamId }

function parseNewId(text: string): NewId {
  if (text === '*') return { kind: 'auto' }
  if (text.endsWith('-*')) return { kind: 'partial', ms: requireId(text.slice(0, -2)) >> 64n }
  return { kind: 'given', id: requireId(text) }
}

function nextId(wanted: NewId, lastId: StreamId, now: number): StreamId {
  if (lastId === MAX_ID)
    throw new ErrorReply('ERR The stream has exhausted the last possible ID, unable to add more items')
  if (wanted.kind === 'auto') {
    const id = makeId(BigInt(Math.floor(now)), 0n)
    return id > lastId ? id : lastId + 1n
  }
  const first = wanted.kind === 'given' ? wanted.id : makeId(wanted.ms, 0n)
  const continues = wanted.kind === 'partial' && wanted.ms === lastId >> 64n && lastId !== makeId(wanted.ms, LAST_SEQ)
  const id = continues ? lastId + 1n : first
  if (id <= lastId) throw new ErrorReply(NOT_GREATER)
  return id
}

type AddOptions = { makeStream: boolean; trim: Trim | undefined; id: NewId; fields: string[] }

function parseAddOptions(args: readonly string[]): AddOptions {
  const trimming = new TrimParser()
  let makeStream = true
  let index = 1
  while (index < args.length) {
    if (argument(args, index).toUpperCase() === 'NOMKSTREAM') {
      makeStream = false
      index += 1
      continue
    }
    const taken = trimming.take(args, index)
    if (taken === 0) break
    index += taken
  }
  const id = parseNewId(argument(args, index))
  const trim = trimming.result()
  const fields = args.slice(index + 1)
  if (fields.length === 0 || fields.length % 2 !== 0) throw wrongArity('xadd')
  return { makeStream, trim, id, fields }
}

const xadd = write(-5, (keyspace, args) => {
  const { makeStream, trim, id: wanted, fields } = parseAddOptions(args)
  if (wanted.kind === 'given' && wanted.id === 0n)
    throw new ErrorReply('ERR The ID specified in XADD must be greater than 0-0')
  const key = argument(args, 0)
  const existing = keyspace.stream(key)
  if (!existing && !makeStream) return null
  const stream = existing ?? new Stream()
  const id = nextId(wanted, stream.lastId, keyspace.now)
  stream.append(id, fields)
  if (!existing) keyspace.set(key, stream)
  if (trim) trimStream(stream, trim)
  return formatId(id)
})

const xtrim = write(-4, (keyspace, args) => {
  const trimming = new TrimParser()
  let index = 1
  while (index < args.length) {
    const taken = trimming.take(args, index)
    if (taken === 0) throw syntaxError()
    index += taken
  }
  const trim = trimming.result()
  if (!trim) throw syntaxError(', XTRIM must be called with a trimming strategy')
  const stream = keyspace.stream(argument(args, 0))
  return stream ? trimStream(stream, trim) : 0
})

function parseStart(text: string): StreamId {
  if (text === '-') return 0n
  if (text === '+') return MAX_ID
  if (!text.startsWith('(')) return requireId(text)
  const id = requireId(text.slice(1))
  if (id === MAX_ID) throw new ErrorReply('ERR invalid start ID for the interval')
  return id + 1n
}

function parseEnd(text: string): StreamId {
  if (text === '-') return 0n
  if (text === '+') return MAX_ID
  if (!text.startsWith('(')) return requireId(text, LAST_SEQ)
  const id = requireId(text.slice(1), LAST_SEQ)
  if (id === 0n) throw new ErrorReply('ERR invalid end ID for the interval')
  return id - 1n
}

function parseRangeCount(args: readonly string[]): number | undefined {
  let count: number | undefined
  for (let index = 3; index < args.length; index += 2) {
    if (argument(args, index).toUpperCase() !== 'COUNT' || index + 1 >= args.length) throw syntaxError()
    count = requireCount(argument(args, index + 1))
  }
  return count
}

function xrange(reverse: boolean) {
  return read(-4, (keyspace, args) => {
    const [key = '', first = '', last = ''] = args
    const [start, end] = [parseStart(reverse ? last : first), parseEnd(reverse ? first : last)]
    const count = parseRangeCount(args)
    const stream = keyspace.stream(key)
    if (!stream) return []
    if (count !== undefined && count <= 0) return null
    const found = stream.range(start, end)
    if (reverse) found.reverse()
    return found.slice(0, count).map(toReply)
  })
}

function toReply({ id, fields }: StreamEntry): Value {
  return [formatId(id), [...fields]]
}

function parseReadOptions(args: readonly string[]): { count: number; keys: string[]; ids: string[] } {
  let count = Infinity
  let index = 0
  for (; argument(args, index).toUpperCase() !== 'STREAMS'; index += 2) {
    if (argument(args, index).toUpperCase() !== 'COUNT' || index + 1 >= args.length) throw syntaxError()
    const wanted = requireCount(argument(args, index + 1))
    count = wanted > 0 ? wanted : Infinity
  }
  const rest = args.slice(index + 1)
  if (rest.length === 0) throw syntaxError()
  if (rest.length % 2 !== 0) {
    throw new ErrorReply("ERR Unbalanced XREAD list of streams: for each stream key an ID or '$' must be specified.")
  }
  return { count, keys: rest.slice(0, rest.length / 2), ids: rest.slice(rest.length / 2) }
}

const xread = read(-4, (keyspace, args) => {
  const { count, keys, ids } = parseReadOptions(args)
  const wanted = keys.map((key, index) => {
    const text = argument(ids, index)
    const stream = keyspace.stream(key)
    return { key, stream, after: text === '$' ? (stream?.lastId ?? 0n) : requireId(text) }
  })
  const found = wanted.map(({ key, stream, after }) => ({
    key,
    entries: stream?.range(after + 1n, MAX_ID).slice(0, count) ?? [],
  }))
  const answered = found.filter(({ entries }) => entries.length > 0)
  return answered.length === 0 ? null : answered.map(({ key, entries }) => [key, entries.map(toReply)])
})

const xdel = write(-3, (keyspace, [key = '', ...ids]) => {
  const stream = keyspace.stream(key)
  if (!stream) return 0
  return ids.map((id) => requireId(id)).filter((id) => stream.delete(id)).length
})

export const streamCommands: CommandTable = {
  xadd,
  xtrim,
  xrange: xrange(false),
  xrevrange: xrange(true),
  xread,
  xdel,
  xlen: read(2, (keyspace, [key = '']) => keyspace.stream(key)?.length ?? 0),
}
