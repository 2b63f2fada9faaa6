import { Worker } from 'node:worker_threads'
import { withTimeout } from '../../src/timing.ts'

/** How long a service may take to end in order; it is stopped then. */
const CLOSE_TIMEOUT_MS = 10_000

export type ServiceThread<T> = {
  /** What it told of itself when it was ready. */
  told: T
  /** Resolves with what is known of it when it ends by itself. */
  failed: Promise<string>
  close: () => Promise<void>
}

/** What ends sooner after its start would end so again. */
const WORTH_RESTARTING_MS = 1000

/**
 * Starts a service as startServiceThread does, and again when it ends by itself: with the options that `optionsOf` makes of
 * what the first one told, so that it answers where that did. It has failed when it does not start, or ends at once.
 */
export async function keepServiceThread<T>(
  entry: URL,
  optionsOf: (told?: T) => unknown,
  onRestart: (reason: string) => void,
  worthRestartingMs: number = WORTH_RESTARTING_MS,
): Promise<ServiceThread<T>> {
  const first = await startServiceThread<T>(entry, optionsOf())
  let thread = first
  let closing = false
  const keep = async (): Promise<string> => {
    for (;;) {
      const since = performance.now()
      const reason = await thread.failed
      if (performance.now() - since < worthRestartingMs) return reason
      thread = await startServiceThread<T>(entry, optionsOf(first.told))
      if (closing) await thread.close()
      else onRestart(reason)
    }
  }
  return {
    told: first.told,
    failed: keep().catch((error: unknown) => (error instanceof Error ? error.message : String(error))),
    close: () => {
      closing = true
      return thread.close()
    },
  }
}

/**
 * Starts a backing service in a thread, so that it has an event loop of its own and none waits for another's work. It
 * ends with this process, however that ends. Rejects with what it threw when it does not start.
 */
export async function startServiceThread<T>(
  entry: URL,
  options: unknown,
  closeTimeoutMs: number = CLOSE_TIMEOUT_MS,
): Promise<ServiceThread<T>> {
  const thread = new Worker(entry, { workerData: options })
  let reason = 'it ended by itself'
  thread.on('error', (error) => (reason = error instanceof Error ? error.message : String(error)))
  const ended = new Promise<void>((resolve) => {
    thread.once('exit', () => resolve())
  })
  let closing = false
  const told = await new Promise<T>((resolve, reject) => {
    thread.once('message', resolve)
    thread.once('error', reject)
    void ended.then(() => reject(new Error(reason)))
  })
  return {
    told,
    failed: new Promise((resolve) => {
      void ended.then(() => {
        if (!closing) resolve(reason)
      })
    }),
    close: async () => {
      closing = true
      thread.postMessage('close')
      await withTimeout(ended, closeTimeoutMs, () => thread.terminate())
    },
  }
}
