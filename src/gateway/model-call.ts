import type { Config } from '../config.ts'
import type { PassedOver } from '../services/database-types.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import type { Chunk } from './chunk.ts'
import type { CallEnd } from './ending.ts'
import type { Bookkeeper } from './ledger.ts'
import type { CallBody } from './params.ts'
import type { OwnProviders } from './resolve-model.ts'

/** Whose call it is: it ends with `signal`, is counted, logged and traced by `telemetry`, and charged to `books`. */
export type CallContext = {
  config: Config
  telemetry: Telemetry
  signal: AbortSignal
  books: Bookkeeper
  /** What the caller has own keys for. */
  own: OwnProviders
}

export type ModelCall = {
  /** The models to ask, in order: the next one when one fails before it has begun. */
  models: readonly string[]
  path: '/chat/completions' | '/embeddings'
  streamed: boolean
  body: CallBody
  /** Whether a piece belongs to the answer itself: after it, no other model is asked. */
  begins: (chunk: Chunk) => boolean
}

/** What is known of a call while it goes on; of the model that was asked last. */
export type CallState = {
  model: string
  provider: string
  /** HTTP requests to providers, over all models. */
  attempts: number
  /** Models that failed before they began, so that the next one was asked. */
  passedOver: PassedOver[]
  /** Whether something came that ends the search for a model. */
  begun: boolean
  /** Whether the model has said anything at all, thoughts included: it is charged from there on. */
  said: boolean
  /** What it cost at the prices of its moment; undefined before its end, and where nobody knows. */
  costUsd: number | undefined
  end: CallEnd
}
