import { afterAll, beforeAll, expect, test } from 'vitest'
import { startRedisBridge } from '../../../local/redis/bridge.ts'
import { embeddedBackend } from '../../../local/redis/embedded/backend.ts'
import { serve, TOKEN, type Served } from './support.ts'

let served: Served

beforeAll(async () => {
  served = await serve(await embeddedBackend(), { maxBodyBytes: 1_000 })
})

afterAll(() => served.close())

type Call = { method?: string; headers?: Record<string, string>; body?: BodyInit | object; token?: string | null }

async function call(path: string, { method = 'POST', headers = {}, body, token = TOKEN }: Call = {}) {
  const isRaw = body === undefined || typeof body === 'string' || body instanceof Uint8Array
  const response = await fetch(served.bridge.url + path, {
    method,
    headers: token === null ? headers : { authorization: `Bearer ${token}`, ...headers },
    ...(body === undefined ? {} : { body: isRaw ? (body as BodyInit) : JSON.stringify(body) }),
  })
  const bytes = Buffer.from(await response.arrayBuffer())
  const isJson = response.headers.get('content-type') === 'application/json' && bytes.length > 0
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(bytes.toString()) : bytes }
}

test.each([
  ['no token', { token: null }],
  ['a wrong token', { token: 'wrong' }],
  ['a token with something appended', { token: `${TOKEN}x` }],
  ['an empty token', { token: null, headers: { authorization: 'Bearer ' } }],
  ['another scheme', { token: null, headers: { authorization: `Basic ${TOKEN}` } }],
])('%s is 401 and runs nothing', async (_name, options) => {
  const answer = await call('/', { ...options, body: ['SET', 'unauthorized', '1'] })
  expect(answer).toMatchObject({ status: 401, body: { error: 'Unauthorized' } })
  expect((await call('/get/unauthorized')).body).toEqual({ result: null })
})

test('the token may come as a query parameter, which is no argument of the command', async () => {
  expect((await call(`/echo/hello?_token=${TOKEN}`, { token: null, method: 'GET' })).body).toEqual({ result: 'hello' })
  expect((await call('/echo/hello?_token=wrong', { token: null, method: 'GET' })).status).toBe(401)
  expect((await call(`/echo/hello?_token=${TOKEN}`, { token: 'wrong', method: 'GET' })).status).toBe(401)
})

test('a bridge without a token does not start', async () => {
  await expect(startRedisBridge({ backend: await embeddedBackend(), token: '' })).rejects.toThrow('needs a token')
})

test.each([
  ['not JSON', '["GET", '],
  ['an object', { command: 'GET' }],
  ['a string', '"GET"'],
  ['an empty body', ''],
  ['an empty command', []],
  ['a null argument', ['SET', 'key', null]],
  ['an array as an argument', ['SET', 'key', ['a']]],
  ['an object as an argument', ['SET', 'key', { a: 1 }]],
])('%s as a command is 400 with an error', async (_name, body) => {
  const answer = await call('/', { body })
  expect(answer.status).toBe(400)
  expect(answer.body.error).toMatch(/^ERR /)
})

test.each(['/pipeline', '/multi-exec'])('%s refuses what is not an array of commands', async (path) => {
  for (const body of ['nonsense', '{}', '[]', '["GET"]', '[[]]', '[["GET", null]]']) {
    const answer = await call(path, { body })
    expect(answer.status).toBe(400)
    expect(answer.body.error).toMatch(/^ERR /)
  }
  expect((await call(path, { method: 'GET' })).status).toBe(405)
})

test('numbers and booleans become text, and long integers keep every digit', async () => {
  await call('/', { body: '["MSET","int",9007199254740993,"float",1.50,"yes",true]' })
  const { body } = await call('/', { body: ['MGET', 'int', 'float', 'yes'] })
  expect(body).toEqual({ result: ['9007199254740993', '1.50', 'true'] })
})

test('an integer reply beyond 2^53 is written with every digit', async () => {
  await call('/', { body: ['SET', 'big', '9223372036854775806'] })
  const response = await fetch(`${served.bridge.url}/incr/big`, { headers: { authorization: `Bearer ${TOKEN}` } })
  expect(await response.text()).toBe('{"result":9223372036854775807}')
})

test('the path form takes arguments from the path, then the body, then the query', async () => {
  expect((await call('/set/path%20key/va%2Flue', { method: 'GET' })).body).toEqual({ result: 'OK' })
  expect((await call('/GET/path%20key', { method: 'GET' })).body).toEqual({ result: 'va/lue' })
  expect((await call('/set/with-body?EX=100&NX', { body: 'the value' })).body).toEqual({ result: 'OK' })
  expect((await call('/set/with-body?NX', { body: 'other', method: 'PUT' })).body).toEqual({ result: null })
  expect((await call('/get/with-body')).body).toEqual({ result: 'the value' })
  expect((await call('/ttl/with-body')).body).toEqual({ result: 100 })
  expect((await call('/set/empty/')).body).toEqual({ result: 'OK' })
  expect((await call('/strlen/empty')).body).toEqual({ result: 0 })
})

test('bytes that are not text survive the way in and, as base64, the way out', async () => {
  const bytes = Uint8Array.from([0, 255, 254, 10, 13, 128])
  await call('/set/binary', { body: bytes })
  await call('/set/%ff%00/%fe')
  const headers = { 'upstash-encoding': 'base64' }
  expect((await call('/get/binary', { headers })).body).toEqual({ result: Buffer.from(bytes).toString('base64') })
  expect((await call('/get/%FF%00', { headers })).body).toEqual({ result: '/g==' })
  expect((await call('/get/%FF%00')).body).toEqual({ result: '\ufffd' })
})

test('base64 encodes strings at every depth, but neither integers nor null nor the status OK', async () => {
  const headers = { 'upstash-encoding': 'base64' }
  const script = 'return {1, "OK", {"é"}, false, redis.status_reply("OK")}'
  expect((await call('/set/ok/OK', { headers })).body).toEqual({ result: 'OK' })
  expect((await call('/get/ok', { headers })).body).toEqual({ result: 'T0s=' })
  expect((await call('/ping', { headers })).body).toEqual({ result: 'UE9ORw==' })
  expect((await call('/get/nothing', { headers })).body).toEqual({ result: null })
  expect((await call('/', { headers, body: ['EVAL', script, 0] })).body).toEqual({
    result: [1, 'T0s=', ['w6k='], null, 'T0s='],
  })
  expect((await call('/incr/ok', { headers })).body).toEqual({ error: 'ERR value is not an integer or out of range' })
})

test('the RESP2 format answers in the bytes of the Redis protocol', async () => {
  const headers = { 'upstash-response-format': 'resp2' }
  const answer = await call('/', { headers, body: ['SET', 'resp', 'é'] })
  expect(answer.headers.get('content-type')).toBe('application/octet-stream')
  expect(answer.body.toString()).toBe('+OK\r\n')
  expect((await call('/get/resp', { headers })).body.toString()).toBe('$2\r\né\r\n')
  expect((await call('/mget/resp/none', { headers })).body.toString()).toBe('*2\r\n$2\r\né\r\n$-1\r\n')
  expect(await call('/incr/resp', { headers })).toMatchObject({ status: 400 })
  const pipeline = await call('/pipeline', {
    headers,
    body: [
      ['STRLEN', 'resp'],
      ['INCR', 'resp'],
    ],
  })
  expect(pipeline.body.toString()).toBe(':2\r\n-ERR value is not an integer or out of range\r\n')
  expect((await call('/multi-exec', { headers, body: [['STRLEN', 'resp']] })).body).toEqual([{ result: 2 }])
  expect((await call('/ping', { headers: { 'upstash-response-format': 'xml' } })).status).toBe(400)
  expect((await call('/ping', { headers: { ...headers, 'upstash-encoding': 'base64' } })).status).toBe(400)
})

test('a failed command is 400 with the error of Redis', async () => {
  await call('/set/text/hello')
  expect(await call('/incr/text')).toMatchObject({
    status: 400,
    body: { error: 'ERR value is not an integer or out of range' },
  })
  expect(await call('/nonsense/a')).toMatchObject({
    status: 400,
    body: { error: "ERR unknown command 'nonsense', with args beginning with: 'a' " },
  })
  expect(await call('/get')).toMatchObject({
    status: 400,
    body: { error: "ERR wrong number of arguments for 'get' command" },
  })
})

test('a pipeline answers each command by itself and goes on after an error', async () => {
  const body = [
    ['SET', 'p', 'text'],
    ['INCR', 'p'],
    ['SUBSCRIBE', 'c'],
    ['APPEND', 'p', '!'],
    ['GET', 'p'],
  ]
  const answer = await call('/pipeline', { body, headers: { 'upstash-encoding': 'base64' } })
  expect(answer.status).toBe(200)
  expect(answer.body).toEqual([
    { result: 'OK' },
    { error: 'ERR value is not an integer or out of range' },
    { error: expect.stringContaining("'SUBSCRIBE'") },
    { result: 5 },
    { result: Buffer.from('text!').toString('base64') },
  ])
})

test('a transaction goes on after a command that fails while it runs', async () => {
  const body = [
    ['SET', 't', 'text'],
    ['INCR', 't'],
    ['GET', 't'],
  ]
  const answer = await call('/multi-exec', { body })
  expect(answer.status).toBe(200)
  expect(answer.body).toEqual([
    { result: 'OK' },
    { error: 'ERR value is not an integer or out of range' },
    { result: 'text' },
  ])
})

test.each([
  ['unknown', ['NONSENSE']],
  ['without its arguments', ['GET']],
  ['refused', ['CONFIG', 'GET', '*']],
  ['waiting for data', ['XREAD', 'BLOCK', '0', 'STREAMS', 's', '0']],
])('a transaction with a command that is %s changes nothing', async (name, command) => {
  const key = `discarded ${name}`
  const answer = await call('/multi-exec', { body: [['SET', key, '1'], command, ['SET', key, '2']] })
  expect(answer.status).toBe(400)
  expect(answer.body.error).toMatch(/^EXECABORT Transaction discarded because of: ERR /)
  expect((await call('/', { body: ['EXISTS', key] })).body).toEqual({ result: 0 })
})

test.each([
  'SUBSCRIBE c',
  'PSUBSCRIBE c',
  'MONITOR',
  'BLPOP list 0',
  'brpop list 0',
  'BLMOVE a b LEFT LEFT 0',
  'BZPOPMIN z 0',
  'WAIT 1 0',
  'XREAD BLOCK 0 STREAMS s 0',
  'XREAD COUNT 1 block 0 STREAMS s 0',
  'XREADGROUP GROUP g c BLOCK 0 STREAMS s >',
  'SELECT 1',
  'AUTH secret',
  'HELLO 3',
  'QUIT',
  'CLIENT KILL x',
  'CONFIG SET dir /',
  'SHUTDOWN NOSAVE',
  'DEBUG SLEEP 10',
  'MULTI',
  'EXEC',
  'WATCH k',
  'SAVE',
  'REPLICAOF NO ONE',
  'SCRIPT KILL',
  'MODULE LOAD x',
  'ACL LIST',
])('%s is refused at once', async (line) => {
  const answer = await call('/', { body: line.split(' ') })
  expect(answer.status).toBe(400)
  expect(answer.body.error).toMatch(/^ERR Command is not available: '/)
})

test('the streaming endpoints of Upstash are refused, not left hanging', async () => {
  for (const path of ['/subscribe/channel', '/psubscribe/pattern', '/monitor']) {
    const answer = await call(path, { headers: { accept: 'text/event-stream' }, body: [] })
    expect(answer.status).toBe(400)
    expect(answer.body.error).toContain('XRANGE')
  }
})

test('keys named like an option are not taken for it', async () => {
  expect(await call('/', { body: ['XREAD', 'STREAMS', 'BLOCK', '0'] })).toMatchObject({
    status: 200,
    body: { result: null },
  })
})

test('a body beyond the limit is 413, announced or not, and the connection goes on', async () => {
  const large = 'x'.repeat(5_000)
  expect(await call('/set/large', { body: large })).toMatchObject({
    status: 413,
    body: { error: expect.stringContaining('Limit: 1000 bytes') },
  })
  const unannounced = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(large))
      controller.close()
    },
  })
  const response = await fetch(`${served.bridge.url}/set/large`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}` },
    body: unannounced,
    duplex: 'half',
  } as RequestInit)
  expect(response.status).toBe(413)
  expect((await call('/get/large')).body).toEqual({ result: null })
})

test('only GET, HEAD, POST and PUT are allowed', async () => {
  for (const method of ['DELETE', 'PATCH', 'OPTIONS']) expect((await call('/ping', { method })).status).toBe(405)
  const head = await call('/ping', { method: 'HEAD' })
  expect(head.status).toBe(200)
  expect(head.body.length).toBe(0)
})

test('every answer carries a new sync token', async () => {
  const first = (await call('/ping')).headers.get('upstash-sync-token')
  const second = (await call('/ping', { headers: { 'upstash-sync-token': String(first) } })).headers.get(
    'upstash-sync-token',
  )
  expect(first).toBeTruthy()
  expect(second).not.toBe(first)
})

test('a store that cannot be reached is 503, and says nothing of why', async () => {
  const backend = {
    run: () => Promise.reject(new Error('secret detail')),
    transaction: () => Promise.reject(new Error('secret detail')),
    close: () => Promise.resolve(),
  }
  const broken = await startRedisBridge({ backend, token: TOKEN })
  for (const path of ['/ping', '/pipeline', '/multi-exec']) {
    const response = await fetch(broken.url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}` },
      body: path === '/ping' ? '' : '[["PING"]]',
    })
    expect(response.status).toBe(503)
    expect(await response.text()).not.toContain('secret')
  }
  await broken.close()
})

test('closing lets a running request finish', async () => {
  let finish = (): void => undefined
  let begin = (): void => undefined
  const begun = new Promise<void>((resolve) => (begin = resolve))
  const backend = {
    run: () => {
      begin()
      return new Promise<number>((resolve) => (finish = () => resolve(42)))
    },
    transaction: () => Promise.resolve([]),
    close: () => Promise.resolve(),
  }
  const bridge = await startRedisBridge({ backend, token: TOKEN })
  const pending = fetch(`${bridge.url}/slow`, { headers: { authorization: `Bearer ${TOKEN}` } })
  await begun
  const closed = bridge.close()
  finish()
  expect(await (await pending).json()).toEqual({ result: 42 })
  await closed
  await expect(fetch(bridge.url)).rejects.toThrow('fetch failed')
})
