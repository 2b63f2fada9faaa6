import { startRedisBridge } from '../redis/bridge.ts'
import { chooseRedisBackend, type ChosenBackend } from '../redis/choose-backend.ts'
import { runService } from './run-service.ts'

export type RedisThreadOptions = {
  dataDir: string
  token: string
  /** 0 takes a free one. */
  port: number
}
export type RedisTold = Pick<ChosenBackend, 'kind' | 'reason'> & { url: string }

const onRestart = () => process.stderr.write('redis-server had ended by itself, and was started again.\n')

await runService(async ({ dataDir, token, port }: RedisThreadOptions) => {
  const { backend, kind, reason } = await chooseRedisBackend({ dataDir, preferServer: true, onRestart })
  const bridge = await startRedisBridge({ token, backend, port })
  const told: RedisTold = { url: bridge.url, kind, reason }
  return {
    told,
    close: async () => {
      await bridge.close()
      await backend.close()
    },
  }
})
