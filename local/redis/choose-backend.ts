import { join } from 'node:path'
import { embeddedBackend } from './embedded/backend.ts'
import { redisServerBackend } from './redis-server-backend.ts'
import { findRedisServer } from './redis-server-process.ts'
import type { RedisBackend } from './reply.ts'

export type ChosenBackend = {
  backend: RedisBackend
  kind: 'redis-server' | 'embedded'
  /** One sentence for the operator: why this one. */
  reason: string
}

export type ChooseOptions = {
  /** Where the data is kept; each kind has its own place in it, and the data does not move from one kind to the other. */
  dataDir: string
  preferServer: boolean
  /** The directories to look in for a server, as in the PATH variable, which is the default. */
  path?: string
  /** Is called when a redis-server had ended by itself and runs again. */
  onRestart?: () => void
}

/** A redis-server where there is one and it starts, else the embedded store. */
export async function chooseRedisBackend({
  dataDir,
  preferServer,
  path,
  onRestart,
}: ChooseOptions): Promise<ChosenBackend> {
  const embedded = async (reason: string): Promise<ChosenBackend> => {
    const backend = await embeddedBackend({ snapshotFile: join(dataDir, 'embedded.json') })
    return { backend, kind: 'embedded', reason }
  }
  if (!preferServer) return embedded('The embedded store was asked for.')
  const binary = findRedisServer(path)
  if (binary === undefined) return embedded('There is no redis-server on PATH.')
  try {
    const restart = onRestart === undefined ? {} : { onRestart }
    const backend = await redisServerBackend({ binary, dataDir: join(dataDir, 'redis'), ...restart })
    return { backend, kind: 'redis-server', reason: `${binary} keeps the data.` }
  } catch (error) {
    return embedded(`${binary} could not be started: ${error instanceof Error ? error.message : String(error)}`)
  }
}
