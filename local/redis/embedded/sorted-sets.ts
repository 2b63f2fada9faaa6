import { ErrorReply } from '../reply.ts'
import { argument, formatDouble, parseDouble, requireCount } from './arguments.ts'
import { read, syntaxError, write, type CommandTable } from './command.ts'
import type { Keyspace } from './keyspace.ts'
import type { ScoreBound, ScoredMember } from './sorted-set.ts'
import { zadd, zincrby } from './zadd.ts'

function parseBound(text: string): ScoreBound {
  const exclusive = text.startsWith('(')
  const score = parseDouble(exclusive ? text.slice(1) : text)
  if (score === undefined) throw new ErrorReply('ERR min or max is not a float')
  return { score, exclusive }
}

type RangeOptions = {
  byScore: boolean
  reverse: boolean
  withScores: boolean
  limit?: { offset: number; count: number }
}

function parseRangeOptions(args: readonly string[]): RangeOptions {
  const options: RangeOptions = { byScore: false, reverse: false, withScores: false }
  for (let index = 3; index < args.length; index += 1) {
    const name = argument(args, index).toUpperCase()
    if (name === 'BYSCORE') options.byScore = true
    else if (name === 'REV') options.reverse = true
    else if (name === 'WITHSCORES') options.withScores = true
    else if (name === 'LIMIT' && index + 2 < args.length) {
      options.limit = {
        offset: requireCount(argument(args, index + 1)),
        count: requireCount(argument(args, index + 2)),
      }
      index += 2
    } else throw syntaxError(name === 'BYLEX' ? ', BYLEX is not supported by the embedded store' : '')
  }
  if (options.limit && !options.byScore) {
    throw syntaxError(', LIMIT is only supported in combination with either BYSCORE or BYLEX')
  }
  return options
}

function byScore(keyspace: Keyspace, args: readonly string[], { reverse, limit }: RangeOptions): ScoredMember[] {
  const [key = '', first = '', last = ''] = args
  const [min, max] = [parseBound(reverse ? last : first), parseBound(reverse ? first : last)]
  const found = keyspace.sortedSet(key)?.between(min, max) ?? []
  if (reverse) found.reverse()
  if (!limit) return found
  if (limit.offset < 0) return []
  return found.slice(limit.offset, limit.count < 0 ? undefined : limit.offset + limit.count)
}

function byRank(keyspace: Keyspace, args: readonly string[], { reverse }: RangeOptions): ScoredMember[] {
  const [first, last] = [requireCount(argument(args, 1)), requireCount(argument(args, 2))]
  const set = keyspace.sortedSet(argument(args, 0))
  if (!set) return []
  const start = Math.max(0, first < 0 ? first + set.size : first)
  const end = Math.min(set.size, (last < 0 ? last + set.size : last) + 1)
  if (start >= end) return []
  return reverse ? set.slice(set.size - end, set.size - start).toReversed() : set.slice(start, end)
}

const zrange = read(-4, (keyspace, args) => {
  const options = parseRangeOptions(args)
  const found = options.byScore ? byScore(keyspace, args, options) : byRank(keyspace, args, options)
  return found.flatMap(({ member, score }) => (options.withScores ? [member, formatDouble(score)] : [member]))
})

const zcount = read(4, (keyspace, [key = '', first = '', last = '']) => {
  const [min, max] = [parseBound(first), parseBound(last)]
  return keyspace.sortedSet(key)?.between(min, max).length ?? 0
})

function remove(keyspace: Keyspace, key: string, select: () => readonly string[]): number {
  const set = keyspace.sortedSet(key)
  if (!set) return 0
  const removed = select().filter((member) => set.delete(member)).length
  keyspace.dropIfEmpty(key, set)
  return removed
}

const zremrangebyscore = write(4, (keyspace, [key = '', first = '', last = '']) => {
  const [min, max] = [parseBound(first), parseBound(last)]
  return remove(
    keyspace,
    key,
    () =>
      keyspace
        .sortedSet(key)
        ?.between(min, max)
        .map(({ member }) => member) ?? [],
  )
})

const zscore = read(3, (keyspace, [key = '', member = '']) => {
  const score = keyspace.sortedSet(key)?.score(member)
  return score === undefined ? null : formatDouble(score)
})

export const sortedSetCommands: CommandTable = {
  zadd,
  zincrby,
  zrange,
  zcount,
  zscore,
  zrem: write(-3, (keyspace, [key = '', ...members]) => remove(keyspace, key, () => members)),
  zremrangebyscore,
  zcard: read(2, (keyspace, [key = '']) => keyspace.sortedSet(key)?.size ?? 0),
}
