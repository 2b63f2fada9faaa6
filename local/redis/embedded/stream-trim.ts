/** The trimming options that XADD and XTRIM share. */
import { ErrorReply } from '../reply.ts'
import { argument, requireInt64 } from './arguments.ts'
import { syntaxError } from './command.ts'
import { parseId, type Stream, type StreamId } from './stream.ts'

export type Trim = ({ strategy: 'MAXLEN'; maxLength: number } | { strategy: 'MINID'; minId: StreamId }) & {
  approximate: boolean
  /** How many entries may go; only with an approximate trim, where it is optional. */
  limit?: number
}

export function requireId(text: string, missingSeq = 0n): StreamId {
  const id = parseId(text, missingSeq)
  if (id === undefined) throw new ErrorReply('ERR Invalid stream ID specified as stream command argument')
  return id
}

/** Collects the options one by one, since they may come in any order. */
export class TrimParser {
  #trim: Trim | undefined
  #limit: number | undefined

  /** Reads the option at `index`; how many arguments it took, 0 when it is not one of these. */
  take(args: readonly string[], index: number): number {
    const name = argument(args, index).toUpperCase()
    if ((name === 'MAXLEN' || name === 'MINID') && index + 1 < args.length) return this.#takeStrategy(name, args, index)
    if (name !== 'LIMIT' || index + 1 >= args.length) return 0
    this.#limit = Number(requireInt64(argument(args, index + 1)))
    if (this.#limit < 0) throw new ErrorReply('ERR The LIMIT argument must be >= 0.')
    return 2
  }

  result(): Trim | undefined {
    const trim = this.#trim
    if (this.#limit === undefined) return trim
    if (!trim) throw syntaxError(', LIMIT cannot be used without specifying a trimming strategy')
    if (!trim.approximate) throw syntaxError(', LIMIT cannot be used without the special ~ option')
    return { ...trim, limit: this.#limit }
  }

  #takeStrategy(strategy: 'MAXLEN' | 'MINID', args: readonly string[], index: number): number {
    if (this.#trim && this.#trim.strategy !== strategy) {
      throw syntaxError(', MAXLEN and MINID options at the same time are not compatible')
    }
    const operator = args[index + 1]
    const hasOperator = (operator === '~' || operator === '=') && index + 2 < args.length
    const threshold = argument(args, index + (hasOperator ? 2 : 1))
    const approximate = hasOperator && operator === '~'
    if (strategy === 'MINID') this.#trim = { strategy, minId: requireId(threshold), approximate }
    else this.#trim = { strategy, maxLength: Number(requireInt64(threshold)), approximate }
    if (this.#trim.strategy === 'MAXLEN' && this.#trim.maxLength < 0) {
      throw new ErrorReply('ERR The MAXLEN argument must be >= 0.')
    }
    return hasOperator ? 3 : 2
  }
}

/**
 * How many entries went. An approximate trim is exact here: it promises to keep at least so many, and Redis keeps more
 * only because it frees memory block by block.
 */
export function trimStream(stream: Stream, trim: Trim): number {
  const excess =
    trim.strategy === 'MAXLEN' ? Math.max(0, stream.length - trim.maxLength) : stream.countBefore(trim.minId)
  const count = trim.limit === undefined || trim.limit === 0 ? excess : Math.min(excess, trim.limit)
  stream.dropFirst(count)
  return count
}
