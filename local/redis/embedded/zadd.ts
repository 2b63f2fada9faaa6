/** ZADD and ZINCRBY. */
import { ErrorReply } from '../reply.ts'
import { argument, formatDouble, pairs, requireDouble } from './arguments.ts'
import { syntaxError, write, type Command, type Value } from './command.ts'
import type { Keyspace } from './keyspace.ts'
import { SortedSet } from './sorted-set.ts'

type Flag = 'NX' | 'XX' | 'GT' | 'LT' | 'CH' | 'INCR'

const FLAGS: readonly string[] = ['NX', 'XX', 'GT', 'LT', 'CH', 'INCR'] satisfies Flag[]

type Outcome = 'added' | 'updated' | 'same' | 'refused'

function isFlag(name: string): name is Flag {
  return FLAGS.includes(name)
}

function checkFlags(flags: ReadonlySet<Flag>, elements: number): void {
  const [nx, gt, lt] = [flags.has('NX'), flags.has('GT'), flags.has('LT')]
  if (nx && flags.has('XX')) throw new ErrorReply('ERR XX and NX options at the same time are not compatible')
  if ((gt && nx) || (lt && nx) || (gt && lt)) {
    throw new ErrorReply('ERR GT, LT, and/or NX options at the same time are not compatible')
  }
  if (flags.has('INCR') && elements > 1)
    throw new ErrorReply('ERR INCR option supports a single increment-element pair')
}

function addMember(set: SortedSet, member: string, given: number, flags: ReadonlySet<Flag>): Outcome {
  const current = set.score(member)
  if (current === undefined) {
    if (flags.has('XX')) return 'refused'
    set.set(member, given)
    return 'added'
  }
  if (flags.has('NX')) return 'refused'
  const score = flags.has('INCR') ? current + given : given
  if (Number.isNaN(score)) throw new ErrorReply('ERR resulting score is not a number (NaN)')
  if ((flags.has('GT') && score <= current) || (flags.has('LT') && score >= current)) return 'refused'
  if (score === current) return 'same'
  set.set(member, score)
  return 'updated'
}

function addAll(keyspace: Keyspace, key: string, elements: [string, string][], flags: ReadonlySet<Flag>): Value {
  const scored = elements.map(([score, member]) => ({ member, score: requireDouble(score) + 0 }))
  const existing = keyspace.sortedSet(key)
  if (!existing && flags.has('XX')) return flags.has('INCR') ? null : 0
  const set = existing ?? new SortedSet()
  const outcomes = scored.map(({ member, score }) => addMember(set, member, score, flags))
  if (!existing) keyspace.set(key, set)
  if (flags.has('INCR')) {
    const score = set.score(scored[0]?.member ?? '')
    return outcomes[0] === 'refused' || score === undefined ? null : formatDouble(score)
  }
  return outcomes.filter((outcome) => outcome === 'added' || (flags.has('CH') && outcome === 'updated')).length
}

export const zadd: Command = write(-4, (keyspace, [key = '', ...rest]) => {
  const flags = new Set<Flag>()
  let index = 0
  for (; index < rest.length; index += 1) {
    const name = argument(rest, index).toUpperCase()
    if (!isFlag(name)) break
    flags.add(name)
  }
  const elements = rest.slice(index)
  if (elements.length === 0 || elements.length % 2 !== 0) throw syntaxError()
  checkFlags(flags, elements.length / 2)
  return addAll(keyspace, key, pairs(elements), flags)
})

export const zincrby: Command = write(4, (keyspace, [key = '', amount = '', member = '']) =>
  addAll(keyspace, key, [[amount, member]], new Set<Flag>(['INCR'])),
)
