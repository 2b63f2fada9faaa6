/** What the embedded store promises beyond being a Redis: its clock, its file, its limits. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { embeddedBackend } from '../../../local/redis/embedded/backend.ts'
import { addDecimals } from '../../../local/redis/embedded/decimal.ts'
import { globToRegExp } from '../../../local/redis/embedded/glob.ts'
import type { RedisBackend } from '../../../local/redis/reply.ts'
import { plain, temporaryDirectory } from './support.ts'

async function answers(backend: RedisBackend, ...lines: string[]): Promise<unknown[]> {
  const replies: unknown[] = []
  for (const line of lines) replies.push(plain(await backend.run(line.split(' '))))
  return replies
}

describe('time', () => {
  test('a key ends when the clock says so, and not before', async () => {
    let now = 1_790_000_000_000
    const backend = await embeddedBackend({ now: () => now })
    await answers(backend, 'SET k v PX 1000', 'HSET h f v', 'EXPIRE h 2', 'SADD s a')
    now += 999
    expect(await answers(backend, 'PTTL k', 'TTL h', 'GET k', 'DBSIZE')).toEqual([1, 1, 'v', 3])
    now += 1
    expect(await answers(backend, 'GET k', 'TTL k', 'EXISTS k h', 'SET k new NX', 'TTL k')).toEqual([
      null,
      -2,
      1,
      { status: 'OK' },
      -1,
    ])
    now += 1_000
    expect(await answers(backend, 'TYPE h', 'HSET h f v', 'TTL h', 'KEYS *')).toEqual([
      { status: 'none' },
      1,
      -1,
      ['s', 'k', 'h'],
    ])
  })

  test('TIME and automatic stream ids follow the clock, and ids never go back with it', async () => {
    let now = 1_790_000_000_123
    const backend = await embeddedBackend({ now: () => now })
    expect(await answers(backend, 'TIME', 'XADD s * f v', 'XADD s * f v')).toEqual([
      ['1790000000', '123000'],
      '1790000000123-0',
      '1790000000123-1',
    ])
    now -= 5_000
    expect(await answers(backend, 'XADD s * f v')).toEqual(['1790000000123-2'])
    now += 10_000
    expect(await answers(backend, 'XADD s * f v')).toEqual(['1790000005123-0'])
  })

  test('the clock stands still while a script or a transaction runs', async () => {
    let now = 1_790_000_000_000
    const backend = await embeddedBackend({ now: () => (now += 1) })
    expect(await backend.run(['EVAL', 'return redis.call("TIME")[2] == redis.call("TIME")[2]', '0'])).toBe(1)
    const [first, second] = (await backend.transaction([['TIME'], ['TIME']])) as unknown[]
    expect(first).toEqual(second)
  })
})

describe('the file', () => {
  let directory: { path: string; remove(): Promise<void> }
  beforeEach(async () => void (directory = await temporaryDirectory()))
  afterEach(() => directory.remove())
  const file = (): string => join(directory.path, 'deep', 'store.json')

  test('keeps every type, every byte and the ends of keys between two starts', async () => {
    const now = (): number => 1_790_000_000_000
    const first = await embeddedBackend({ snapshotFile: file(), now })
    const bytes = Buffer.from([0, 10, 34, 92, 127, 128, 255])
    await first.run(['SET', bytes, bytes, 'PX', '5000'])
    await first.run(['HSET', 'h', 'é', bytes])
    await answers(
      first,
      'LPUSH l a b c',
      'SADD s a b',
      'ZADD z 1.5 a inf b -inf c',
      'XADD x 3-7 f v',
      'XADD x 4-0 f v',
      'XDEL x 4-0',
      'SET gone v PX 1',
    )
    await first.close()

    const second = await embeddedBackend({ snapshotFile: file(), now: () => now() + 10 })
    expect(await second.run(['GET', bytes])).toEqual(bytes)
    expect(await second.run(['PTTL', bytes])).toBe(4_990)
    expect(await second.run(['HGET', 'h', 'é'])).toEqual(bytes)
    expect(
      await answers(
        second,
        'LRANGE l 0 -1',
        'SMEMBERS s',
        'ZRANGE z 0 -1 WITHSCORES',
        'XRANGE x - +',
        'GET gone',
        'DBSIZE',
      ),
    ).toEqual([['c', 'b', 'a'], ['a', 'b'], ['c', '-inf', 'a', '1.5', 'b', 'inf'], [['3-7', ['f', 'v']]], null, 6])
    expect(await answers(second, 'XADD x 4-0 f v')).toEqual([{ error: expect.stringContaining('equal or smaller') }])
    await second.close()
  })

  test('is written soon after a change without being closed, whole and alone', async () => {
    const backend = await embeddedBackend({ snapshotFile: file(), saveDelayMs: 1 })
    await answers(backend, 'SET a 1', 'SET b 2')
    await vi.waitFor(async () => expect(await readFile(file(), 'utf8')).toContain('"b"'), {
      timeout: 5_000,
      interval: 5,
    })
    await backend.close()
    expect(await readdir(join(directory.path, 'deep'))).toEqual(['store.json'])
  })

  test('is not written for commands that only read', async () => {
    const backend = await embeddedBackend({ snapshotFile: file() })
    await answers(backend, 'GET a', 'PING', 'XRANGE s - +', 'SUBSCRIBE c')
    await backend.close()
    expect(await readdir(directory.path)).toEqual([])
  })

  test.each([
    'not json',
    '{"version":99,"keys":[]}',
    '{"version":1,"keys":[{"key":"a","type":"graph","value":[]}]}',
    '{"version":1}',
  ])('is put aside when it cannot be read, and the store starts empty: %s', async (content) => {
    const broken = join(directory.path, 'store.json')
    await writeFile(broken, content)
    const backend = await embeddedBackend({ snapshotFile: broken })
    expect(await answers(backend, 'DBSIZE', 'SET a 1')).toEqual([0, { status: 'OK' }])
    await backend.close()
    expect(await readFile(`${broken}.unreadable`, 'utf8')).toBe(content)
  })

  test('in a place where no file can be makes the start fail, so that nobody believes it is saved', async () => {
    await writeFile(join(directory.path, 'occupied'), '')
    const opening = embeddedBackend({ snapshotFile: join(directory.path, 'occupied', 'store.json') })
    await expect(opening).rejects.toThrow('ENOTDIR')
  })
})

describe('limits', () => {
  test('what it has not got is unknown, in the words of Redis', async () => {
    const backend = await embeddedBackend()
    expect(await answers(backend, 'BITCOUNT bits a', 'geoadd g 1 2 x')).toEqual([
      { error: "ERR unknown command 'BITCOUNT', with args beginning with: 'bits' 'a' " },
      { error: "ERR unknown command 'geoadd', with args beginning with: 'g' '1' '2' 'x' " },
    ])
  })

  test('SCAN sees every key that stays, while others come and go', async () => {
    const backend = await embeddedBackend()
    const stay = Array.from({ length: 50 }, (_, index) => `stay${index}`)
    for (const key of stay) await answers(backend, `SET ${key} v`, `SET go-${key} v`)
    const seen: string[] = []
    let cursor = '0'
    do {
      const [next, keys] = plain(await backend.run(['SCAN', cursor, 'COUNT', '7', 'MATCH', 'stay*'])) as [
        string,
        string[],
      ]
      seen.push(...keys)
      cursor = next
      await answers(backend, `DEL go-stay${seen.length}`, `SET new${cursor} v`)
    } while (cursor !== '0')
    expect(seen.toSorted()).toEqual(stay.toSorted())
  })
})

test.each([
  ['*', 'anything', true],
  ['h?llo', 'hello', true],
  ['h?llo', 'hllo', false],
  ['h*llo', 'heeeello', true],
  ['h[ae]llo', 'hallo', true],
  ['h[^e]llo', 'hello', false],
  ['h[a-c]llo', 'hbllo', true],
  ['h[c-a]llo', 'hbllo', true],
  ['a\\*b', 'a*b', true],
  ['a\\*b', 'axb', false],
  ['a.b', 'axb', false],
  ['[abc', 'b', true],
  ['a[]b', 'ab', false],
  ['*\n*', 'a\nb', true],
  ['a:*:*', 'a:b:c', true],
])('the pattern %s on %s: %s', (pattern, key, matches) => {
  expect(globToRegExp(pattern).test(key)).toBe(matches)
})

test.each([
  ['0.1', '0.2', '0.3'],
  ['10.50', '0.1', '10.6'],
  ['5.0e3', '2.0e2', '5200'],
  ['3', '-5.25', '-2.25'],
  ['-0.5', '0.5', '0'],
  ['1e-17', '0', '0.00000000000000001'],
  ['1e-18', '0', '0'],
  ['.5', '+.25', '0.75'],
  ['0e999999999', '0.0e-999999999', '0'],
])('%s + %s is %s, without the noise of doubles', (left, right, sum) => {
  expect(addDecimals(left, right)).toBe(sum)
})
