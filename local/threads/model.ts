import { startOfflineModel } from '../offline-model/server.ts'
import { runService } from './run-service.ts'

export type ModelThreadOptions = { apiKey: string }

await runService(async (options: ModelThreadOptions) => {
  const { url, close } = await startOfflineModel(options)
  return { told: { url }, close }
})
