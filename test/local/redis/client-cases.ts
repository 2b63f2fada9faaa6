/** What the official client can do with either store. */
import { clientCase, each, type ClientCase } from './client-case.ts'

export const clientCases: readonly ClientCase[] = [
  clientCase(
    'get, set',
    (r, k) =>
      each(
        () => r.set(k('a'), 'v'),
        () => r.get(k('a')),
        () => r.get(k('none')),
      ),
    ['OK', 'v', null],
  ),
  clientCase(
    'set with nx, xx, get',
    (r, k) =>
      each(
        () => r.set(k('a'), 'one', { nx: true }),
        () => r.set(k('a'), 'two', { nx: true }),
        () => r.set(k('a'), 'three', { xx: true, get: true }),
        () => r.set(k('b'), 'x', { xx: true }),
        () => r.set(k('a'), 'four', { get: true }),
        () => r.get(k('a')),
      ),
    ['OK', null, 'one', null, 'three', 'four'],
  ),
  clientCase(
    'set with ex, px, keepTtl',
    (r, k) =>
      each(
        () => r.set(k('a'), 'v', { ex: 100 }),
        () => r.ttl(k('a')),
        () => r.set(k('a'), 'w', { keepTtl: true }),
        () => r.ttl(k('a')),
        () => r.set(k('a'), 'v', { px: 200_000 }),
        () => r.ttl(k('a')),
        () => r.set(k('a'), 'v'),
        () => r.ttl(k('a')),
      ),
    ['OK', 100, 'OK', 100, 'OK', 200, 'OK', -1],
  ),
  clientCase(
    'set with exat, pxat',
    (r, k) =>
      each(
        () => r.set(k('a'), 'v', { exat: 4_000_000_000 }),
        () => r.set(k('b'), 'v', { pxat: 4_000_000_000_000 }),
        () => r.exists(k('a'), k('b')),
      ),
    ['OK', 'OK', 2],
  ),
  clientCase(
    'setex, psetex',
    (r, k) =>
      each(
        () => r.setex(k('a'), 50, 'v'),
        () => r.ttl(k('a')),
        () => r.psetex(k('a'), 70_000, 'v'),
        () => r.ttl(k('a')),
      ),
    ['OK', 50, 'OK', 70],
  ),
  clientCase(
    'mset, mget',
    (r, k) =>
      each(
        () => r.mset({ [k('a')]: 1, [k('b')]: 'two' }),
        () => r.mget(k('a'), k('none'), k('b')),
      ),
    ['OK', [1, null, 'two']],
  ),
  clientCase(
    'incr, incrby, decr, decrby',
    (r, k) =>
      each(
        () => r.incr(k('a')),
        () => r.incrby(k('a'), 10),
        () => r.decr(k('a')),
        () => r.decrby(k('a'), 20),
        () => r.get(k('a')),
      ),
    [1, 11, 10, -10, -10],
  ),
  clientCase(
    'incrbyfloat',
    (r, k) =>
      each(
        () => r.set(k('a'), 10.5),
        () => r.incrbyfloat(k('a'), 0.1),
        () => r.incrbyfloat(k('a'), -20),
      ),
    ['OK', 10.6, -9.4],
  ),
  clientCase(
    'append, strlen',
    (r, k) =>
      each(
        () => r.append(k('a'), 'häl'),
        () => r.append(k('a'), 'lo'),
        () => r.strlen(k('a')),
        () => r.get(k('a')),
      ),
    [4, 6, 6, 'hällo'],
  ),
  clientCase(
    'objects and arrays go in and come out',
    (r, k) =>
      each(
        () => r.set(k('a'), { list: [1, 'two', null], deep: { yes: true } }),
        () => r.get(k('a')),
        () => r.set(k('b'), [1, 2]),
        () => r.get(k('b')),
      ),
    ['OK', { list: [1, 'two', null], deep: { yes: true } }, 'OK', [1, 2]],
  ),
  clientCase(
    'text of every script and length',
    (r, k) =>
      each(
        () => r.set(k('клю́ч 鍵 🗝'), 'значение 値 🎉\r\n\0"\\'),
        () => r.get(k('клю́ч 鍵 🗝')),
        () => r.set(k('long'), 'x'.repeat(200_000)),
        () => r.strlen(k('long')),
        () => r.set(k('empty'), ''),
        () => r.get(k('empty')),
      ),
    ['OK', 'значение 値 🎉\r\n\0"\\', 'OK', 200_000, 'OK', ''],
  ),
  clientCase(
    'numbers stay exact',
    (r, k) =>
      each(
        () => r.set(k('a'), '9007199254740993'),
        () => r.get(k('a')),
        () => r.set(k('b'), 1.5),
        () => r.get(k('b')),
      ),
    ['OK', '9007199254740993', 'OK', 1.5],
  ),
  clientCase(
    'the text OK is data',
    (r, k) =>
      each(
        () => r.set(k('a'), 'OK'),
        () => r.get(k('a')),
        () => r.mget(k('a'), k('a')),
      ),
    ['OK', 'OK', ['OK', 'OK']],
  ),
  clientCase(
    'del, unlink, exists',
    (r, k) =>
      each(
        () => r.mset({ [k('a')]: 1, [k('b')]: 2, [k('c')]: 3 }),
        () => r.exists(k('a'), k('a'), k('none')),
        () => r.del(k('a'), k('none')),
        () => r.unlink(k('b'), k('c')),
        () => r.exists(k('b')),
      ),
    ['OK', 2, 1, 2, 0],
  ),
  clientCase(
    'expire with its options',
    (r, k) =>
      each(
        () => r.set(k('a'), 1),
        () => r.expire(k('a'), 100, 'XX'),
        () => r.expire(k('a'), 100, 'NX'),
        () => r.expire(k('a'), 50, 'GT'),
        () => r.expire(k('a'), 50, 'LT'),
        () => r.ttl(k('a')),
        () => r.persist(k('a')),
        () => r.ttl(k('a')),
        () => r.persist(k('a')),
        () => r.expire(k('none'), 5),
      ),
    ['OK', 0, 1, 0, 1, 50, 1, -1, 0, 0],
  ),
  clientCase(
    'pexpire, expireat, pexpireat, pttl',
    (r, k) =>
      each(
        () => r.set(k('a'), 1),
        () => r.pexpire(k('a'), 90_400),
        () => r.ttl(k('a')),
        () => r.expireat(k('a'), 4_000_000_000),
        () => r.pexpireat(k('a'), 1),
        () => r.exists(k('a')),
        () => r.pttl(k('a')),
      ),
    ['OK', 1, 90, 1, 1, 0, -2],
  ),
  clientCase(
    'type',
    (r, k) =>
      each(
        () => r.set(k('s'), 1),
        () => r.hset(k('h'), { f: 1 }),
        () => r.sadd(k('set'), 1),
        () => r.zadd(k('z'), { score: 1, member: 'm' }),
        () => r.xadd(k('x'), '*', { f: 1 }).then(() => 'added'),
        async () => Promise.all(['s', 'h', 'set', 'z', 'x', 'none'].map((name) => r.type(k(name)))),
      ),
    ['OK', 1, 1, 1, 'added', ['string', 'hash', 'set', 'zset', 'stream', 'none']],
  ),
  clientCase(
    'keys, scan',
    (r, k) =>
      each(
        () => r.mset({ [k('one')]: 1, [k('two')]: 1, [k('other')]: 1 }),
        async () => (await r.keys(k('o*'))).toSorted().map((key) => key.replace(k(''), '')),
        async () => {
          const found: string[] = []
          let cursor = '0'
          do {
            const [next, keys] = await r.scan(cursor, { match: k('t*'), count: 5, type: 'string' })
            found.push(...keys)
            cursor = next
          } while (cursor !== '0')
          return found.map((key) => key.replace(k(''), ''))
        },
      ),
    ['OK', ['one', 'other'], ['two']],
  ),
  clientCase(
    'hset, hget, hgetall, hmget',
    (r, k) =>
      each(
        () => r.hset(k('h'), { a: 1, b: { deep: true }, c: 'text' }),
        () => r.hset(k('h'), { a: 2 }),
        () => r.hget(k('h'), 'a'),
        () => r.hget(k('h'), 'none'),
        () => r.hgetall(k('h')),
        () => r.hmget(k('h'), 'a', 'none', 'c'),
        () => r.hgetall(k('none')),
      ),
    [3, 0, 2, null, { a: 2, b: { deep: true }, c: 'text' }, { a: 2, none: null, c: 'text' }, null],
  ),
  clientCase(
    'hdel, hexists, hlen, hkeys, hvals, hsetnx',
    (r, k) =>
      each(
        () => r.hset(k('h'), { a: 1, b: 2 }),
        () => r.hexists(k('h'), 'a'),
        () => r.hlen(k('h')),
        () => r.hkeys(k('h')),
        () => r.hvals(k('h')),
        () => r.hsetnx(k('h'), 'a', 9),
        () => r.hsetnx(k('h'), 'c', 9),
        () => r.hdel(k('h'), 'a', 'b', 'c', 'none'),
        () => r.exists(k('h')),
      ),
    [2, 1, 2, ['a', 'b'], [1, 2], 0, 1, 3, 0],
  ),
  clientCase(
    'hincrby, hincrbyfloat',
    (r, k) =>
      each(
        () => r.hincrby(k('h'), 'n', 5),
        () => r.hincrby(k('h'), 'n', -7),
        () => r.hincrbyfloat(k('h'), 'f', 0.1),
        () => r.hincrbyfloat(k('h'), 'f', 0.2),
      ),
    [5, -2, 0.1, 0.3],
  ),
  clientCase(
    'sadd, srem, smembers, sismember, scard',
    (r, k) =>
      each(
        () => r.sadd(k('s'), 'a', 'b', 'a'),
        () => r.scard(k('s')),
        () => r.sismember(k('s'), 'a'),
        () => r.srem(k('s'), 'a', 'none'),
        () => r.smembers(k('s')),
        () => r.srem(k('s'), 'b'),
        () => r.exists(k('s')),
      ),
    [2, 2, 1, 1, ['b'], 1, 0],
  ),
  clientCase(
    'zadd with its options',
    (r, k) =>
      each(
        () => r.zadd(k('z'), { score: 1, member: 'a' }, { score: 2, member: 'b' }),
        () => r.zadd(k('z'), { nx: true }, { score: 9, member: 'a' }),
        () => r.zadd(k('z'), { xx: true, ch: true }, { score: 5, member: 'a' }),
        () => r.zadd(k('z'), { gt: true, ch: true }, { score: 3, member: 'a' }),
        () => r.zadd(k('z'), { lt: true, ch: true }, { score: 3, member: 'a' }),
        () => r.zadd(k('z'), { incr: true }, { score: 1.5, member: 'a' }),
        () => r.zscore(k('z'), 'a'),
      ),
    [2, 0, 1, 0, 1, 4.5, 4.5],
  ),
  clientCase(
    'zrange by rank',
    (r, k) =>
      each(
        () => r.zadd(k('z'), { score: 1, member: 'a' }, { score: 2, member: 'b' }, { score: 3, member: 'c' }),
        () => r.zrange(k('z'), 0, -1),
        () => r.zrange(k('z'), 1, 1, { withScores: true }),
        () => r.zrange(k('z'), 0, 1, { rev: true }),
        () => r.zrange(k('z'), 5, 9),
      ),
    [3, ['a', 'b', 'c'], ['b', 2], ['c', 'b'], []],
  ),
  clientCase(
    'zrange by score',
    (r, k) =>
      each(
        () => r.zadd(k('z'), { score: 1, member: 'a' }, { score: 2, member: 'b' }, { score: 3, member: 'c' }),
        () => r.zrange(k('z'), 2, '+inf', { byScore: true }),
        () => r.zrange(k('z'), '(1', '(3', { byScore: true, withScores: true }),
        () => r.zrange(k('z'), '+inf', '-inf', { byScore: true, rev: true, offset: 1, count: 1 }),
        () => r.zrange(k('z'), '-inf', '+inf', { byScore: true, offset: 0, count: 2 }),
      ),
    [3, ['b', 'c'], ['b', 2], ['b'], ['a', 'b']],
  ),
  clientCase(
    'zrem, zcard, zcount, zincrby, zremrangebyscore',
    (r, k) =>
      each(
        () => r.zadd(k('z'), { score: 1, member: 'a' }, { score: 2, member: 'b' }, { score: 3, member: 'c' }),
        () => r.zcard(k('z')),
        () => r.zcount(k('z'), '(1', 3),
        () => r.zincrby(k('z'), 2.5, 'a'),
        () => r.zrem(k('z'), 'b', 'none'),
        () => r.zremrangebyscore(k('z'), '-inf', 3.2),
        () => r.zrange(k('z'), 0, -1),
        () => r.zscore(k('z'), 'none'),
      ),
    [3, 3, 2, 3.5, 1, 1, ['a'], null],
  ),
  clientCase(
    'xadd with its options',
    (r, k) =>
      each(
        () => r.xadd(k('x'), '3-7', { type: 'delta', data: { text: 'é' } }),
        () => r.xadd(k('x'), '4-0', { n: 1 }, { trim: { type: 'MAXLEN', threshold: 1, comparison: '=' } }),
        () => r.xlen(k('x')),
        () => r.xadd(k('none'), '*', { n: 1 }, { nomkStream: true }),
        () => r.exists(k('none')),
        () => r.xadd(k('x'), '4-1', { n: 1 }, { trim: { type: 'MAXLEN', threshold: 1000, comparison: '~' } }),
        () => r.xrange(k('x'), '-', '+'),
      ),
    ['3-7', '4-0', 1, null, 0, '4-1', { '4-0': { n: 1 }, '4-1': { n: 1 } }],
  ),
  clientCase(
    'xrange, xrevrange',
    (r, k) =>
      each(
        async () => {
          for (const id of ['1-0', '1-1', '2-0']) await r.xadd(k('x'), id, { id })
        },
        () => r.xrange(k('x'), '(1-0', '+'),
        () => r.xrange(k('x'), '-', '+', 1),
        () => r.xrevrange(k('x'), '+', '-', 2),
        () => r.xrange(k('x'), '1', '1'),
        () => r.xrange(k('none'), '-', '+'),
      ),
    [
      undefined,
      { '1-1': { id: '1-1' }, '2-0': { id: '2-0' } },
      { '1-0': { id: '1-0' } },
      { '2-0': { id: '2-0' }, '1-1': { id: '1-1' } },
      { '1-0': { id: '1-0' }, '1-1': { id: '1-1' } },
      {},
    ],
  ),
  clientCase(
    'xdel, xtrim, xread',
    (r, k) =>
      each(
        async () => {
          for (const id of ['1-0', '2-0', '3-0', '4-0']) await r.xadd(k('x'), id, { id })
        },
        () => r.xdel(k('x'), ['2-0', '9-0']),
        () => r.xtrim(k('x'), { strategy: 'MAXLEN', threshold: 2, exactness: '=' }),
        () => r.xtrim(k('x'), { strategy: 'MINID', threshold: '4-0', exactness: '=' }),
        async () => JSON.stringify(await r.xread(k('x'), '0-0')).includes('4-0'),
        () => r.xread(k('x'), '4-0'),
        () => r.xread([k('x'), k('none')], ['0', '0'], { count: 1 }).then((found) => found?.length),
      ),
    [undefined, 1, 1, 1, true, null, 1],
  ),
  clientCase(
    'eval, evalsha, script load, exists',
    (r, k) =>
      each(
        () => r.eval('return {KEYS[1], ARGV[1], tonumber(ARGV[2]) + 1}', [k('a')], ['text', '41']),
        () => r.scriptLoad('return redis.call("INCRBY", KEYS[1], ARGV[1])'),
        () =>
          r
            .evalsha('ac1a4e9c4b1ed39c7ee9bcb0f3a6dd6d3fd3a3b9', [], [])
            .catch((error: Error) => error.message.split(',')[0]),
        async () => r.evalsha(await r.scriptLoad('return redis.call("INCRBY", KEYS[1], ARGV[1])'), [k('n')], [5]),
        async () => r.scriptExists(await r.scriptLoad('return 1'), 'f'.repeat(40)),
      ).then(([first, , ...rest]) => [(first as unknown[]).slice(1), ...rest]),
    [['text', 42], 'NOSCRIPT No matching script. Please use EVAL.', 5, [1, 0]],
  ),
  clientCase(
    'the Script class, known or not',
    (r, k) =>
      each(
        () => r.createScript<number>('return redis.call("APPEND", KEYS[1], ARGV[1])').exec([k('a')], ['abc']),
        () => r.createScript<number>('return redis.call("APPEND", KEYS[1], ARGV[1])').eval([k('a')], ['def']),
      ),
    [3, 6],
  ),
  clientCase(
    'a pipeline',
    (r, k) =>
      each(() =>
        r
          .pipeline()
          .set(k('a'), { x: 1 })
          .get(k('a'))
          .incr(k('n'))
          .hset(k('h'), { f: 'v' })
          .hgetall(k('h'))
          .xadd(k('x'), '1-1', { a: 1 })
          .exec(),
      ),
    [['OK', { x: 1 }, 1, 1, { f: 'v' }, '1-1']],
  ),
  clientCase(
    'a pipeline that keeps its errors',
    (r, k) =>
      each(async () =>
        (await r.pipeline().set(k('a'), 'text').incr(k('a')).get(k('a')).exec({ keepErrors: true })).map(
          ({ error, result }) => error ?? result,
        ),
      ),
    [['OK', 'ERR value is not an integer or out of range', 'text']],
  ),
  clientCase(
    'a pipeline throws its first error',
    (r, k) =>
      each(() =>
        r
          .pipeline()
          .set(k('a'), 'text')
          .incr(k('a'))
          .exec()
          .catch((error: Error) => error.message),
      ),
    ['Command 2 [ incr ] failed: ERR value is not an integer or out of range'],
  ),
  clientCase(
    'a transaction',
    (r, k) => each(() => r.multi().set(k('a'), 1).incrby(k('a'), 4).get(k('a')).expire(k('a'), 100).ttl(k('a')).exec()),
    [['OK', 5, 5, 1, 100]],
  ),
  clientCase(
    'errors',
    (r, k) =>
      each(
        () => r.set(k('a'), 'text'),
        ...[
          () => r.incr(k('a')),
          () => r.hget(k('a'), 'f'),
          () => r.xadd(k('x'), '0-0', { a: 1 }),
          () => r.exec(['NONSENSE']),
        ].map((call) => () => call().catch((error: Error) => error.message.split(', command')[0])),
      ),
    [
      'OK',
      'ERR value is not an integer or out of range',
      'WRONGTYPE Operation against a key holding the wrong kind of value',
      'ERR The ID specified in XADD must be greater than 0-0',
      "ERR unknown command 'NONSENSE', with args beginning with: ",
    ],
  ),
  clientCase(
    'ping, echo, time, dbsize',
    (r) =>
      each(
        () => r.ping(),
        () => r.ping(['hello']),
        () => r.echo('hällo'),
        async () => (await r.time()).length,
        async () => (await r.dbsize()) >= 0,
      ),
    ['PONG', 'hello', 'hällo', 2, true],
  ),
]
