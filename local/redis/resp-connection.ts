/** One connection to a Redis server that answers in order; it is opened on first use and again after it broke. */
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { ErrorReply, type RedisCommand, type Reply } from './reply.ts'
import { createReplyParser, encodeCommand } from './resp.ts'

const CONNECT_TIMEOUT_MS = 5_000

export type RedisAddress = {
  socket: { path: string } | { host: string; port: number; tls: boolean }
  username?: string
  password?: string
  database?: number
}

export type RespConnection = {
  /** Sends the commands in one piece, nothing of another caller between them. Rejects when the connection breaks before all replies came. */
  send(commands: readonly RedisCommand[]): Promise<Reply[]>
  close(): void
}

type Waiting = { left: number; replies: Reply[]; resolve: (replies: Reply[]) => void; reject: (error: Error) => void }

/** `redis[s]://[user[:password]@]host[:port][/database]`, as Redis clients write it. */
export function parseRedisUrl(url: string): RedisAddress {
  const { protocol, hostname, port, username, password, pathname } = new URL(url)
  if (protocol !== 'redis:' && protocol !== 'rediss:') throw new Error('A Redis URL starts with redis:// or rediss://')
  const database = pathname.replace('/', '')
  if (!/^\d*$/.test(database)) throw new Error('The path of a Redis URL is the number of a database')
  const address: RedisAddress = {
    socket: {
      host: hostname.replace(/^\[|\]$/g, '') || '127.0.0.1',
      port: Number(port || 6379),
      tls: protocol === 'rediss:',
    },
  }
  if (username) address.username = decodeURIComponent(username)
  if (password) address.password = decodeURIComponent(password)
  if (database) address.database = Number(database)
  return address
}

function dial({ socket }: RedisAddress): Socket {
  if ('path' in socket) return connectTcp({ path: socket.path })
  const { host, port, tls } = socket
  return tls ? connectTls({ host, port, servername: host }) : connectTcp({ host, port })
}

function greeting({ username, password, database }: RedisAddress): RedisCommand[] {
  const commands: RedisCommand[] = []
  if (password !== undefined) commands.push(username === undefined ? ['AUTH', password] : ['AUTH', username, password])
  if (database !== undefined) commands.push(['SELECT', String(database)])
  return commands
}

class Connection implements RespConnection {
  readonly #address: RedisAddress
  #socket: Socket | undefined
  #waiting: Waiting[] = []
  #closed = false

  constructor(address: RedisAddress) {
    this.#address = address
  }

  send(commands: readonly RedisCommand[]): Promise<Reply[]> {
    if (this.#closed) return Promise.reject(new Error('The connection to Redis is closed'))
    if (commands.length === 0) return Promise.resolve([])
    return this.#write(this.#socket ?? this.#open(), commands)
  }

  close(): void {
    this.#closed = true
    this.#socket?.destroy()
  }

  #write(socket: Socket, commands: readonly RedisCommand[]): Promise<Reply[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ left: commands.length, replies: [], resolve, reject })
      socket.write(Buffer.concat(commands.map(encodeCommand)))
    })
  }

  #open(): Socket {
    const socket = dial(this.#address)
    this.#socket = socket
    let cause = new Error('The connection to Redis was lost')
    const parse = createReplyParser((reply) => {
      if (!socket.destroyed) this.#accept(reply)
    })
    socket.setTimeout(CONNECT_TIMEOUT_MS, () =>
      socket.destroy(new Error('Redis did not accept the connection in time')),
    )
    socket.once('connect', () => socket.setTimeout(0))
    socket.on('error', (error) => (cause = error))
    socket.on('data', (chunk: Buffer) => {
      try {
        parse(chunk)
      } catch (error) {
        socket.destroy(error instanceof Error ? error : undefined)
      }
    })
    socket.once('close', () => {
      this.#socket = undefined
      for (const { reject } of this.#waiting.splice(0)) reject(cause)
    })
    this.#greet(socket)
    return socket
  }

  /** What comes after a refusal is not handed on: it would be the answers of somebody who is not logged in. */
  #greet(socket: Socket): void {
    const commands = greeting(this.#address)
    if (commands.length === 0) return
    const resolve = (replies: Reply[]): void => {
      const refused = replies.find((reply) => reply instanceof ErrorReply)
      if (refused) socket.destroy(refused)
    }
    // When the connection breaks, whoever asked for it gets the rejection.
    this.#waiting.push({ left: commands.length, replies: [], resolve, reject: () => undefined })
    socket.write(Buffer.concat(commands.map(encodeCommand)))
  }

  #accept(reply: Reply): void {
    const first = this.#waiting[0]
    if (!first) throw new Error('Redis answered without being asked')
    first.replies.push(reply)
    first.left -= 1
    if (first.left > 0) return
    this.#waiting.shift()
    first.resolve(first.replies)
  }
}

export function openConnection(address: RedisAddress): RespConnection {
  return new Connection(address)
}
