/** Backends with a real Redis behind them: one that we start, or one that already runs. */
import { pause } from '../../src/timing.ts'
import { discarded, ErrorReply, type RedisBackend } from './reply.ts'
import { openConnection, parseRedisUrl, type RedisAddress } from './resp-connection.ts'
import { startRedisServer } from './redis-server-process.ts'

/** Starts `binary` with its append-only file in `dataDir`; the server ends with `close()` or with this process. */
export async function redisServerBackend(options: { binary: string; dataDir: string }): Promise<RedisBackend> {
  const server = await startRedisServer(options)
  const backend = connectedBackend({ socket: { path: server.socketPath } })
  try {
    await untilLoaded(backend)
  } catch (error) {
    await server.stop()
    throw error
  }
  return {
    ...backend,
    async close() {
      await backend.close()
      await server.stop()
    },
  }
}

/** Uses a Redis that runs elsewhere, `redis[s]://…`; nothing is sent before the first command. */
export function redisUrlBackend(url: string): RedisBackend {
  return connectedBackend(parseRedisUrl(url))
}

function connectedBackend(address: RedisAddress): RedisBackend {
  const connection = openConnection(address)
  return {
    async run(command) {
      const [reply = null] = await connection.send([command])
      return reply
    },
    async transaction(commands) {
      const replies = await connection.send([['MULTI'], ...commands, ['EXEC']])
      const outcome = replies.at(-1)
      if (Array.isArray(outcome)) return outcome
      const cause = replies.find((reply) => reply instanceof ErrorReply)
      return discarded(cause?.message ?? 'ERR the transaction was not executed')
    },
    close() {
      connection.close()
      return Promise.resolve()
    },
  }
}

/** A server with a large file accepts connections before it has read the file, and refuses every command until then. */
async function untilLoaded(backend: RedisBackend): Promise<void> {
  for (;;) {
    const reply = await backend.run(['PING'])
    if (!(reply instanceof ErrorReply)) return
    if (!reply.message.startsWith('LOADING')) throw reply
    await pause(50)
  }
}
