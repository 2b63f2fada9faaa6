import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chooseByProxy, postByNode } from '../../src/adapters/node-post.ts'
import type { PostAnswer } from '../../src/app.ts'

let answer: (request: IncomingMessage, response: ServerResponse, body: string) => void
const ports: (number | undefined)[] = []
const server = createServer((request, response) => {
  const parts: Buffer[] = []
  ports.push(request.socket.remotePort)
  request.on('data', (part: Buffer) => parts.push(part))
  request.once('end', () => answer(request, response, Buffer.concat(parts).toString()))
})
let url: string
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/x`
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
})

const post = (signal = new AbortController().signal, at = url) =>
  postByNode(at, {
    headers: { 'Content-Type': 'application/json', Authorization: 'Bearer k' },
    body: '{"a":"ж"}',
    signal,
  })

async function bytesOf({ body }: PostAnswer): Promise<Buffer> {
  const reader = body?.getReader()
  const parts: Uint8Array[] = []
  for (let next = await reader?.read(); next?.value !== undefined; next = await reader?.read()) parts.push(next.value)
  return Buffer.concat(parts)
}

async function textOf(answered: PostAnswer): Promise<string> {
  return (await bytesOf(answered)).toString()
}

describe('a POST by the client of Node', () => {
  it('sends what it is given, and tells what comes', async () => {
    answer = ({ method, url: path, headers }, response, body) =>
      response.writeHead(201, { 'X-Told': 'yes' }).end(JSON.stringify({ method, path, headers, body }))
    const answered = await post()
    const { status, ok, headers } = answered
    expect([status, ok, headers.get('x-told'), headers.get('X-Told'), headers.get('X-None')]).toEqual([
      201,
      true,
      'yes',
      'yes',
      null,
    ])
    expect(JSON.parse(await textOf(answered))).toMatchObject({
      method: 'POST',
      path: '/v1/x',
      headers: { authorization: 'Bearer k', 'content-type': 'application/json', 'content-length': '10' },
      body: '{"a":"ж"}',
    })
  })

  it('sends a long body in pieces, and tells its length before', async () => {
    answer = ({ headers }, response, body) => response.end(JSON.stringify({ headers, body }))
    const text = 'ж"\n'.repeat(500_000)
    const init = { headers: {}, signal: new AbortController().signal }
    const answered = await postByNode(url, { ...init, body: new Blob([text.slice(0, 7), text.slice(7)]) })
    expect(JSON.parse(await textOf(answered))).toMatchObject({
      headers: { 'content-length': String(Buffer.byteLength(text)) },
      body: text,
    })
  })

  it('uses a connection again whose answer was read to its end', async () => {
    answer = (_request, response) => response.end('ok')
    ports.length = 0
    for (let call = 0; call < 6; call += 1) expect(await textOf(await post())).toBe('ok')
    // One is free again a turn of the loop behind its answer, so that two take turns.
    expect(new Set(ports).size).toBeLessThanOrEqual(2)
  })

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('unpacks an answer in %s, which it did not ask for', async (name, pack) => {
    answer = (request, response) => {
      expect(request.headers['accept-encoding']).toBe('identity')
      response.writeHead(200, { 'Content-Encoding': name }).end(pack('hello '.repeat(1000)))
    }
    expect(await textOf(await post())).toBe('hello '.repeat(1000))
  })

  it('fails with an answer that is not packed as it says', async () => {
    answer = (_request, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('no gzip at all')
    await expect(textOf(await post())).rejects.toThrow('incorrect header check')
  })

  it.each([
    ['announces more', { 'Content-Length': '100' }],
    ['is in chunks', {}],
    ['is packed', { 'Content-Encoding': 'gzip' }],
  ])('fails with an answer that breaks off, where it %s', async (_name, headers) => {
    answer = (_request, response) => {
      response.writeHead(200, headers).write(gzipSync('x'.repeat(1000)).subarray(0, 20), () => response.destroy())
    }
    await expect(textOf(await post())).rejects.toThrow()
  })

  it('fails where no answer comes, or nobody listens', async () => {
    answer = (_request, response) => response.destroy()
    await expect(post()).rejects.toThrow('other side closed')
    await expect(post(undefined, 'http://127.0.0.1:1/')).rejects.toThrow('ECONNREFUSED')
  })

  it('gives what had come before an answer broke off', async () => {
    answer = (_request, response) => void response.write('a', () => response.socket?.resetAndDestroy())
    const reader = (await post()).body?.getReader()
    expect((await reader?.read())?.value).toEqual(new Uint8Array([97]))
    await expect(reader?.read()).rejects.toThrow()
  })

  it('passes over what a host says before it answers', async () => {
    answer = (_request, response) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload' })
      response.writeHead(201).end('ok')
    }
    const answered = await post()
    expect([answered.status, await textOf(answered)]).toEqual([201, 'ok'])
  })

  it('gives a long answer whole to a reader that takes its time', async () => {
    const text = '0123456789'.repeat(300_000)
    answer = (_request, response) => response.end(text)
    const reader = (await post()).body?.getReader()
    let seen = ''
    for (let next = await reader?.read(); next?.value !== undefined; next = await reader?.read()) {
      seen += Buffer.from(next.value).toString()
      await new Promise((resolve) => void setTimeout(resolve, 1))
    }
    expect(seen === text).toBe(true)
  })

  it('tells a header that cannot be sent, without its value', async () => {
    const init = { body: 'x', signal: new AbortController().signal }
    const posting = postByNode(url, { ...init, headers: { Authorization: 'Bearer top\nsecret' } })
    await expect(posting).rejects.toThrow(/^the header Authorization has a character that cannot be sent$/)
  })

  it('leaves it to fetch where Node goes by a proxy', () => {
    expect(chooseByProxy(new Agent({ proxyEnv: { HTTP_PROXY: 'http://127.0.0.1:1' } }))).toEqual({})
    expect(chooseByProxy()).toEqual({ post: postByNode })
  })

  it('follows no redirect', async () => {
    let calls = 0
    answer = (_request, response) => {
      calls += 1
      response.writeHead(307, { Location: '/elsewhere' }).end()
    }
    const answered = await post()
    expect([answered.status, answered.ok, await textOf(answered), calls]).toEqual([307, false, '', 1])
  })

  it('ends with its signal: before it was sent, before the answer, and within it', async () => {
    const reason = new Error('enough')
    await expect(post(AbortSignal.abort(reason))).rejects.toBe(reason)

    const atOnce = new AbortController()
    answer = () => expect.unreachable()
    const posting = post(atOnce.signal, url.replace('127.0.0.1', 'localhost'))
    atOnce.abort(reason)
    await expect(posting).rejects.toBe(reason)

    const silent = new AbortController()
    const left = Promise.withResolvers<void>()
    answer = (request) => {
      request.socket.once('close', () => left.resolve())
      silent.abort(reason)
    }
    await expect(post(silent.signal)).rejects.toBe(reason)
    await left.promise

    const begun = new AbortController()
    const leftLater = Promise.withResolvers<void>()
    answer = (request, response) => {
      request.socket.once('close', () => leftLater.resolve())
      response.write('a')
    }
    const { body } = await post(begun.signal)
    const reader = body?.getReader()
    expect((await reader?.read())?.value).toEqual(new Uint8Array([97]))
    const next = reader?.read()
    begun.abort(reason)
    await expect(next).rejects.toThrow()
    await leftLater.promise
  })

  it('fails whoever begins to read an answer that has broken off by then', async () => {
    const broken = Promise.withResolvers<void>()
    answer = (_request, response) => {
      response.once('close', () => broken.resolve())
      response.writeHead(200).write('a', () => response.destroy())
    }
    const answered = await post()
    await broken.promise
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => void setTimeout(resolve, 10))
    await expect(textOf(answered)).rejects.toThrow()
  })

  it('reads no further than its reader does, and leaves when that does', async () => {
    const left = Promise.withResolvers<void>()
    let written = 0
    answer = (request, response) => {
      request.socket.once('close', () => left.resolve())
      const write = () => {
        while (response.write(Buffer.alloc(64 * 1024)) && !response.destroyed) written += 64 * 1024
        response.once('drain', write)
      }
      write()
    }
    const { body } = await post()
    const reader = body?.getReader()
    const first = await reader?.read()
    expect(first?.value?.byteLength).toBeGreaterThan(0)
    // What the kernel holds on both sides is some megabytes.
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => void setTimeout(resolve, 10))
    expect(written).toBeLessThan(64 * 1024 * 1024)
    await reader?.cancel()
    await left.promise
  })
})

/** Answers each connection with what is given for the path of its request, and ends it so. */
const ROWS = ['HTTP/1.0', 'HTTP/1.1'].flatMap((version) =>
  ['', 'Connection: close\r\n', 'Connection: keep-alive\r\n'].flatMap((connection) =>
    ['of a told length', 'in chunks', 'until the end'].flatMap((framing) =>
      [false, true].map((packed) => ({ version, connection, framing, packed })),
    ),
  ),
)

describe('an answer that ends while nobody has read it yet', () => {
  const content = randomBytes(200_000)
  let row: (typeof ROWS)[number]
  let isCut = false
  let endIt: (socket: Socket) => void
  const host = createTcpServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => {
      const body = row.packed ? gzipSync(content) : content
      const framing = {
        'of a told length': `Content-Length: ${body.byteLength}\r\n`,
        'in chunks': 'Transfer-Encoding: chunked\r\n',
        'until the end': '',
      }[row.framing]
      const packing = row.packed ? 'Content-Encoding: gzip\r\n' : ''
      socket.write(`${row.version} 200 OK\r\n${row.connection}${framing ?? ''}${packing}\r\n`)
      if (row.framing === 'in chunks') socket.write(`${body.byteLength.toString(16)}\r\n`)
      socket.write(isCut ? body.subarray(0, 150_000) : body, () => {
        if (row.framing === 'in chunks' && !isCut) socket.write('\r\n0\r\n\r\n', () => endIt(socket))
        else endIt(socket)
      })
    })
  })
  let at: string
  beforeAll(async () => {
    host.listen(0, '127.0.0.1')
    await once(host, 'listening')
    at = `http://127.0.0.1:${(host.address() as AddressInfo).port}/`
  })
  afterAll(() => void host.close())

  // A fault within the client would be an exception that nobody can catch.
  it.each(ROWS)('is read, or fails: $version $connection $framing, packed: $packed', async (given) => {
    row = given
    for (const end of [(socket: Socket) => socket.end(), (socket: Socket) => socket.resetAndDestroy()]) {
      for (isCut of [false, true]) {
        endIt = end
        for (const waitMs of [0, 20]) {
          const answered = await post(undefined, at).catch((error: unknown) => error)
          if (answered instanceof Error) continue
          await new Promise((resolve) => void setTimeout(resolve, waitMs))
          const read = await bytesOf(answered as PostAnswer).catch((error: unknown) => error)
          // Where nothing tells the length, nobody can tell a cut from an end.
          const mayBeShort = given.framing === 'until the end' && !given.packed
          if (read instanceof Error || mayBeShort) continue
          expect(isCut).toBe(false)
          expect(content.equals(read as Buffer)).toBe(true)
        }
      }
    }
  })
})
