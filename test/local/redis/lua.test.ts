/** What scripts may count on, held against a real Redis where there is one and against its documented answers everywhere. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { embeddedBackend } from '../../../local/redis/embedded/backend.ts'
import type { RedisBackend } from '../../../local/redis/reply.ts'
import { describeWithServer, emptyBackend, plain, type Kind } from './support.ts'

const WRONG_TYPE = 'WRONGTYPE Operation against a key holding the wrong kind of value'

/** Script, expected reply, and for some the keys and arguments. Errors are given without the name of the script. */
const SCRIPTS: [source: string, expected: unknown, ...rest: (string | number)[]][] = [
  // Numbers: doubles, converted to integers only on the way out.
  ['return 3.99', 3],
  ['return -3.99', -3],
  ['return 1e300', -(2n ** 63n)],
  ['return 3600000 * 1000 * 1000', 3_600_000_000_000],
  ['return tonumber(ARGV[1]) * 1000 + #ARGV', 1_790_000_000_000_001, 0, '1790000000000'],
  ['return math.floor(1790000000000.7) * math.floor(3.2)', 5_370_000_000_000],
  ['local n = 0 for i = 1, 3 do n = n + i * 2000000000 end return n', 12_000_000_000],
  ['return {7 % 3, -7 % 3, 2 ^ 40, 7 / 2}', [1, 2, 1_099_511_627_776, 3]],
  [
    'return 10 / 2 .. " " .. 0.1 .. " " .. 1e14 .. " " .. 1e15 .. " " .. 2^53 .. " " .. -5',
    '5 0.1 1e+14 1e+15 9.007199254741e+15 -5',
  ],
  ['return tostring(1/0) .. tostring(-1/0) .. tostring(100) .. tostring(1.5)', 'inf-inf1001.5'],
  ['return {math.max(1, 2), math.min(1.5, 2), math.abs(-3), math.ceil(1.2), math.pow(2, 10)}', [2, 1, 3, 2, 1024]],
  [
    'return string.format("%d %5d|%-5d|%05d %s %q %.2f %x %%d", 1790000000000, 42, 42, 42, "a", "b", 1.5, 255)',
    '1790000000000    42|42   |00042 a "b" 1.50 ff %d',
  ],
  ['return 1 == 1.0 and "10" + 5 == 15 and "1" ~= 1', 1],
  // Numbers as arguments of commands.
  ['redis.call("SET", KEYS[1], 3.0) return redis.call("GET", KEYS[1])', '3', 1, 'n'],
  ['redis.call("SET", KEYS[1], 1790000000000 / 4) return redis.call("GET", KEYS[1])', '447500000000', 1, 'n'],
  ['redis.call("SET", KEYS[1], 0.1) return redis.call("GET", KEYS[1])', '0.10000000000000001', 1, 'n'],
  ['redis.call("SET", KEYS[1], 1e17) return redis.call("GET", KEYS[1])', '1e+17', 1, 'n'],
  // Replies in both directions.
  ['return {1, 2, nil, 3}', [1, 2]],
  [
    'return {1, {2, "a"}, {ok = "FINE"}, {err = "BAD x"}, true, false}',
    [1, [2, 'a'], { status: 'FINE' }, { error: 'BAD x' }, 1, null],
  ],
  ['return {KEYS[1], ARGV[1], ARGV[2], #KEYS, #ARGV}', ['k', 'v', '', 1, 2], 1, 'k', 'v', ''],
  ['return redis.call("GET", "missing") == false', 1],
  ['return redis.call("SET", "s", "v").ok', 'OK'],
  ['return redis.call("TYPE", "missing")', { status: 'none' }],
  ['return redis.call("MGET", "missing", "s")[1] == false', 1],
  ['return redis.status_reply("fine")', { status: 'fine' }],
  ['return redis.error_reply("bad")', { error: 'ERR bad' }],
  ['return redis.error_reply("MY bad")', { error: 'MY bad' }],
  ['return redis.error_reply("-MY bad")', { error: 'MY bad' }],
  ['return {err = "MY own"}', { error: 'MY own' }],
  ['return redis.sha1hex("")', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
  ['return ARGV[1] .. "\\0\\255"', '\u00ff\u0000\u0000\u00ff', 0, '\u00ff\u0000'],
  ['', null],
  // Errors.
  ['return redis.call("GET", "set")', { error: WRONG_TYPE }],
  ['return redis.pcall("GET", "set").err', WRONG_TYPE],
  ['return redis.pcall("GET", "set")', { error: WRONG_TYPE }],
  ['local ok, problem = pcall(redis.call, "GET", "set") return {tostring(ok), problem}', ['false', WRONG_TYPE]],
  ['local ok, problem = pcall(error, "boom") return {tostring(ok), problem}', ['false', 'boom']],
  ['return redis.call("NONSENSE")', { error: 'ERR Unknown Redis command called from script' }],
  ['return redis.call("GET")', { error: 'ERR Wrong number of args calling Redis command from script' }],
  ['return redis.call("EVAL", "return 1", 0)', { error: 'ERR This Redis command is not allowed from script' }],
  ['return redis.call()', { error: 'ERR Please specify at least one argument for this redis lib call' }],
  ['return redis.call("SET", "a", true)', { error: 'ERR Lua redis lib command arguments must be strings or integers' }],
  ['error("stop")', { error: 'ERR user_script:1: stop' }],
  ['error({err = "MY stop"})', { error: 'MY stop' }],
  ['global = 1', { error: 'ERR user_script:1: Attempt to modify a readonly table' }],
  ['return global', { error: "ERR user_script:1: Script attempted to access nonexistent global variable 'global'" }],
  ['redis.call = nil', { error: 'ERR user_script:1: Attempt to modify a readonly table' }],
  ['return os', { error: "ERR user_script:1: Script attempted to access nonexistent global variable 'os'" }],
  ['return require', { error: "ERR user_script:1: Script attempted to access nonexistent global variable 'require'" }],
  // Strings and tables.
  ['return ("a,b"):find(",") .. ("x"):rep(3) .. ("abc"):sub(2, 3) .. #"é"', '2xxxbc2'],
  ['local t = {} for word in string.gmatch("one two", "%a+") do t[#t + 1] = word end return t', ['one', 'two']],
  ['local t = {3, 1, 2} table.sort(t) return table.concat(t, ",") .. table.getn(t)', '1,2,33'],
  ['return {unpack({1, 2, 3})}', [1, 2, 3]],
  ['return loadstring("return 7")()', 7],
  ['return select("#", 1, nil, 3)', 3],
  ['local sum = 0 for _, n in ipairs({1, 2, 3}) do sum = sum + n end return sum', 6],
  // cjson.
  [
    'return cjson.encode({1, {a = "x/y"}, {}, 1.5, 1e20, true, "\\1\\127\\"é"})',
    '[1,{"a":"x\\/y"},{},1.5,1e+20,true,"\\u0001\\u007f\\"\u00c3\u00a9"]',
  ],
  ['return cjson.encode({[1] = 1, [3] = 3}) .. cjson.encode({[1] = 1, a = 3}):len()', '[1,null,3]13'],
  [
    'return cjson.encode({[1] = 1, [300] = 3})',
    { error: 'ERR user_script:1: Cannot serialise table: excessively sparse array' },
  ],
  ['return cjson.encode(0/0)', { error: 'ERR user_script:1: Cannot serialise number: must not be NaN or Inf' }],
  [
    'local v = cjson.decode(ARGV[1]) return {v.a, v.b[2], v.c == cjson.null, v.d.e, v.f}',
    [1, 'two', 1, '\u00c3\u00a9\u00f0\u009f\u0098\u0080', 1],
    0,
    '{"a":1,"b":[1,"two"],"c":null,"d":{"e":"\\u00e9\\ud83d\\ude00"},"f":true}',
  ],
]

const KINDS: [Kind, typeof describe | typeof describeWithServer][] = [
  ['embedded', describe],
  ['redis-server', describeWithServer],
]

for (const [kind, suite] of KINDS) {
  suite(`scripts on ${kind}`, () => {
    let backend: RedisBackend
    beforeAll(async () => {
      backend = await emptyBackend(kind)
      await backend.run(['SADD', 'set', 'x'])
    })
    afterAll(() => backend.close())

    test.each(SCRIPTS)('%s', async (source, expected, numberOfKeys = 0, ...rest) => {
      const toArgument = (text: string | number): Buffer =>
        Buffer.from(String(text), /[\u0080-\u00ff]/.test(String(text)) ? 'latin1' : 'utf8')
      const reply = plain(await backend.run(['EVAL', source, String(numberOfKeys), ...rest.map(toArgument)]))
      expect(withoutPlace(reply)).toEqual(expected)
    })
  })
}

/** Redis says at the end of an error which script it came from; older ones say it otherwise. */
function withoutPlace(reply: unknown): unknown {
  if (typeof reply !== 'object' || reply === null || !('error' in reply)) return reply
  return { error: String(reply.error).replace(/ script: [0-9a-f]{40}, on @user_script:\d+\.$/, '') }
}

/** A limiter of the kind the product runs (GCRA): integers only, one key, atomic. */
const LIMITER = `
local now = tonumber(ARGV[1])
local interval = tonumber(ARGV[2])
local burst = tonumber(ARGV[3])
local due = math.max(tonumber(redis.call("GET", KEYS[1]) or now), now)
local wait = due + interval - burst * interval - now
if wait > 0 then
  return {0, wait}
end
redis.call("SET", KEYS[1], due + interval, "PX", due + interval - now)
return {1, 0}
`

for (const [kind, suite] of KINDS) {
  suite(`a limiter on ${kind}`, () => {
    test('lets a burst through, then one per interval, on a clock in microseconds', async () => {
      const backend = await emptyBackend(kind)
      const start = 1_790_000_000_000_000
      const at = (offset: number) =>
        backend.run(['EVAL', LIMITER, '1', 'gcra', String(start + offset), '60000000', '3'])
      expect([await at(0), await at(0), await at(1)]).toEqual([
        [1, 0],
        [1, 0],
        [1, 0],
      ])
      expect(await at(2)).toEqual([0, 59_999_998])
      expect(await at(60_000_000)).toEqual([1, 0])
      expect(await at(60_000_000)).toEqual([0, 60_000_000])
      expect(plain(await backend.run(['GET', 'gcra']))).toBe('1790000240000000')
      await backend.close()
    })
  })
}

describe('the embedded store', () => {
  test('an error tells the script and its line', async () => {
    const backend = await embeddedBackend()
    await backend.run(['SADD', 'set', 'x'])
    const source = '\n\nreturn redis.call("GET", "set")'
    const sha = createHash('sha1').update(source).digest('hex')
    expect(plain(await backend.run(['EVAL', source, '0']))).toEqual({
      error: `${WRONG_TYPE} script: ${sha}, on @user_script:3.`,
    })
    expect(plain(await backend.run(['EVAL', 'return (', '0']))).toEqual({
      error: expect.stringMatching(/^ERR Error compiling script \(new function\): user_script:1: /),
    })
  })

  test('a script that never ends is stopped, even when it catches its errors, and the store goes on', async () => {
    const backend = await embeddedBackend({ scriptTimeoutMs: 50 })
    for (const source of [
      'while true do end',
      'while true do pcall(function() while true do end end) end',
      'local function deeper(n) return 1 + deeper(n) end return deeper(1)',
      'local co = coroutine.wrap(function() while true do end end) co()',
    ]) {
      expect(plain(await backend.run(['EVAL', source, '0']))).toEqual({ error: expect.stringMatching(/^ERR /) })
    }
    expect(await backend.run(['EVAL', 'return 1', '0'])).toBe(1)
  })

  test('one script leaves nothing behind for the next', async () => {
    const backend = await embeddedBackend()
    await backend.run(['EVAL', 'KEYS[5] = "x" ARGV.secret = 1 local mine = 1', '1', 'a'])
    expect(await backend.run(['EVAL', 'return {#KEYS, KEYS[5] or 0, ARGV.secret or 0}', '0'])).toEqual([0, 0, 0])
    await backend.run(['EVAL', 'string.sub = nil', '0'])
    expect(plain(await backend.run(['EVAL', 'return string.sub("abc", 2)', '0']))).toBe('bc')
  })
})
