// W3C Trace Context (https://www.w3.org/TR/trace-context/): who a piece of work was done for, across processes.
import { toHex } from '../hex.ts'

export type TraceContext = {
  /** 32 hex digits, the same in every part of the trace. */
  traceId: string
  /** 16 hex digits, this part's own. */
  spanId: string
  parentId: string | undefined
  /** Whether the trace is kept. */
  sampled: boolean
}

const TRACEPARENT = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/

/** What a caller says of its trace; undefined when it says nothing, or nothing valid. */
export function parseTraceparent(traceparent: string | null | undefined): Omit<TraceContext, 'parentId'> | undefined {
  const [, version, traceId = '', spanId = '', flags = '', more] = TRACEPARENT.exec(traceparent ?? '') ?? []
  const valid =
    version !== undefined &&
    version !== 'ff' &&
    !/^0+$/.test(traceId) &&
    !/^0+$/.test(spanId) &&
    // Later versions may append fields; this one has none.
    (version !== '00' || more === undefined)
  return valid ? { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 } : undefined
}

/**
 * Goes on with the trace that the header names; begins one when it is missing or not valid. `decide` says whether it is
 * kept, by what the caller decided.
 */
export function continueTrace(
  traceparent: string | undefined,
  decide: (traceId: string, decidedByCaller: boolean | undefined) => boolean,
): TraceContext {
  const caller = parseTraceparent(traceparent)
  const traceId = caller?.traceId ?? randomHex(16)
  return { traceId, spanId: randomHex(8), parentId: caller?.spanId, sampled: decide(traceId, caller?.sampled) }
}

/** A part of the work that `parent` stands for. */
export function childOf(parent: TraceContext): TraceContext {
  return { ...parent, spanId: randomHex(8), parentId: parent.spanId }
}

export function formatTraceparent({ traceId, spanId, sampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`
}

/** Drawn for many ids at a time, since to ask for eight bytes is as dear as to ask for a thousand. */
const drawn = new Uint8Array(1024)
let used = drawn.length

function randomHex(bytes: number): string {
  if (used + bytes > drawn.length) {
    crypto.getRandomValues(drawn)
    used = 0
  }
  used += bytes
  return toHex(drawn.subarray(used - bytes, used))
}
