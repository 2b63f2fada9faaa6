// What the routes of models have in common.
import * as z from 'zod'
import { allowedModel } from '../accounts/allowed-models.ts'
import { AppError, type ErrorCode } from '../errors.ts'
import type { Chunk } from '../gateway/chunk.ts'
import type { CallState, ModelCall } from '../gateway/model-call.ts'
import type { Bytes } from '../gateway/read-pieces.ts'
import { chainOf, chooseModel, MOST_MODELS } from '../gateway/resolve-model.ts'
import type { CallerContext, StartedCall } from '../gateway/start-call.ts'
import { createMeter } from '../telemetry/metrics.ts'
import { callerOf, type AppContext } from './context.ts'
import { modelHeaders } from './model-headers.ts'
import { ownProvidersOf } from './own-providers.ts'
import { reserveCall } from './reserve-call.ts'

export const MODEL_ERRORS = [
  'unknown_model',
  'model_not_allowed',
  'budget_exceeded',
  'price_unknown',
  'too_many_calls',
  'model_not_found',
  'context_length_exceeded',
  'content_filter',
  'payload_too_large',
  'provider_refused',
  'provider_unprocessable',
  'provider_denied',
  'provider_quota',
  'provider_unavailable',
  'provider_cut',
  'provider_invalid',
  'provider_rate_limited',
  'provider_timeout',
] as const satisfies readonly ErrorCode[]

export const modelName = z.string().min(1).max(200)

export const furtherModels = z.array(modelName).max(MOST_MODELS).optional().meta({
  description: 'Models that are asked after `model`, in this order, when one does not begin to answer.',
})

/** The models of a request, which are those that its key may ask for. @throws {AppError} unknown_model, model_not_allowed */
export async function chooseChain(c: AppContext, model: string, others: readonly string[] = []): Promise<string[]> {
  const config = c.get('config')
  const own = await ownProvidersOf(c)
  c.set('own', own)
  const choose = (name: string) => allowedModel(callerOf(c).key, chooseModel(config, name, own))
  return chainOf(config, choose(model), others.map(choose))
}

/** Whose call it is; where its caller has a budget, the most that it can cost is held until it has been recorded. */
export async function callContext(c: AppContext, { models, body }: ModelCall): Promise<CallerContext> {
  const config = c.get('config')
  const { userId, key } = callerOf(c)
  const own = c.get('own') ?? new Map<string, never>()
  return {
    config,
    // What the call is counted as is saved at its end, which is behind that of the request.
    telemetry: { log: c.get('log'), meter: createMeter(), tracer: c.get('tracer') },
    callerId: userId,
    keyId: key?.id ?? null,
    own,
    defer: c.get('defer'),
    ...(await reserveCall(c, { models, own, body })),
  }
}

/** An answer in one piece, with what it tells of itself. It is read to its end, so that it is charged. */
export async function readOne({ pieces, state }: StartedCall): Promise<{ raw: Bytes; chunk: Chunk; state: CallState }> {
  const { value: [piece] = [] } = await pieces.next()
  await pieces.next()
  if (piece === undefined) throw new AppError('provider_invalid')
  const { raw, chunk } = piece
  return { raw, chunk, state }
}

/** The headers of an answer that is given on as it came. */
export function replyAsItCame({ raw, state }: { raw: Bytes; state: CallState }) {
  return { status: 200 as const, headers: modelHeaders(state), jsonBytes: raw }
}
