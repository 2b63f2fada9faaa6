import { parentPort, workerData } from 'node:worker_threads'

/** A service that runs: what the thread's owner is told of it, and how it ends. */
type RunningService = { told: unknown; close: () => Promise<void> }

/** The other side of startServiceThread: runs a service in this thread until its owner says that it may end. */
export async function runService(start: (options: never) => Promise<RunningService>): Promise<void> {
  const owner = parentPort
  if (owner === null) throw new Error('this is the main thread')
  // Whoever starts the thread gives it what it takes.
  const { told, close } = await start(workerData as never)
  owner.once('message', () => void close().finally(() => process.exit()))
  owner.postMessage(told)
}
