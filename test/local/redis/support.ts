import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from '@upstash/redis'
import { describe } from 'vitest'
import { startRedisBridge, type BridgeOptions, type RedisBridge } from '../../../local/redis/bridge.ts'
import { embeddedBackend } from '../../../local/redis/embedded/backend.ts'
import { redisServerBackend } from '../../../local/redis/redis-server-backend.ts'
import { findRedisServer } from '../../../local/redis/redis-server-process.ts'
import { ErrorReply, StatusReply, type RedisBackend, type Reply } from '../../../local/redis/reply.ts'

export const TOKEN = 'test-token'

const binary = findRedisServer()

/** The suite's name says why it was skipped where there is no redis-server. */
export function describeWithServer(name: string, body: () => void): void {
  describe.skipIf(binary === undefined)(
    binary === undefined ? `${name} (skipped: no redis-server on PATH)` : name,
    body,
  )
}

export function serverBinary(): string {
  if (binary === undefined) throw new Error('there is no redis-server on PATH')
  return binary
}

export async function temporaryDirectory(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'redis-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

export type Kind = 'redis-server' | 'embedded'

/** A backend with nothing in it; `close` leaves nothing behind. */
export async function emptyBackend(kind: Kind): Promise<RedisBackend> {
  if (kind === 'embedded') return embeddedBackend()
  const directory = await temporaryDirectory()
  const backend = await redisServerBackend({ binary: serverBinary(), dataDir: directory.path })
  return {
    ...backend,
    async close() {
      await backend.close()
      await directory.remove()
    },
  }
}

export type Served = { bridge: RedisBridge; redis: Redis; close(): Promise<void> }

/** The bridge in front of the backend, and the official client in front of the bridge. */
export async function serve(backend: RedisBackend, options: Partial<BridgeOptions> = {}): Promise<Served> {
  const bridge = await startRedisBridge({ backend, token: TOKEN, ...options })
  return {
    bridge,
    redis: new Redis({ url: bridge.url, token: TOKEN, retry: false, enableAutoPipelining: false }),
    async close() {
      await bridge.close()
      await backend.close()
    },
  }
}

/** A reply as plain data for comparisons: bulk strings as byte strings, statuses and errors as objects. */
export function plain(reply: Reply): unknown {
  if (Buffer.isBuffer(reply)) return reply.toString('latin1')
  if (reply instanceof StatusReply) return { status: reply.text }
  if (reply instanceof ErrorReply) return { error: reply.message }
  return Array.isArray(reply) ? reply.map(plain) : reply
}
