/** Reads command arguments as strictly as Redis does, with its error texts. */
import { ErrorReply } from '../reply.ts'

export const INT64_MAX = 2n ** 63n - 1n
export const INT64_MIN = -(2n ** 63n)

const NOT_AN_INTEGER = 'ERR value is not an integer or out of range'
const NOT_A_FLOAT = 'ERR value is not a valid float'

/** The argument at `index`; asking for one that the command's arity promises is the caller's duty. */
export function argument(args: readonly string[], index: number): string {
  const found = args[index]
  if (found === undefined) throw new ErrorReply('ERR syntax error')
  return found
}

/** A 64-bit integer without blanks, plus sign or leading zeros, or nothing. */
function parseInt64(text: string): bigint | undefined {
  if (!/^(?:0|-?[1-9]\d{0,18})$/.test(text)) return undefined
  const value = BigInt(text)
  return value >= INT64_MIN && value <= INT64_MAX ? value : undefined
}

export function requireInt64(text: string, message = NOT_AN_INTEGER): bigint {
  const value = parseInt64(text)
  if (value === undefined) throw new ErrorReply(message)
  return value
}

/** For counts and ranks, where rounding beyond 2^53 changes nothing. */
export function requireCount(text: string): number {
  return Number(requireInt64(text))
}

/** A double or an infinity, or nothing; what overflows or underflows is nothing too. */
export function parseDouble(text: string): number | undefined {
  const infinity = /^([+-]?)inf(?:inity)?$/i.exec(text)
  if (infinity) return infinity[1] === '-' ? -Infinity : Infinity
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return undefined
  const value = Number(text)
  const underflowed = value === 0 && /[1-9]/.test(text.replace(/e.*$/i, ''))
  return Number.isFinite(value) && !underflowed ? value : undefined
}

export function requireDouble(text: string, message = NOT_A_FLOAT): number {
  const value = parseDouble(text)
  if (value === undefined) throw new ErrorReply(message)
  return value
}

/** As Redis 7.2 and later write a score: the shortest text that reads back as the same number. */
export function formatDouble(value: number): string {
  if (value === Infinity) return 'inf'
  return value === -Infinity ? '-inf' : String(value)
}

/** The arguments in twos, as in field value field value. */
export function pairs(args: readonly string[]): [string, string][] {
  const result: [string, string][] = []
  for (let index = 0; index + 1 < args.length; index += 2)
    result.push([argument(args, index), argument(args, index + 1)])
  return result
}
