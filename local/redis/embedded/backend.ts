/** A small Redis inside this process, for machines without one: the commands the product uses, with the answers and errors of Redis. */
import { createScriptEngine } from '../lua/engine.ts'
import { discarded, ErrorReply, type RedisBackend, type RedisCommand, type Reply } from '../reply.ts'
import { hasArity, wrongArity, type Command, type CommandTable, type Value } from './command.ts'
import { expiryCommands } from './expiry.ts'
import { hashCommands } from './hashes.ts'
import { keyCommands } from './keys.ts'
import { Keyspace } from './keyspace.ts'
import { createScriptCommands } from './scripts.ts'
import { setCommands } from './sets.ts'
import { listCommands } from './lists.ts'
import { loadSnapshot, saveSnapshot } from './snapshot.ts'
import { SnapshotWriter } from './snapshot-writer.ts'
import { sortedSetCommands } from './sorted-sets.ts'
import { streamCommands } from './streams.ts'
import { stringCommands } from './strings.ts'

const DEFAULT_SAVE_DELAY_MS = 1_000
const SHOWN_ARGUMENT_LENGTH = 128

export type EmbeddedOptions = {
  /** Where the keys are kept between starts; without it they live as long as the backend. */
  snapshotFile?: string
  saveDelayMs?: number
  /** Milliseconds since 1970. */
  now?: () => number
  /** A script that runs longer is stopped, since nothing else runs meanwhile. */
  scriptTimeoutMs?: number
}

type Lookup = (name: string) => Command | undefined

export async function embeddedBackend(options: EmbeddedOptions = {}): Promise<RedisBackend> {
  const { snapshotFile, saveDelayMs = DEFAULT_SAVE_DELAY_MS, now = Date.now, scriptTimeoutMs } = options
  const keyspace = new Keyspace(now)
  if (snapshotFile !== undefined) await loadSnapshot(snapshotFile, keyspace)
  const writer = new SnapshotWriter(async () => {
    if (snapshotFile !== undefined) await saveSnapshot(snapshotFile, keyspace)
  }, saveDelayMs)

  const find = createCommands(keyspace, scriptTimeoutMs)
  const execute = ([name = '', ...args]: string[]): Value => {
    const found = check(find, name, args)
    if (found instanceof ErrorReply) return found
    if (found.writes && snapshotFile !== undefined) writer.changed()
    return attempt(() => found.run(keyspace, args))
  }

  return {
    async run(command) {
      keyspace.tick()
      return toReply(execute(toBytes(command)))
    },
    async transaction(commands) {
      keyspace.tick()
      const all = commands.map(toBytes)
      const refused = all
        .map(([name = '', ...args]) => check(find, name, args))
        .find((found) => found instanceof ErrorReply)
      if (refused instanceof ErrorReply) return discarded(refused.message)
      return all.map((command) => toReply(execute(command)))
    },
    close: () => writer.flush(),
  }
}

/** Every command by its name in lower case, the scripts among them calling the others. */
function createCommands(keyspace: Keyspace, scriptTimeoutMs: number | undefined): Lookup {
  const plain = lookup(
    stringCommands,
    expiryCommands,
    keyCommands,
    listCommands,
    hashCommands,
    setCommands,
    sortedSetCommands,
    streamCommands,
  )
  const engine = createScriptEngine({ call, ...(scriptTimeoutMs === undefined ? {} : { timeoutMs: scriptTimeoutMs }) })
  const scripts = lookup(createScriptCommands(engine))

  function call([name = '', ...args]: string[]): Value {
    const command = plain(name)
    if (scripts(name)) return new ErrorReply('ERR This Redis command is not allowed from script')
    if (!command) return new ErrorReply('ERR Unknown Redis command called from script')
    if (!hasArity(command, args.length + 1))
      return new ErrorReply('ERR Wrong number of args calling Redis command from script')
    return attempt(() => command.run(keyspace, args))
  }

  return (name) => plain(name) ?? scripts(name)
}

function lookup(...tables: CommandTable[]): Lookup {
  const commands = new Map(tables.flatMap((table) => Object.entries(table)))
  return (name) => commands.get(name.toLowerCase())
}

function check(find: Lookup, name: string, args: readonly string[]): Command | ErrorReply {
  const command = find(name)
  if (!command) return unknownCommand(name, args)
  return hasArity(command, args.length + 1) ? command : wrongArity(name.toLowerCase())
}

function unknownCommand(name: string, args: readonly string[]): ErrorReply {
  let shown = ''
  for (const argument of args) {
    if (shown.length >= SHOWN_ARGUMENT_LENGTH) break
    shown += `'${argument.slice(0, SHOWN_ARGUMENT_LENGTH - shown.length)}' `
  }
  const text = `ERR unknown command '${name.slice(0, SHOWN_ARGUMENT_LENGTH)}', with args beginning with: ${shown}`
  return new ErrorReply(
    Buffer.from(text, 'latin1')
      .toString()
      .replaceAll(/[\r\n]/g, ' '),
  )
}

function attempt(run: () => Value): Value {
  try {
    return run()
  } catch (error) {
    if (error instanceof ErrorReply) return error
    throw error
  }
}

function toBytes(command: RedisCommand): string[] {
  return command.map((argument) => (typeof argument === 'string' ? Buffer.from(argument) : argument).toString('latin1'))
}

function toReply(value: Value): Reply {
  if (typeof value === 'string') return Buffer.from(value, 'latin1')
  return Array.isArray(value) ? value.map(toReply) : value
}
