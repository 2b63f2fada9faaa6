import type { Config } from '../config.ts'
import type { CallRow, HeldBudget, LedgerRow } from '../services/database-types.ts'
import { saveSamples } from '../services/metrics-store.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import { askModels } from './ask-models.ts'
import { recordCall } from './ledger.ts'
import type { CallState, ModelCall } from './model-call.ts'
import type { Piece } from './read-answer.ts'
import { refreshFacts } from './read-models.ts'
import type { OwnProviders } from './resolve-model.ts'

/** A call that is made for a caller. */
export type CallerContext = {
  config: Config
  telemetry: Telemetry
  callerId: string
  /** The key for programs that they came with; null is a session. */
  keyId: string | null
  /** Tells what is still held of a budget once the call has ended; undefined where nothing is held. */
  endHold: (() => HeldBudget) | undefined
  /** What they have own keys for. */
  own: OwnProviders
  /** Of the models of the call, those that they may pay for. */
  models: readonly string[]
  /** Keeps the process alive until the call has been recorded. */
  defer: (work: Promise<unknown>) => void
}

/** The pieces of an answer, as an iterator gives them: those that came together in one. */
export type Pieces = {
  next: () => Promise<IteratorResult<Piece[], undefined>>
  /** Leaves them, which closes the call. */
  return: () => Promise<unknown>
}

export type StartedCall = { pieces: Pieces; state: CallState }

/**
 * Asks the models of a call for a caller. It ends with `signal`. Each model that was charged for it is recorded once,
 * however the call ends.
 */
export function startCall(context: CallerContext, signal: AbortSignal, call: ModelCall): StartedCall {
  const { config, telemetry, callerId, keyId, own, models } = context
  const rows: LedgerRow[] = []
  const whose = { owner_id: callerId, run_id: null, key_id: keyId }
  const books = { ended: (row: CallRow) => void rows.push({ ...row, ...whose }) }
  const { pieces, state } = askModels({ config, telemetry, signal, books, own }, { ...call, models })
  return { pieces: followCall(context, pieces, rows), state }
}

/** No generator around the other: it would cost a turn each time. */
function followCall(
  { config, telemetry, endHold, defer }: CallerContext,
  source: AsyncGenerator<Piece[]>,
  rows: LedgerRow[],
): Pieces {
  const { log, meter, tracer } = telemetry
  let end: () => void = () => undefined
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  const record = () =>
    Promise.all([recordCall(config, { rows, held: endHold?.(), log }), saveSamples(config, meter), tracer.flush()])
  // Registered now: on Workers, what is only registered once the client has gone is not waited for.
  defer(ended.then(record))
  const ready = refreshFacts(config)
  return {
    next: async () => {
      try {
        await ready
        const next = await source.next()
        if (next.done === true) end()
        return next
      } catch (error) {
        end()
        throw error
      }
    },
    return: () => source.return(undefined).finally(end),
  }
}
