import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import * as fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { redisUrlBackend } from '../../../local/redis/redis-server-backend.ts'
import { ErrorReply, StatusReply, type Reply } from '../../../local/redis/reply.ts'
import { openConnection, parseRedisUrl } from '../../../local/redis/resp-connection.ts'
import { createReplyParser, encodeCommand, encodeReply } from '../../../local/redis/resp.ts'
import { plain } from './support.ts'

const line = fc.string({ unit: fc.constantFrom('a', 'é', ' ', '$', '*', ':'), maxLength: 12 })
const { reply } = fc.letrec<{ reply: Reply }>((tie) => ({
  reply: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.maxSafeInteger(),
    fc.constantFrom(2n ** 63n - 1n, -(2n ** 63n)),
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    line.map((text) => new StatusReply(text)),
    line.map((text) => new ErrorReply(text)),
    fc.array(tie('reply'), { maxLength: 4 }),
  ),
}))

test('replies come out as they went in, however the bytes are split', () => {
  fc.assert(
    fc.property(fc.array(reply, { maxLength: 5 }), fc.array(fc.nat({ max: 40 })), (replies, cuts) => {
      const bytes = Buffer.concat(replies.map(encodeReply))
      const parsed: Reply[] = []
      const parse = createReplyParser((value) => parsed.push(value))
      let offset = 0
      for (const size of cuts) {
        parse(bytes.subarray(offset, offset + size))
        offset += size
      }
      parse(bytes.subarray(offset))
      expect(parsed.map(plain)).toEqual(replies.map(plain))
    }),
    { numRuns: 300 },
  )
})

test('bytes that are not a reply are refused', () => {
  expect(() => createReplyParser(() => undefined)(Buffer.from('HTTP/1.1 200\r\n'))).toThrow('Not a RESP2 reply')
})

test('commands are arrays of bulk strings, strings as UTF-8', () => {
  expect(encodeCommand(['SET', 'é', Buffer.from([255])])).toEqual(
    Buffer.concat([Buffer.from('*3\r\n$3\r\nSET\r\n$2\r\né\r\n$1\r\n'), Buffer.from([255]), Buffer.from('\r\n')]),
  )
})

test('a Redis URL says where, as whom and which database', () => {
  expect(parseRedisUrl('redis://localhost')).toEqual({ socket: { host: 'localhost', port: 6379, tls: false } })
  expect(parseRedisUrl('rediss://user:p%40ss@[::1]:7000/3')).toEqual({
    socket: { host: '::1', port: 7000, tls: true },
    username: 'user',
    password: 'p@ss',
    database: 3,
  })
  expect(() => parseRedisUrl('http://localhost')).toThrow('redis://')
  expect(() => parseRedisUrl('redis://localhost/db')).toThrow('number of a database')
})

const closing: (() => void)[] = []
afterEach(() => closing.splice(0).forEach((close) => close()))

/** A server that answers whatever it is told to. */
async function fakeServer(onData: (socket: Socket, text: string) => void): Promise<{ url: string; server: Server }> {
  const server = createServer((socket) => {
    closing.push(() => socket.destroy())
    socket.on('data', (chunk) => onData(socket, chunk.toString()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => server.close())
  return { url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}

test('a connection that breaks rejects what waits on it, and the next command opens another', async () => {
  let connections = 0
  const { url } = await fakeServer((socket, text) => {
    if (text.includes('BREAK')) {
      connections += 1
      socket.destroy()
    } else socket.write(`+${connections}\r\n`)
  })
  const backend = redisUrlBackend(url)
  expect(plain(await backend.run(['PING']))).toEqual({ status: '0' })
  await expect(Promise.all([backend.run(['BREAK']), backend.run(['PING'])])).rejects.toThrow()
  expect(plain(await backend.run(['PING']))).toEqual({ status: '1' })
  await backend.close()
  await expect(backend.run(['PING'])).rejects.toThrow('closed')
})

test('a refused password rejects the command with the reason', async () => {
  const { url } = await fakeServer((socket) => socket.write('-WRONGPASS invalid username-password pair\r\n-NOAUTH\r\n'))
  const backend = redisUrlBackend(url.replace('redis://', 'redis://:secret@'))
  await expect(backend.run(['PING'])).rejects.toThrow('WRONGPASS')
  await backend.close()
})

test('a server that is not there rejects the command', async () => {
  const { url, server } = await fakeServer(() => undefined)
  await new Promise((resolve) => server.close(resolve))
  const connection = openConnection(parseRedisUrl(url))
  await expect(connection.send([['PING']])).rejects.toThrow('ECONNREFUSED')
  connection.close()
})

test('a server that does not speak the protocol breaks the connection, not the process', async () => {
  const { url } = await fakeServer((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'))
  const backend = redisUrlBackend(url)
  await expect(backend.run(['PING'])).rejects.toThrow('Not a RESP2 reply')
  await backend.close()
})
