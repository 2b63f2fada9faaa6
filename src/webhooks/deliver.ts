// Sends what the outbox has. Whoever sends of a queue holds its lease: that of a process which dies runs out, and the next one
// sends again what it has not noted down.
import type { Config } from '../config.ts'
import type { ClaimedQueue } from '../services/database-types.ts'
import { connectAsDriver, rowsOf, type DatabaseClient } from '../services/supabase.ts'
import { toIso } from '../services/timestamp.ts'
import type { Log } from '../telemetry/log.ts'
import { MOST_DATA_BYTES, messageOf } from './message.ts'
import { GONE, sendMessage, type Attempt } from './send.ts'
import { openWebhookSecret } from './webhook.ts'

/** How long after each attempt that failed the next one is made, in seconds: a day in all. */
const RETRY_SECONDS = [5, 30, 120, 600, 1800, 3600, 7200, 14_400, 28_800, 28_800]

/** How many queues of one webhook are sent of at a time, by all processes. */
const QUEUES_PER_WEBHOOK = 3
/** As few as a Worker can wait for beside its other calls. */
const QUEUES_PER_RUN = 3
const MESSAGES_PER_CLAIM = 10
/** A claim holds for so many times as long as one attempt may take. */
const LEASE_TIMEOUTS = 4
/** How long one call goes on while there is more to send. */
const LONGEST_ROUND_MS = 60_000

export type DeliverServices = { config: Config; log: Log }
export type DeliverOptions = {
  /** At a time. */
  queues: number
  /** Whose messages are sent; without it, all that are due. */
  runId?: string
}

/** Sends the news of one run, for its driver. */
export function newsSender(config: Config, log: Log): (runId: string) => Promise<number> {
  return (runId) => deliverWebhooks({ config, log }, { queues: QUEUES_PER_RUN, runId })
}

/** Sends what is due, and returns how many messages it has tried. @throws {AppError} when the data API fails */
export async function deliverWebhooks(services: DeliverServices, { queues, runId }: DeliverOptions): Promise<number> {
  const database = connectAsDriver(services.config)
  const until = Date.now() + LONGEST_ROUND_MS
  let tried = 0
  do {
    const claimedAt = Date.now()
    const claimed = rowsOf(
      await database.rpc('claim_deliveries', {
        p_limit: queues,
        p_per_webhook: QUEUES_PER_WEBHOOK,
        p_batch: MESSAGES_PER_CLAIM,
        p_most_bytes: MOST_DATA_BYTES,
        p_lease_seconds: services.config.WEBHOOK_TIMEOUT_SECONDS * LEASE_TIMEOUTS,
        p_run: runId ?? null,
      }),
    )
    if (claimed.length === 0) break
    const counts = await Promise.all(claimed.map((queue) => deliverQueue(services, database, queue, claimedAt)))
    for (const count of counts) tried += count
  } while (Date.now() < until)
  return tried
}

/** Sends of one queue, in order, until a message does not get through or the lease might run out. */
async function deliverQueue(
  { config, log }: DeliverServices,
  database: DatabaseClient,
  queue: ClaimedQueue,
  claimedAt: number,
): Promise<number> {
  const { webhook_id, run_id, project_id, url } = queue
  const secret = await openWebhookSecret(config, { ...queue, id: webhook_id })
  const lastStart = claimedAt + config.WEBHOOK_TIMEOUT_SECONDS * 1000 * (LEASE_TIMEOUTS - 2)
  const delivered: { id: string; status: number | null }[] = []
  let failure: (Attempt & { id: string }) | undefined
  for (const { id, created_at, ...event } of queue.deliveries) {
    if (Date.now() > lastStart) break
    const message = messageOf({ ...event, run_id, project_id, at: toIso(created_at) })
    const attempt = await sendMessage(config, url, secret, message)
    if (!attempt.delivered) {
      failure = { id, ...attempt }
      break
    }
    delivered.push({ id, status: attempt.status })
  }
  const failed = failure === undefined ? null : describeFailure(failure, delivered.length > 0 ? 0 : queue.attempts)
  if (failed !== null) log('info', 'webhook was not delivered', { webhook_id, run_id, ...failed })
  const claim = { p_webhook: webhook_id, p_run: run_id, p_claim: queue.claim }
  rowsOf(await database.rpc('settle_deliveries', { ...claim, p_delivered: delivered, p_failed: failed }))
  return delivered.length + (failure === undefined ? 0 : 1)
}

/** @param attempts that the message has failed before */
function describeFailure({ id, status, error }: Attempt & { id: string }, attempts: number) {
  const pause = RETRY_SECONDS[attempts]
  // Receivers that come back are not met by everybody at once.
  const retry_seconds = pause === undefined ? null : pause * (1 + Math.random() / 10)
  return { id, status, error, retry_seconds, gone: status === GONE }
}
