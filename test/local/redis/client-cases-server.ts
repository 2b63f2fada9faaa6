/** What the official client offers beyond the embedded store; a real Redis behind the bridge has it. */
import { clientCase, each, type ClientCase } from './client-case.ts'

export const serverClientCases: readonly ClientCase[] = [
  clientCase(
    'getrange, setrange, getset, getdel, getex',
    (r, k) =>
      each(
        () => r.set(k('a'), 'hello'),
        () => r.getrange(k('a'), 1, -2),
        () => r.setrange(k('a'), 1, 'ipp'),
        () => r.getset(k('a'), 'next'),
        () => r.getex(k('a'), { ex: 30 }),
        () => r.ttl(k('a')),
        () => r.getdel(k('a')),
        () => r.exists(k('a')),
      ),
    ['OK', 'ell', 5, 'hippo', 'next', 30, 'next', 0],
  ),
  clientCase(
    'setnx, msetnx',
    (r, k) =>
      each(
        () => r.setnx(k('a'), '1'),
        () => r.setnx(k('a'), '2'),
        () => r.msetnx({ [k('a')]: 1, [k('b')]: 2 }),
        () => r.msetnx({ [k('c')]: 1, [k('d')]: 2 }),
      ),
    [1, 0, 0, 1],
  ),
  clientCase(
    'copy, rename, renamenx, touch, randomkey',
    (r, k) =>
      each(
        () => r.set(k('a'), 'v'),
        () => r.copy(k('a'), k('b')),
        () => r.rename(k('b'), k('c')),
        () => r.renamenx(k('c'), k('a')),
        () => r.touch(k('a'), k('c'), k('none')),
        async () => typeof (await r.randomkey()),
      ),
    ['OK', 'COPIED', 'OK', 0, 2, 'string'],
  ),
  clientCase(
    'hstrlen, hscan, hrandfield, hmset',
    (r, k) =>
      each(
        () => r.hmset(k('h'), { only: 'value' }),
        () => r.hstrlen(k('h'), 'only'),
        () => r.hscan(k('h'), 0, { count: 10, match: 'on*' }),
        () => r.hrandfield(k('h')),
        () => r.hrandfield(k('h'), 1, true),
      ),
    ['OK', 5, ['0', ['only', 'value']], 'only', { only: 'value' }],
  ),
  clientCase(
    'sdiff, sinter, sunion and their stores',
    (r, k) =>
      each(
        () => r.sadd(k('a'), 1, 2, 3),
        () => r.sadd(k('b'), 2, 3, 4),
        async () => (await r.sdiff(k('a'), k('b'))).map(String).toSorted(),
        async () => (await r.sinter(k('a'), k('b'))).map(String).toSorted(),
        async () => (await r.sunion(k('a'), k('b'))).map(String).toSorted(),
        () => r.sdiffstore(k('d'), k('a'), k('b')),
        () => r.sinterstore(k('d'), k('a'), k('b')),
        () => r.sunionstore(k('d'), k('a'), k('b')),
        () => r.sintercard([k('a'), k('b')], { limit: 1 }),
      ),
    [3, 3, ['1'], ['2', '3'], ['1', '2', '3', '4'], 1, 2, 4, 1],
  ),
  clientCase(
    'smismember, smove, spop, srandmember, sscan',
    (r, k) =>
      each(
        () => r.sadd(k('a'), 'x'),
        () => r.smismember(k('a'), ['x', 'y']),
        () => r.srandmember(k('a')),
        () => r.srandmember(k('a'), 2),
        () => r.sscan(k('a'), 0),
        () => r.smove(k('a'), k('b'), 'x'),
        () => r.spop(k('b')),
        () => r.spop(k('b')),
      ),
    [1, [1, 0], 'x', ['x'], ['0', ['x']], 1, 'x', null],
  ),
  clientCase(
    'zrank, zrevrank, zpopmin, zpopmax, zmscore, zlexcount, zscan',
    (r, k) =>
      each(
        () => r.zadd(k('z'), { score: 1, member: 'a' }, { score: 2, member: 'b' }, { score: 3, member: 'c' }),
        () => r.zrank(k('z'), 'b'),
        () => r.zrevrank(k('z'), 'a'),
        () => r.zmscore(k('z'), ['a', 'none']),
        () => r.zpopmin(k('z')),
        () => r.zpopmax(k('z'), 1),
        () => r.zlexcount(k('z'), '-', '+'),
        () => r.zscan(k('z'), 0),
      ),
    [3, 1, 2, [1, null], ['a', 1], ['c', 3], 1, ['0', ['b', 2]]],
  ),
  clientCase(
    'zunionstore, zinterstore, zunion, zdiffstore, zremrangebyrank, zremrangebylex',
    (r, k) =>
      each(
        () => r.zadd(k('a'), { score: 1, member: 'x' }, { score: 2, member: 'y' }),
        () => r.zadd(k('b'), { score: 10, member: 'y' }),
        () => r.zunionstore(k('u'), 2, [k('a'), k('b')], { weights: [2, 1], aggregate: 'max' }),
        () => r.zrange(k('u'), 0, -1, { withScores: true }),
        () => r.zinterstore(k('i'), 2, [k('a'), k('b')]),
        () => r.zunion(2, [k('a'), k('b')], { withScores: true }),
        () => r.zdiffstore(k('d'), 2, k('a'), k('b')),
        () => r.zremrangebyrank(k('u'), 0, 0),
        () => r.zremrangebylex(k('u'), '-', '+'),
        () => r.zrange(k('a'), '[x', '[y', { byLex: true }),
      ),
    [2, 1, 2, ['x', 2, 'y', 10], 1, ['x', 1, 'y', 12], 1, 1, 1, ['x', 'y']],
  ),
  clientCase(
    'consumer groups',
    (r, k) =>
      each(
        () => r.xgroup(k('x'), { type: 'CREATE', group: 'g', id: '0', options: { MKSTREAM: true } }),
        () => r.xadd(k('x'), '1-0', { n: 1 }),
        async () => JSON.stringify(await r.xreadgroup('g', 'c', k('x'), '>')).includes('1-0'),
        async () => (await r.xpending(k('x'), 'g', '-', '+', 10)).length,
        () => r.xack(k('x'), 'g', '1-0'),
        async () => JSON.stringify(await r.xautoclaim(k('x'), 'g', 'c', 0, '0')),
        async () => JSON.stringify(await r.xinfo(k('x'), { type: 'GROUPS' })).includes('"g"'),
      ),
    ['OK', '1-0', true, 1, 1, '["0-0",[],[]]', true],
  ),
  clientCase(
    'lists, both ends',
    (r, k) =>
      each(
        () => r.rpush(k('l'), 'b', 'c'),
        () => r.lpush(k('l'), 'a'),
        () => r.lrange(k('l'), 0, -1),
        () => r.llen(k('l')),
        () => r.lindex(k('l'), -1),
        () => r.lpop(k('l')),
        () => r.rpop(k('l'), 2),
        () => r.lpop(k('l')),
      ),
    [2, 3, ['a', 'b', 'c'], 3, 'c', 'a', ['c', 'b'], null],
  ),
  clientCase(
    'lists, in between',
    (r, k) =>
      each(
        () => r.rpush(k('l'), 'a', 'b', 'a', 'c'),
        () => r.linsert(k('l'), 'before', 'b', 'x'),
        () => r.lset(k('l'), 0, 'first'),
        () => r.lrem(k('l'), 1, 'a'),
        () => r.lpos(k('l'), 'b'),
        () => r.ltrim(k('l'), 0, 2),
        () => r.lrange(k('l'), 0, -1),
        () => r.lmove(k('l'), k('m'), 'left', 'right'),
        () => r.lpushx(k('none'), 'x'),
        () => r.rpushx(k('m'), 'x'),
        () => r.lmpop(1, [k('m')], 'LEFT', 1).then((found) => found?.[1]),
      ),
    [4, 5, 'OK', 1, 2, 'OK', ['first', 'x', 'b'], 'first', 0, 2, ['first']],
  ),
  clientCase(
    'bitmaps',
    (r, k) =>
      each(
        () => r.setbit(k('b'), 7, 1),
        () => r.getbit(k('b'), 7),
        () => r.bitcount(k('b'), 0, -1),
        () => r.bitpos(k('b'), 1),
        () => r.bitop('not', k('n'), k('b')),
        () => r.bitfield(k('f')).set('u8', 0, 200).get('u8', 0).overflow('SAT').incrby('u8', 0, 100).exec(),
      ),
    [0, 1, 1, 7, 1, [0, 200, 255]],
  ),
  clientCase(
    'HyperLogLog',
    (r, k) =>
      each(
        () => r.pfadd(k('a'), 'x', 'y'),
        () => r.pfadd(k('b'), 'y', 'z'),
        () => r.pfcount(k('a')),
        () => r.pfmerge(k('c'), k('a'), k('b')),
        () => r.pfcount(k('c')),
      ),
    [1, 1, 2, 'OK', 3],
  ),
  clientCase(
    'geo',
    (r, k) =>
      each(
        () =>
          r.geoadd(
            k('g'),
            { longitude: 13.361389, latitude: 38.115556, member: 'Palermo' },
            { longitude: 15.087269, latitude: 37.502669, member: 'Catania' },
          ),
        () => r.geodist(k('g'), 'Palermo', 'Catania', 'KM'),
        () => r.geohash(k('g'), 'Palermo'),
        async () => (await r.geopos(k('g'), 'Palermo')).length,
        () =>
          r
            .geosearch(
              k('g'),
              { type: 'FROMLONLAT', coordinate: { lon: 15, lat: 37 } },
              { type: 'BYRADIUS', radius: 100, radiusType: 'KM' },
              'ASC',
              { withDist: true },
            )
            .then((found) => found.map((place) => place.member)),
        () =>
          r.geosearchstore(
            k('s'),
            k('g'),
            { type: 'FROMMEMBER', member: 'Palermo' },
            { type: 'BYBOX', rect: { width: 400, height: 400 }, rectType: 'KM' },
            'ASC',
          ),
      ),
    [2, 166.2742, ['sqc8b49rny0'], 1, ['Catania'], 2],
  ),
  clientCase(
    'evalRo',
    (r, k) =>
      each(
        () => r.set(k('a'), 'v'),
        () => r.evalRo('return redis.call("GET", KEYS[1])', [k('a')], []),
      ),
    ['OK', 'v'],
  ),
  clientCase(
    'functions',
    (r) =>
      each(
        () =>
          r.functions.load({
            code: '#!lua name=bridgelib\nredis.register_function("bridge_echo", function(keys, args) return args[1] end)',
            replace: true,
          }),
        () => r.functions.call('bridge_echo', [], ['hello']),
        () => r.functions.delete('bridgelib'),
      ),
    ['bridgelib', 'hello', 'OK'],
  ),
  clientCase('publish', (r) => each(() => r.publish('channel', { any: 'body' })), [0]),
]
