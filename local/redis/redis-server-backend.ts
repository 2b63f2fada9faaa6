/** Backends with a real Redis behind them: one that we start, or one that already runs. */
import { pause } from '../../src/timing.ts'
import { discarded, ErrorReply, type RedisBackend } from './reply.ts'
import { openConnection, parseRedisUrl, type RedisAddress } from './resp-connection.ts'
import { startRedisServer, type RedisServerProcess } from './redis-server-process.ts'

const RETRY_MS = 500

type ServerOptions = {
  binary: string
  dataDir: string
  /** Is called when the server had ended by itself and runs again. */
  onRestart?: () => void
}

/**
 * Starts `binary` with its append-only file in `dataDir`, and again whenever it ends by itself; it ends with `close()` or
 * with this process. Commands in between are refused, as by any Redis that is away.
 */
export async function redisServerBackend(options: ServerOptions): Promise<RedisBackend> {
  const server = await startRedisServer(options)
  const backend = connectedBackend({ socket: { path: server.socketPath } })
  const kept = keepRunning(server, options)
  return {
    ...backend,
    async close() {
      await backend.close()
      await kept.stop()
    },
  }
}

function keepRunning(first: RedisServerProcess, options: ServerOptions): { stop: () => Promise<void> } {
  let server = first
  let stopping = false
  const isStopping = () => stopping
  const keeping = (async () => {
    for (;;) {
      await server.ended
      if (isStopping()) return
      const next = await startRedisServer(options).catch(() => undefined)
      if (next === undefined) {
        await pause(RETRY_MS)
        continue
      }
      server = next
      if (isStopping()) return server.stop()
      options.onRestart?.()
    }
  })()
  return {
    stop: async () => {
      stopping = true
      await server.stop()
      await keeping
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
