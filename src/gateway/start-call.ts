import type { Config } from '../config.ts'
import type { CallRow } from '../services/database-types.ts'
import { saveSamples } from '../services/metrics-store.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import { askModels } from './ask-models.ts'
import { recordUsage } from './ledger.ts'
import type { CallState, ModelCall } from './model-call.ts'
import type { Piece } from './read-answer.ts'
import { refreshFacts } from './read-models.ts'
import type { OwnProviders } from './resolve-model.ts'

/** A call that is made for a caller; `defer` keeps the process alive until it has been recorded. */
export type CallerContext = {
  config: Config
  telemetry: Telemetry
  callerId: string
  /** The key for programs that they came with; null is a session. */
  keyId: string | null
  /** What they have own keys for. */
  own: OwnProviders
  /** Of the models of the call, those that they may pay for. */
  models: readonly string[]
  defer: (work: Promise<unknown>) => void
}

export type StartedCall = { pieces: AsyncGenerator<Piece, void>; state: CallState }

/**
 * Asks the models of a call for a caller. It ends with `signal`. Each model that was charged for it is recorded once,
 * however the call ends.
 */
export function startCall(context: CallerContext, signal: AbortSignal, call: ModelCall): StartedCall {
  const { config, telemetry, callerId, keyId, own, models } = context
  const records: Promise<unknown>[] = []
  const whose = { owner_id: callerId, run_id: null, key_id: keyId }
  const record = (row: CallRow) => recordUsage(config, { ...row, ...whose }, telemetry.log)
  const books = { ended: (row: CallRow) => void records.push(record(row)) }
  const { pieces, state } = askModels({ config, telemetry, signal, books, own }, { ...call, models })
  return { pieces: followCall(context, pieces, records), state }
}

async function* followCall(
  { config, telemetry, defer }: CallerContext,
  pieces: AsyncGenerator<Piece>,
  records: readonly Promise<unknown>[],
): AsyncGenerator<Piece, void> {
  let end: () => void = () => undefined
  // Registered now: on Workers, what is only registered once the client has gone is not waited for.
  defer(
    new Promise<void>((resolve) => {
      end = resolve
    }).then(() => Promise.all([...records, saveSamples(config, telemetry.meter), telemetry.tracer.flush()])),
  )
  try {
    await refreshFacts(config)
    yield* pieces
  } finally {
    end()
  }
}
