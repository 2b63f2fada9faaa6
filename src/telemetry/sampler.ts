import type { Config } from '../config.ts'

/** Of a trace id, the last 56 bits are as good as random (https://www.w3.org/TR/trace-context-2/#random-trace-id-flag): 48 are exact. */
const RANDOM_DIGITS = 12

/**
 * Whether a trace is kept from its beginning: as its caller decided, where the sampler goes by that and there is one that
 * did, else by the sampler. Every process decides alike about the same trace.
 */
export function isSampled(config: Config, traceId: string, decidedByCaller: boolean | undefined): boolean {
  const [, goesByParent, base] = /^(parentbased_)?(.*)$/.exec(config.OTEL_TRACES_SAMPLER) ?? []
  if (goesByParent !== undefined && decidedByCaller !== undefined) return decidedByCaller
  if (base === 'always_off') return false
  if (base === 'always_on') return true
  const random = Number.parseInt(traceId.slice(-RANDOM_DIGITS), 16)
  return random < config.OTEL_TRACES_SAMPLER_ARG * 16 ** RANDOM_DIGITS
}

/** Whether what failed or took long is kept of a trace that is not sampled. */
export function keepsFaults(config: Config): boolean {
  return config.OTEL_TRACES_SAMPLER !== 'always_off'
}
