import { askModel } from './ask-model.ts'
import { isSuspected, orderByHealth, reportHealth, type Health } from './cool-down.ts'
import { openEnd } from './ending.ts'
import type { CallContext, CallState, ModelCall } from './model-call.ts'
import { describeEnd, describeModelCall } from './describe-model-call.ts'
import { outcomeOf, type EndListener, type OpenAnswer } from './open-answer.ts'
import { isOfTheCaller, isOfTheProvider, ProviderError } from './provider-error.ts'
import type { Piece } from './read-answer.ts'
import { labelOf, targetOf, type Target } from './resolve-model.ts'

export type Answer = {
  /** Those that came together in one. */
  pieces: AsyncGenerator<Piece[]>
  /** Complete once the pieces have come to their end. */
  state: CallState
}

/**
 * Asks the models of a call, one after the other until one begins to answer. Nothing is asked before the first piece is;
 * leaving the pieces closes the call. They throw {ProviderError}, or the reason of the signal.
 */
export function askModels(context: CallContext, call: ModelCall): Answer {
  const unknown = { model: call.models[0] ?? '', provider: '', attempts: 0, passedOver: [], begun: false, said: false }
  const state: CallState = { ...unknown, costUsd: undefined, end: openEnd() }
  return { pieces: failOver(context, call, state), state }
}

async function* failOver(context: CallContext, call: ModelCall, state: CallState): AsyncGenerator<Piece[]> {
  const { config, telemetry } = context
  const known = call.models.flatMap((name) => targetOf(config, name, context.own) ?? [])
  const targets = await orderByHealth(config, known)
  const health: Health[] = []
  let told = 0
  let reporting = Promise.resolve()
  // In the order in which it happened: a provider that is well again may fail within its answer.
  const report = () => {
    const news = health.slice(told)
    told = health.length
    if (news.length > 0) reporting = reporting.then(() => reportHealth(config, news))
    return reporting
  }
  try {
    for (const [index, target] of targets.entries()) {
      const next = targets[index + 1]
      const attempted = state.attempts
      Object.assign(state, { model: target.name, provider: target.attached.provider.name, said: false, end: openEnd() })
      try {
        const answer = await openModel(context, call, { target, isLast: next === undefined }, state)
        try {
          for (let pieces = await answer.next(); pieces !== undefined; pieces = await answer.next()) {
            if (state.begun) noteHealth(context, health, target, undefined)
            void report()
            yield pieces
          }
        } finally {
          answer.leave()
        }
        return
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error
        noteHealth(context, health, target, error)
        if (state.begun || isOfTheCaller(error) || next === undefined) throw withWait(error, health)
        state.passedOver.push({ model: target.name, code: error.code, attempts: state.attempts - attempted })
        telemetry.meter.count('samokoder_ai_failovers_total', { from: labelOf(target), to: labelOf(next) })
        telemetry.log('warn', 'model failed over', { from: target.name, to: next.name, error_code: error.code })
      }
    }
    throw new ProviderError('model_not_found', new Error('no provider of these models is attached'))
  } finally {
    await report()
  }
}

/** A provider is told of once in a call when it has failed, and before that, when it is well again. */
function noteHealth({ config }: CallContext, health: Health[], target: Target, error: ProviderError | undefined): void {
  // By a key of somebody's own nobody else is told anything.
  if (target.attached.own !== undefined) return
  const { name: provider } = target.attached.provider
  const known = health.findLast((told) => told.provider === provider)
  if (known?.failed === true) return
  if (error !== undefined) {
    if (isOfTheProvider(error)) health.push({ provider, failed: true, retryAfterMs: error.refusal.retryAfterMs })
  } else if (known === undefined && isSuspected(config, provider)) health.push({ provider, failed: false })
}

/** Where every model of a chain has no capacity, the first that has some again says when to come back. */
function withWait(error: ProviderError, health: readonly Health[]): ProviderError {
  if (error.code !== 'provider_rate_limited') return error
  const waits = health.flatMap(({ retryAfterMs }) => retryAfterMs ?? [])
  if (waits.length === 0) return error
  return new ProviderError(error.code, error.cause, { ...error.refusal, retryAfterMs: Math.min(...waits) })
}

type Asked = { target: Target; isLast: boolean }

/** One model, as it is traced and counted. */
async function openModel(
  context: CallContext,
  call: ModelCall,
  { target, isLast }: Asked,
  state: CallState,
): Promise<OpenAnswer> {
  const { log, meter, tracer } = context.telemetry
  const start = performance.now()
  const span = tracer.begin(describeModelCall(call, target))
  const end: EndListener = (outcome) => {
    span.end(describeEnd(outcome, state))
    meter.count('samokoder_ai_calls_total', { model: labelOf(target), outcome })
    log('info', 'model call', { model: target.name, outcome, duration_ms: Math.round(performance.now() - start) })
  }
  try {
    const answer = await askModel({ context, call, target, isLast, trace: span.context }, state)
    answer.onEnd(end)
    return answer
  } catch (error) {
    end(outcomeOf(error))
    throw error
  }
}
