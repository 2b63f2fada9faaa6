/** The embedded store against a real Redis: the same commands, the same answers, error texts included. */
import * as fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { RedisBackend } from '../../../local/redis/reply.ts'
import { commandTable } from './command-table.ts'
import { describeWithServer, emptyBackend, plain } from './support.ts'

type Line = string[]

/** Written as in redis-cli: blanks part the arguments, double quotes keep them together. */
function parse(line: string): Line {
  return Array.from(line.matchAll(/"([^"]*)"|(\S+)/g), (match) => match[1] ?? match[2] ?? '')
}

const UNORDERED = new Set(['SMEMBERS', 'HGETALL', 'HKEYS', 'HVALS', 'KEYS', 'SCAN'])
const SCORED = new Set(['ZSCORE', 'ZINCRBY', 'ZADD', 'ZRANGE'])

/** Removes what the two may differ in: the order of sets and hashes, and the digits of a score, which Redis 7.2 shortened. */
function comparable(line: Line, reply: unknown): unknown {
  const inner = line[0] === 'EVAL' ? line.slice(3) : line
  const name = inner[0]?.toUpperCase() ?? ''
  const isNumber = (text: unknown): text is string =>
    typeof text === 'string' && /\d/.test(text) && Number.isFinite(Number(text))
  if (name === 'SCAN' && Array.isArray(reply)) return [reply[0], (reply[1] as string[]).toSorted()]
  if (name === 'HGETALL' && Array.isArray(reply)) {
    return reply.flatMap((field, index) => (index % 2 === 0 ? [`${field}=${reply[index + 1]}`] : [])).toSorted()
  }
  if (UNORDERED.has(name) && Array.isArray(reply)) return reply.map(String).toSorted()
  if (!SCORED.has(name)) return reply
  const shorten = (text: unknown): unknown => (isNumber(text) ? String(Number(text)) : text)
  return Array.isArray(reply) ? reply.map(shorten) : shorten(reply)
}

describeWithServer('the embedded store answers as a real Redis does', () => {
  let embedded: RedisBackend
  let server: RedisBackend
  beforeAll(async () => {
    ;[embedded, server] = await Promise.all([emptyBackend('embedded'), emptyBackend('redis-server')])
  })
  beforeEach(() => Promise.all([embedded.run(['FLUSHALL']), server.run(['FLUSHALL'])]))
  afterAll(() => Promise.all([embedded.close(), server.close()]))

  async function run(backend: RedisBackend, lines: Line[]): Promise<[string, unknown][]> {
    const replies = await Promise.all(lines.map((line) => backend.run(line)))
    return replies.map((reply, index) => {
      const line = lines[index] ?? []
      return [line.join(' '), comparable(line, plain(reply))]
    })
  }

  async function expectSame(lines: Line[]): Promise<void> {
    expect(await run(embedded, lines)).toEqual(await run(server, lines))
  }

  test.each(Object.entries(commandTable))('%s', async (_name, lines) => {
    await expectSame(
      lines
        .trim()
        .split('\n')
        .map((line) => parse(line.trim())),
    )
  })

  test('in bytes as well as in text', async () => {
    const bytes = Buffer.from([0, 255, 10, 200])
    for (const command of [
      ['SET', bytes, bytes],
      ['APPEND', bytes, 'é'],
      ['GET', bytes],
      ['STRLEN', bytes],
      ['HSET', 'h', bytes, bytes],
      ['HGETALL', 'h'],
      ['EVAL', 'return #ARGV[1] .. ARGV[1]', '0', bytes],
    ]) {
      expect(plain(await embedded.run(command))).toEqual(plain(await server.run(command)))
    }
  })

  test('in transactions, discarded ones too', async () => {
    for (const commands of [
      [
        ['SET', 'a', '1'],
        ['INCR', 'a'],
        ['GET', 'a'],
      ],
      [
        ['SET', 'a', 'text'],
        ['INCR', 'a'],
        ['APPEND', 'a', '!'],
      ],
      [
        ['SET', 'a', 'lost'],
        ['NONSENSE', 'x'],
      ],
      [['SET', 'a', 'lost'], ['GET']],
      [['GET', 'a']],
    ]) {
      const [ours, theirs] = await Promise.all([embedded.transaction(commands), server.transaction(commands)])
      expect(plain(ours)).toEqual(plain(theirs))
    }
  })

  const key = fc.constantFrom('str', 'list', 'hash', 'set', 'zset', 'stream', 'text')
  /** Mostly the key that holds what the command is for, so that the values grow; now and then another. */
  const mostly = (name: string) => fc.oneof({ weight: 9, arbitrary: fc.constant(name) }, { weight: 1, arbitrary: key })
  const [str, list, hash, set, zset, stream] = [
    mostly('str'),
    mostly('list'),
    mostly('hash'),
    mostly('set'),
    mostly('zset'),
    mostly('stream'),
  ]
  const field = fc.constantFrom('f', 'g', 'ж')
  const value = fc.constantFrom('0', '1', '-3', '10', '1.5', '0.25', '3.0e2', 'text', '', ' 1', '007')
  const amount = fc.constantFrom('1', '-2', '0.5', '1.25', 'x', '', 'inf', '5')
  const score = fc.constantFrom('0', '1', '2', '-1', '1.5', 'inf', '-inf', '3', 'x')
  const bound = fc.constantFrom('-inf', '+inf', '0', '(0', '1', '(1', '2', '(2.5', 'x')
  const rank = fc.constantFrom('0', '1', '2', '-1', '-2', '5', '-9')
  const streamId = fc.oneof(
    fc.tuple(fc.nat(4), fc.nat(3)).map(([ms, seq]) => `${ms}-${seq}`),
    fc.constantFrom('3', '2-*', '4-*', 'x'),
  )
  const streamBound = fc.oneof(fc.constantFrom('-', '+', '(1-1', '(3', '2', '3', 'x'), streamId)
  const pick = (...options: Line[]) => fc.constantFrom(...options)
  const some = (...options: string[]) => fc.subarray(options)
  const line = (...parts: (string | fc.Arbitrary<string> | fc.Arbitrary<string[]>)[]): fc.Arbitrary<Line> =>
    fc.tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part))).map((found) => found.flat())
  const several = (...parts: fc.Arbitrary<string>[]) =>
    fc.array(fc.tuple(...parts), { minLength: 1, maxLength: 3 }).map((found) => found.flat())
  const seconds = pick(['EX', '1000'], ['PX', '2000000'], ['KEEPTTL'], ['PXAT', '4000000000000'], [], [])
  const until = fc.constantFrom('4000000000', '3900000000', '3800000000', '1')

  const command: fc.Arbitrary<Line> = fc.oneof(
    line('SET', str, value, seconds, some('NX', 'GET')),
    line('SET', str, value, some('XX')),
    line(fc.constantFrom('TYPE', 'TTL', 'PERSIST'), key),
    line(fc.constantFrom('GET', 'INCR', 'DECR', 'STRLEN'), str),
    line(fc.constantFrom('INCRBY', 'DECRBY', 'INCRBYFLOAT'), str, amount),
    // Not to a key that counts: digits would grow beyond what a long double holds, where Redis adds less exactly.
    line('APPEND', 'text', amount),
    line(fc.constantFrom('GET', 'STRLEN'), 'text'),
    line('MSET', several(str, value)),
    line(fc.constantFrom('MGET', 'DEL', 'UNLINK', 'EXISTS'), several(key)),
    line('SETEX', str, fc.constantFrom('1000', '0', 'x'), value),
    line('EXPIRE', key, fc.constantFrom('500', '-1', 'x'), some('NX')),
    line('EXPIREAT', key, until, some('GT', 'LT', 'XX', 'NX')),
    line('LPUSH', list, several(value)),
    line('LINDEX', list, rank),
    line(fc.constantFrom('LRANGE', 'LTRIM'), list, rank, rank),
    line('LLEN', list),
    line('HSET', hash, several(field, value)),
    line(fc.constantFrom('HGET', 'HEXISTS'), hash, field),
    line(fc.constantFrom('HDEL', 'HMGET'), hash, several(field)),
    line(fc.constantFrom('HINCRBY', 'HINCRBYFLOAT'), hash, field, amount),
    line('HSETNX', hash, field, value),
    line(fc.constantFrom('HGETALL', 'HKEYS', 'HVALS', 'HLEN'), hash),
    line(fc.constantFrom('SMEMBERS', 'SCARD'), set),
    line('ZCARD', zset),
    line('XLEN', stream),
    line(fc.constantFrom('SADD', 'SREM'), set, several(value)),
    line('SISMEMBER', set, value),
    line('ZADD', zset, some('NX', 'XX', 'GT', 'LT', 'CH', 'INCR'), several(score, field)),
    line('ZADD', zset, some('XX', 'CH', 'GT'), several(score, field)),
    line('ZREM', zset, several(field)),
    line('ZSCORE', zset, field),
    line('ZINCRBY', zset, score, field),
    line('ZRANGE', zset, rank, rank, some('REV', 'WITHSCORES')),
    line(
      'ZRANGE',
      zset,
      bound,
      bound,
      'BYSCORE',
      some('REV', 'WITHSCORES'),
      pick([], ['LIMIT', '1', '2'], ['LIMIT', '0', '-1']),
    ),
    line(fc.constantFrom('ZCOUNT', 'ZREMRANGEBYSCORE'), zset, bound, bound),
    line(
      'XADD',
      stream,
      some('NOMKSTREAM'),
      pick([], ['MAXLEN', '2'], ['MAXLEN', '=', '1'], ['MINID', '2-1']),
      streamId,
      several(field, value),
    ),
    line(
      fc.constantFrom('XRANGE', 'XREVRANGE'),
      stream,
      streamBound,
      streamBound,
      pick([], ['COUNT', '1'], ['COUNT', '0']),
    ),
    line('XREAD', pick([], ['COUNT', '1']), 'STREAMS', stream, key, streamId, streamId),
    line('XTRIM', stream, pick(['MAXLEN', '1'], ['MINID', '3'], ['MAXLEN', '=', '0'])),
    line('XDEL', stream, several(streamId)),
    line('KEYS', fc.constantFrom('*', '[sz]*', '???', 's*')),
    line('SCAN', '0', 'COUNT', '1000', pick([], ['TYPE', 'hash'], ['MATCH', '*s*'])),
    line('DBSIZE'),
  )
  const throughScript = command.map((inner) => ['EVAL', 'return redis.pcall(unpack(ARGV))', '0', ...inner])

  test('for any sequence of commands, directly and through scripts', async () => {
    const sequence = fc.array(fc.oneof({ weight: 6, arbitrary: command }, { weight: 1, arbitrary: throughScript }), {
      minLength: 20,
      maxLength: 80,
      size: 'max',
    })
    await fc.assert(
      fc.asyncProperty(sequence, (lines) => expectSame([['FLUSHALL'], ...lines])),
      { numRuns: 200 },
    )
  })
})
