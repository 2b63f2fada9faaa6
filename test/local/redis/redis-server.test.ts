import { spawn } from 'node:child_process'
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises'
import { connect, createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { chooseRedisBackend } from '../../../local/redis/choose-backend.ts'
import { redisServerBackend, redisUrlBackend } from '../../../local/redis/redis-server-backend.ts'
import { describeWithServer, plain, serverBinary, temporaryDirectory } from './support.ts'

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

async function directory(): Promise<string> {
  const { path, remove } = await temporaryDirectory()
  cleanups.push(remove)
  return path
}

function connects(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path: socketPath })
    socket.once('connect', () => socket.end(() => resolve(true)))
    socket.once('error', () => resolve(false))
  })
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

describeWithServer('a redis-server of our own', () => {
  test('keeps its data between two starts and ends when it is closed', async () => {
    const dataDir = await directory()
    const first = await redisServerBackend({ binary: serverBinary(), dataDir })
    await first.run(['SET', 'kept', Buffer.from([0, 255])])
    await first.close()
    expect(await connects(join(dataDir, 'redis.sock'))).toBe(false)

    const second = await redisServerBackend({ binary: serverBinary(), dataDir })
    expect(await second.run(['GET', 'kept'])).toEqual(Buffer.from([0, 255]))
    await second.close()
  })

  test('ends when the process that started it is killed', async () => {
    const dataDir = await directory()
    const program = `
      import { redisServerBackend } from ${JSON.stringify(new URL('../../../local/redis/redis-server-backend.ts', import.meta.url).href)}
      await redisServerBackend(${JSON.stringify({ binary: serverBinary(), dataDir })})
      console.log('ready')`
    const parent = spawn(process.execPath, ['--input-type=module-typescript', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await new Promise((resolve) => parent.stdout.once('data', resolve))
    expect(await connects(join(dataDir, 'redis.sock'))).toBe(true)
    parent.kill('SIGKILL')
    await vi.waitFor(async () => expect(await connects(join(dataDir, 'redis.sock'))).toBe(false), {
      timeout: 5_000,
      interval: 20,
    })
  })

  test('is started again when it ends by itself, with what it had', async () => {
    const restarted = Promise.withResolvers<void>()
    const options = { binary: serverBinary(), dataDir: await directory(), onRestart: restarted.resolve }
    const backend = await redisServerBackend(options)
    cleanups.push(() => backend.close())
    await backend.run(['SET', 'kept', 'it'])
    const pid = /process_id:(\d+)/.exec(plain(await backend.run(['INFO', 'server'])) as string)?.[1]
    process.kill(Number(pid), 'SIGKILL')
    await restarted.promise
    expect(plain(await backend.run(['GET', 'kept']))).toBe('it')
  })

  test('keeps a transaction together among the commands of others', async () => {
    const backend = await redisServerBackend({ binary: serverBinary(), dataDir: await directory() })
    const transactions = Array.from({ length: 20 }, () =>
      backend.transaction([
        ['INCR', 'n'],
        ['INCR', 'n'],
        ['INCR', 'n'],
      ]),
    )
    const others = Array.from({ length: 20 }, () => backend.run(['INCR', 'n']))
    for (const replies of await Promise.all(transactions)) {
      const [first = 0] = replies as number[]
      expect(replies).toEqual([first, first + 1, first + 2])
    }
    expect(new Set(await Promise.all(others)).size).toBe(20)
    expect(await backend.run(['GET', 'n'])).toEqual(Buffer.from('80'))
    await backend.close()
  })

  test('is chosen where there is one', async () => {
    const { backend, kind, reason } = await chooseRedisBackend({ dataDir: await directory(), preferServer: true })
    cleanups.push(() => backend.close())
    expect(kind).toBe('redis-server')
    expect(reason).toContain(serverBinary())
    expect(plain(await backend.run(['PING']))).toEqual({ status: 'PONG' })
  })

  test('is not started over the data of one that runs; the reason says so', async () => {
    const dataDir = await directory()
    const first = await chooseRedisBackend({ dataDir, preferServer: true })
    cleanups.push(() => first.backend.close())
    const second = await chooseRedisBackend({ dataDir, preferServer: true })
    cleanups.push(() => second.backend.close())
    expect(second).toMatchObject({
      kind: 'embedded',
      reason: expect.stringContaining('another process is using the data directory'),
    })
  })

  test('can be one that already runs, reached by its URL, another database included', async () => {
    const dataDir = await directory()
    const port = await freePort()
    const server = spawn(serverBinary(), [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--dir',
      dataDir,
      '--requirepass',
      'p@ss',
    ])
    cleanups.push(() => new Promise((resolve) => server.once('exit', resolve).kill()))
    const [zero, one] = [0, 1].map((database) => redisUrlBackend(`redis://:p%40ss@127.0.0.1:${port}/${database}`))
    cleanups.push(
      async () => zero?.close(),
      async () => one?.close(),
    )
    await vi.waitFor(() => zero?.run(['PING']), { timeout: 5_000, interval: 20 })
    expect(plain((await one?.run(['SET', 'k', 'v'])) ?? null)).toEqual({ status: 'OK' })
    expect(await zero?.run(['EXISTS', 'k'])).toBe(0)
    expect(await one?.run(['EXISTS', 'k'])).toBe(1)
  })
})

test('without a redis-server on PATH the embedded store is chosen, and the reason says so', async () => {
  const empty = await directory()
  const { backend, kind, reason } = await chooseRedisBackend({
    dataDir: await directory(),
    preferServer: true,
    path: empty,
  })
  cleanups.push(() => backend.close())
  expect({ kind, reason }).toEqual({ kind: 'embedded', reason: 'There is no redis-server on PATH.' })
  expect(plain(await backend.run(['PING']))).toEqual({ status: 'PONG' })
})

test('a redis-server that does not start leaves the embedded store, and the reason tells what it said', async () => {
  const bin = await directory()
  await writeFile(join(bin, 'redis-server'), '#!/bin/sh\necho "cannot map memory" >&2\nexit 1\n')
  await chmod(join(bin, 'redis-server'), 0o755)
  const { backend, kind, reason } = await chooseRedisBackend({
    dataDir: await directory(),
    preferServer: true,
    path: bin,
  })
  cleanups.push(() => backend.close())
  expect(kind).toBe('embedded')
  expect(reason).toBe(`${join(bin, 'redis-server')} could not be started: cannot map memory`)
})

test('a data directory whose path is too long for a socket leaves the embedded store', async () => {
  const dataDir = join(await directory(), 'x'.repeat(120))
  const bin = await directory()
  await writeFile(join(bin, 'redis-server'), '#!/bin/sh\nexit 1\n', { mode: 0o755 })
  const { backend, kind, reason } = await chooseRedisBackend({ dataDir, preferServer: true, path: bin })
  cleanups.push(() => backend.close())
  expect(kind).toBe('embedded')
  expect(reason).toContain('too long for a socket')
})

test('who asks for the embedded store gets it, and its data comes back at the next start', async () => {
  const dataDir = await directory()
  await mkdir(dataDir, { recursive: true })
  const first = await chooseRedisBackend({ dataDir, preferServer: false })
  expect(first.kind).toBe('embedded')
  await first.backend.run(['SET', 'kept', 'yes'])
  await first.backend.close()
  expect(await readdir(dataDir)).toEqual(['embedded.json'])
  const second = await chooseRedisBackend({ dataDir, preferServer: false })
  cleanups.push(() => second.backend.close())
  expect(await second.backend.run(['GET', 'kept'])).toEqual(Buffer.from('yes'))
})
