import type { Config } from '../config.ts'
import type { CallRow } from '../services/database-types.ts'
import { saveSamples } from '../services/metrics-store.ts'
import { describeError } from '../telemetry/log.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import { askModels, type ModelCall } from './ask-models.ts'
import { recordUsage } from './ledger.ts'
import { refreshFacts } from './read-models.ts'

/** A call that is made for a caller; `defer` keeps the process alive until it has been recorded. */
export type CallerContext = {
  config: Config
  telemetry: Telemetry
  callerId: string
  /** The key for programs that they came with; null is a session. */
  keyId: string | null
  defer: (work: Promise<unknown>) => void
}

/**
 * Asks a model for a caller. The call ends with `signal`. Each model that was charged for it is recorded once, however
 * the call ends.
 */
export async function* startCall<T>(
  { config, telemetry, callerId, keyId, defer }: CallerContext,
  signal: AbortSignal,
  call: ModelCall<T>,
): AsyncGenerator<T, void> {
  const records: Promise<unknown>[] = []
  let end: () => void = () => undefined
  // Registered now: on Workers, what is only registered once the client has gone is not waited for.
  defer(
    new Promise<void>((resolve) => {
      end = resolve
    }).then(() => Promise.all([...records, saveSamples(config, telemetry.meter), telemetry.tracer.flush()])),
  )

  async function record(row: CallRow): Promise<void> {
    await recordUsage(config, { ...row, owner_id: callerId, run_id: null, key_id: keyId }).catch((error: unknown) => {
      const { model, prompt_tokens, completion_tokens } = row
      const lost = { model, prompt_tokens, completion_tokens }
      telemetry.log('error', 'usage was not recorded', { caller_id: callerId, ...lost, ...describeError(error) })
    })
  }

  try {
    await refreshFacts(config)
    const books = { ended: (row: CallRow) => void records.push(record(row)) }
    yield* askModels({ config, telemetry, signal, books }, call).pieces
  } finally {
    end()
  }
}
