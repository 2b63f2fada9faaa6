/** EVAL, EVALSHA and SCRIPT. */
import { createHash } from 'node:crypto'
import { ErrorReply, OK } from '../reply.ts'
import type { ScriptEngine } from '../lua/engine.ts'
import { argument, requireInt64 } from './arguments.ts'
import { read, wrongArity, write, type CommandTable, type Value } from './command.ts'

const SHA1_LENGTH = 40

function sha1(source: string): string {
  return createHash('sha1').update(source, 'latin1').digest('hex')
}

/** The keys, and the arguments behind them, of `numkeys key … arg …`. */
function splitKeys(args: readonly string[]): { keys: string[]; rest: string[] } {
  const count = Number(requireInt64(argument(args, 0)))
  if (count > args.length - 1) throw new ErrorReply("ERR Number of keys can't be greater than number of args")
  if (count < 0) throw new ErrorReply("ERR Number of keys can't be negative")
  return { keys: args.slice(1, count + 1), rest: args.slice(count + 1) }
}

/** Commands over one cache of scripts, which lives as long as the store and is not saved. */
export function createScriptCommands(engine: ScriptEngine): CommandTable {
  const sources = new Map<string, string>()

  const load = (source: string): string => {
    const sha = sha1(source)
    if (!sources.has(sha)) {
      engine.compile(sha, source)
      sources.set(sha, source)
    }
    return sha
  }

  const evaluate = (sha: string, args: readonly string[]): Value => {
    const { keys, rest } = splitKeys(args)
    return engine.run(sha, keys, rest)
  }

  const subcommands: Record<string, { arity: number; run: (args: string[]) => Value }> = {
    load: { arity: 3, run: ([source = '']) => load(source) },
    exists: { arity: -3, run: (shas) => shas.map((sha) => (sources.has(sha.toLowerCase()) ? 1 : 0)) },
    flush: {
      arity: -2,
      run: ([mode]) => {
        if (mode !== undefined && !/^a?sync$/i.test(mode))
          throw new ErrorReply('ERR SCRIPT FLUSH only support SYNC|ASYNC option')
        sources.clear()
        engine.clear()
        return OK
      },
    },
  }

  return {
    eval: write(-3, (_keyspace, [source = '', ...args]) => {
      splitKeys(args)
      return evaluate(load(source), args)
    }),
    evalsha: write(-3, (_keyspace, [given = '', ...args]) => {
      const sha = given.toLowerCase()
      if (sha.length === SHA1_LENGTH) splitKeys(args)
      if (!sources.has(sha)) throw new ErrorReply('NOSCRIPT No matching script. Please use EVAL.')
      return evaluate(sha, args)
    }),
    script: read(-2, (_keyspace, [name = '', ...args]) => {
      const subcommand = subcommands[name.toLowerCase()]
      if (!subcommand) throw new ErrorReply(`ERR unknown subcommand '${name}'. Try SCRIPT HELP.`)
      const { arity, run } = subcommand
      const length = args.length + 2
      if (arity < 0 ? length < -arity : length !== arity) throw wrongArity(`script|${name.toLowerCase()}`)
      return run(args)
    }),
  }
}
