import type { Config } from '../config.ts'
import type { LedgerRow } from '../services/database-types.ts'
import { saveSamples } from '../services/metrics-store.ts'
import { describeError } from '../telemetry/log.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import { askModels, type Question } from './ask-models.ts'
import { meterCall, recordUsage } from './metered-call.ts'

/** A call that is made for a caller; `defer` keeps the process alive until it has been recorded. */
export type CallerContext = {
  config: Config
  telemetry: Telemetry
  callerId: string
  defer: (work: Promise<unknown>) => void
}

/** Asks a model for a caller; the call ends with `signal`, and is recorded once, however it ends. */
export function startCall<T>(
  { config, telemetry, callerId, defer }: CallerContext,
  signal: AbortSignal,
  question: Question<T>,
  textOf: (piece: T) => string,
): AsyncGenerator<T> {
  let end: (work: Promise<unknown>) => void = () => undefined
  // Registered now: on Workers, what is only registered once the client has gone is not waited for.
  defer(
    new Promise((resolve) => {
      end = resolve
    }),
  )

  async function record(row: LedgerRow): Promise<void> {
    await recordUsage(config, row).catch((error: unknown) => {
      const { model, prompt_tokens, completion_tokens } = row
      const lost = { model, prompt_tokens, completion_tokens }
      telemetry.log('error', 'usage was not recorded', { caller_id: row.owner_id, ...lost, ...describeError(error) })
    })
  }
  return meterCall(askModels({ config, telemetry, signal }, question), {
    ownerId: callerId,
    body: question.body,
    textOf,
    onEnd: (row) => {
      const work = [saveSamples(config, telemetry.meter), telemetry.tracer.flush()]
      if (row !== undefined) work.push(record(row))
      end(Promise.all(work))
    },
  })
}
