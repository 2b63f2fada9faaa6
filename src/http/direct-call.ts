import { askModels, type Question } from '../ai/ask-models.ts'
import { meterCall, recordUsage } from '../ai/metered-call.ts'
import type { LedgerRow } from '../services/database-types.ts'
import { saveSamples } from '../services/metrics-store.ts'
import { describeError } from '../telemetry/log.ts'
import { openTelemetry } from '../telemetry/telemetry.ts'
import { callerOf, type AppContext } from './context.ts'

/** Asks a model for the caller of this request; the call ends with `signal`, and is recorded once, however it ends. */
export function startCall<T>(
  c: AppContext,
  signal: AbortSignal,
  question: Question<T>,
  textOf: (piece: T) => string,
): AsyncGenerator<T> {
  const config = c.get('config')
  const telemetry = openTelemetry(config, c.get('log'), c.get('tracer').context, {})
  const ended = Promise.withResolvers<unknown>()
  // Registered now: on Workers, what is only registered once the client has gone is not waited for.
  c.get('defer')(ended.promise)

  async function record(row: LedgerRow): Promise<void> {
    await recordUsage(config, row).catch((error: unknown) => {
      const { model, prompt_tokens, completion_tokens } = row
      const lost = { model, prompt_tokens, completion_tokens }
      telemetry.log('error', 'usage was not recorded', { caller_id: row.owner_id, ...lost, ...describeError(error) })
    })
  }
  return meterCall(askModels({ config, telemetry, signal }, question), {
    ownerId: callerOf(c).userId,
    body: question.body,
    textOf,
    onEnd: (row) => {
      const work = [saveSamples(config, telemetry.meter), telemetry.tracer.flush()]
      if (row !== undefined) work.push(record(row))
      ended.resolve(Promise.all(work))
    },
  })
}
