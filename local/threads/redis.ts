import { startRedisBridge } from '../redis/bridge.ts'
import { chooseRedisBackend, type ChosenBackend } from '../redis/choose-backend.ts'
import { runService } from './run-service.ts'

export type RedisThreadOptions = { dataDir: string; token: string }
export type RedisTold = Pick<ChosenBackend, 'kind' | 'reason'> & { url: string }

await runService(async ({ dataDir, token }: RedisThreadOptions) => {
  const { backend, kind, reason } = await chooseRedisBackend({ dataDir, preferServer: true })
  const bridge = await startRedisBridge({ token, backend })
  const told: RedisTold = { url: bridge.url, kind, reason }
  return {
    told,
    close: async () => {
      await bridge.close()
      await backend.close()
    },
  }
})
