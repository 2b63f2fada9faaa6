/** Runs a redis-server of our own on a Unix socket inside its data directory, so that no port is open and no other user can reach it. */
import type { ChildProcess } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { relative, resolve } from 'node:path'
import { pause } from '../../src/timing.ts'
import { findProgram } from '../find-program.ts'
import { startSupervised } from '../supervised-process.ts'
import { ErrorReply } from './reply.ts'
import { openConnection } from './resp-connection.ts'

const BINARIES = ['redis-server', 'valkey-server']
/** The kernel's limit for a socket path is 108 bytes on Linux and 104 on macOS, the closing zero included. */
const SOCKET_PATH_MAX_BYTES = 103
const START_TIMEOUT_MS = 10_000
/** How long the server of a process that has just died may take to write its last bytes. */
const PREDECESSOR_TIMEOUT_MS = 5_000
const RETRY_MS = 20
const LOADING_MS = 50

export type RedisServerProcess = { socketPath: string; ended: Promise<void>; stop(): Promise<void> }

/** The full path of the first Redis-compatible server on PATH. */
export function findRedisServer(path?: string): string | undefined {
  return findProgram(BINARIES, path)
}

function socketPathIn(dataDir: string): string {
  const absolute = resolve(dataDir, 'redis.sock')
  const candidates = [absolute, relative(process.cwd(), absolute)]
  const fitting = candidates.find((path) => Buffer.byteLength(path) <= SOCKET_PATH_MAX_BYTES)
  if (fitting === undefined) throw new Error('the path of the data directory is too long for a socket')
  return fitting
}

function accepts(socketPath: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ path: socketPath })
    socket.once('connect', () => {
      socket.destroy()
      done(true)
    })
    socket.once('error', () => done(false))
  })
}

async function waitUntil(condition: () => Promise<boolean>, timeoutMs: number, whenLate: string): Promise<void> {
  const deadline = performance.now() + timeoutMs
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(whenLate)
    await pause(RETRY_MS)
  }
}

function serverArguments(): string[] {
  const settings = {
    port: '0',
    unixsocket: 'redis.sock',
    unixsocketperm: '700',
    dir: '.',
    daemonize: 'no',
    save: '',
    appendonly: 'yes',
    appendfsync: 'everysec',
  }
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
}

/** A server with a large file accepts connections before it has read the file, and refuses every command until then. */
async function untilLoaded(socketPath: string): Promise<void> {
  const connection = openConnection({ socket: { path: socketPath } })
  try {
    for (;;) {
      const [reply] = await connection.send([['PING']])
      if (!(reply instanceof ErrorReply)) return
      if (!reply.message.startsWith('LOADING')) throw reply
      await pause(LOADING_MS)
    }
  } finally {
    connection.close()
  }
}

/** Starts the server and waits until it takes commands. Rejects with the reason when it does not. */
export async function startRedisServer(options: { binary: string; dataDir: string }): Promise<RedisServerProcess> {
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 })
  const socketPath = socketPathIn(options.dataDir)
  // Two servers over the same file would spoil it.
  const free = async (): Promise<boolean> => !(await accepts(socketPath))
  await waitUntil(free, PREDECESSOR_TIMEOUT_MS, 'another process is using the data directory')

  // No server may be left behind to write to a data directory that the next start opens.
  const server = startSupervised({
    program: options.binary,
    parameters: serverArguments(),
    signal: 'TERM',
    cwd: options.dataDir,
  })
  const output = lastLines(server.child)
  let ended = false
  void server.ended.then(() => (ended = true))
  try {
    const ready = async (): Promise<boolean> => {
      if (ended) throw new Error(output() || 'it ended at once')
      return accepts(socketPath)
    }
    await waitUntil(ready, START_TIMEOUT_MS, 'it did not accept connections in time')
    await untilLoaded(socketPath)
  } catch (error) {
    await server.stop()
    throw error
  }
  return { socketPath, ended: server.ended, stop: server.stop }
}

function lastLines(child: ChildProcess): () => string {
  let text = ''
  const collect = (chunk: Buffer): void => void (text = (text + chunk.toString()).slice(-2_000))
  child.stdout?.on('data', collect)
  child.stderr?.on('data', collect)
  child.on('error', (error) => (text += error.message))
  return () => text.trim().split('\n').slice(-2).join(' ')
}
