/** How a command of the embedded store is declared. Keys, values and arguments are byte strings: one character, 0 to 255, per byte. */
import { ErrorReply, type StatusReply } from '../reply.ts'
import type { Keyspace } from './keyspace.ts'

/** A reply inside the store; a string is a bulk string. */
export type Value = null | number | bigint | string | StatusReply | ErrorReply | Value[]

export type Command = {
  /** As Redis counts it, the name included: exact, or a minimum when negative. */
  arity: number
  writes: boolean
  /** `args` come without the name. Throws an ErrorReply. */
  run(keyspace: Keyspace, args: string[]): Value
}

export type CommandTable = Readonly<Record<string, Command>>

export function read(arity: number, run: Command['run']): Command {
  return { arity, writes: false, run }
}

export function write(arity: number, run: Command['run']): Command {
  return { arity, writes: true, run }
}

export function hasArity({ arity }: Command, commandLength: number): boolean {
  return arity < 0 ? commandLength >= -arity : commandLength === arity
}

/** `name` in lower case; a subcommand as `script|load`. */
export function wrongArity(name: string): ErrorReply {
  return new ErrorReply(`ERR wrong number of arguments for '${name}' command`)
}

export function syntaxError(detail = ''): ErrorReply {
  return new ErrorReply(`ERR syntax error${detail}`)
}
