import { formatTraceparent, type TraceContext } from '../telemetry/trace-context.ts'
import { pause } from '../timing.ts'
import { openCharge, type Charge } from './charge.ts'
import { describeAttempt } from './describe-model-call.ts'
import { openEnd } from './ending.ts'
import type { CallContext, CallState, ModelCall } from './model-call.ts'
import { createEnd, outcomeOf, type OpenAnswer } from './open-answer.ts'
import { learnRefusal, paramsFor } from './params.ts'
import { isPassing, ProviderError, withoutKey } from './provider-error.ts'
import { readStream, readWhole, type Piece, type PieceReader } from './read-answer.ts'
import { labelOf, type Target } from './resolve-model.ts'
import { sendRequest } from './send-request.ts'
import { createWatchdog, type Watchdog } from './watchdog.ts'

/** Longest wait for a provider that says when to come back. */
const LONGEST_WAIT_MS = 10_000
const FIRST_BACKOFF_MS = 500

type Asking = { context: CallContext; call: ModelCall; target: Target; trace: TraceContext; isLast: boolean }

/**
 * Asks one model. The last one of a chain is asked again when it failed before it began, within the one deadline that it
 * has until then; where there is another, that one is asked at once.
 * @throws {ProviderError}, or the reason of the signal
 */
export async function askModel(asking: Asking, state: CallState): Promise<OpenAnswer> {
  const { context, call, isLast } = asking
  const { AI_FIRST_TOKEN_TIMEOUT_MS, AI_ANSWER_TIMEOUT_MS, AI_MAX_RETRIES } = context.config
  const watchdog = createWatchdog(context.signal)
  const counted = { attempts: state.attempts }
  watchdog.expectContent(call.streamed ? AI_FIRST_TOKEN_TIMEOUT_MS : AI_ANSWER_TIMEOUT_MS)
  try {
    for (let retries = isLast ? AI_MAX_RETRIES : 0; ;) {
      try {
        const answer = await askOnce(asking, counted, watchdog, state)
        answer.onEnd((outcome) => watchdog.release(outcome === 'whole'))
        return answer
      } catch (failure) {
        if (!(failure instanceof ProviderError) || state.begun) throw failure
        if (refusesUsage(asking, failure)) {
          asking.target = await learnRefusal(context.config, asking.target, 'stream_options')
          continue
        }
        if (retries <= 0 || !isPassing(failure) || watchdog.timedOut()) throw failure
        await waitToRetry(failure, AI_MAX_RETRIES - retries, watchdog)
        retries -= 1
        Object.assign(state, { said: false, end: openEnd() })
      }
    }
  } catch (error) {
    watchdog.release()
    throw error
  }
}

/** One request, charged for what came of it, whether anybody gets to see that or not. */
async function askOnce(
  asking: Asking,
  counted: { attempts: number },
  watchdog: Watchdog,
  state: CallState,
): Promise<OpenAnswer> {
  const { context, target, call } = asking
  const charge = openCharge({ context, target, body: call.body, state, counted })
  const end = createEnd()
  const fail = (error: unknown): never => {
    const failure = explain(error, asking, watchdog, state)
    end.tell(outcomeOf(failure))
    throw failure
  }
  end.add((outcome) => void (state.costUsd = charge.close(outcome)))
  try {
    const reader = await openReader(asking, watchdog, state)
    end.add((outcome) => reader.close(outcome === 'whole'))
    let held = await readUntilBegun(asking, reader, charge, state)
    const next = async () => {
      const pieces = held ?? (await reader.next())
      if (held === undefined) noteAll(pieces ?? [], charge, state)
      held = undefined
      if (pieces === undefined) end.tell('whole')
      return pieces
    }
    return { next: () => next().catch(fail), leave: () => end.tell('broken_off'), onEnd: end.add }
  } catch (error) {
    return fail(error)
  }
}

async function openReader(
  { context, call, target, trace }: Asking,
  watchdog: Watchdog,
  state: CallState,
): Promise<PieceReader> {
  const { config } = context
  const params = paramsFor(config, target, call.body, call.streamed)
  const { meter, tracer } = context.telemetry
  const span = tracer.begin({ ...describeAttempt(target, call.path, state.attempts), below: trace })
  const onAttempt = (status: string) => {
    state.attempts += 1
    meter.count('samokoder_ai_attempts_total', { model: labelOf(target), status })
    span.end({
      failed: !status.startsWith('2'),
      attributes: { 'http.response.status_code': Number(status) || undefined },
    })
  }
  const traceparent = formatTraceparent(span.context)
  const request = { config, target, path: call.path, params, traceparent, onAttempt }
  const response = await sendRequest(request, watchdog.signal)
  const read = call.streamed ? readStream : readWhole
  return read(response, { config, watchdog, end: state.end })
}

/** What comes before an answer belongs to it: of an answer that then fails, nobody wants to hear. */
async function readUntilBegun(
  { call, isLast }: Asking,
  reader: PieceReader,
  charge: Charge,
  state: CallState,
): Promise<Piece[] | undefined> {
  const held: Piece[] = []
  while (!state.begun) {
    const pieces = await reader.next()
    if (pieces === undefined) break
    noteAll(pieces, charge, state)
    state.begun = pieces.some(({ chunk }) => call.begins(chunk))
    held.push(...pieces)
  }
  // An answer that says nothing, and not because it must not: another model may have something to say.
  const isEmpty = !state.said && state.end.finishReason === 'stop'
  if (isEmpty && !isLast && !state.begun) throw new ProviderError('provider_invalid', new Error('an empty answer'))
  return held.length > 0 ? held : undefined
}

function noteAll(pieces: readonly Piece[], charge: Charge, state: CallState): void {
  for (const { chunk, says } of pieces) {
    charge.add(chunk)
    state.said ||= says
  }
}

/** Some providers know no stream_options, and refuse the whole request for it. */
function refusesUsage({ context, call, target }: Asking, { code, refusal }: ProviderError): boolean {
  if (code !== 'provider_refused' && code !== 'provider_unprocessable') return false
  if (!call.streamed || refusal.param?.startsWith('stream_options') !== true) return false
  return paramsFor(context.config, target, call.body, true)['stream_options'] !== undefined
}

/** @throws {ProviderError} the failure itself, where its provider says to wait longer than a call can */
async function waitToRetry(failure: ProviderError, retried: number, watchdog: Watchdog): Promise<void> {
  const { retryAfterMs } = failure.refusal
  const backoffMs = FIRST_BACKOFF_MS * 2 ** retried * (0.75 + Math.random() / 4)
  const waitMs = retryAfterMs === undefined ? backoffMs : retryAfterMs + 10
  const leftMs = watchdog.contentDueAt() - performance.now()
  if (waitMs > Math.min(LONGEST_WAIT_MS, leftMs)) throw failure
  await pause(waitMs, watchdog.signal)
}

function explain(error: unknown, { context, target }: Asking, watchdog: Watchdog, state: CallState): unknown {
  if (context.signal.aborted) return context.signal.reason
  if (watchdog.timedOut()) return new ProviderError('provider_timeout', error)
  if (error instanceof ProviderError) return withoutKey(error, target.attached.key)
  // What fetch throws while the body comes says that it broke off, or is not what its headers say.
  if (state.said) return new ProviderError('provider_cut', error)
  return new ProviderError('provider_unavailable', error)
}
