/**
 * Commands that make no sense over stateless REST: they need a connection of one's own, wait for something, change a
 * connection that all callers share, or administer the server. They get an error at once and never reach the store.
 */

const CONNECTION = 'it belongs to one connection, and a REST request has none'
const STREAMING = 'it answers for as long as a connection stays open; poll a stream with XRANGE instead'
const BLOCKING = 'it waits for data; ask again instead'
const ADMINISTRATION = 'it administers the server'

const REFUSED = new Map<string, string>(
  Object.entries({
    [CONNECTION]: 'AUTH HELLO QUIT RESET SELECT CLIENT MULTI EXEC DISCARD WATCH UNWATCH ASKING READONLY READWRITE',
    [STREAMING]: 'SUBSCRIBE PSUBSCRIBE SSUBSCRIBE UNSUBSCRIBE PUNSUBSCRIBE SUNSUBSCRIBE MONITOR SYNC PSYNC',
    [BLOCKING]: 'BLPOP BRPOP BLMOVE BRPOPLPUSH BLMPOP BZPOPMIN BZPOPMAX BZMPOP WAIT WAITAOF',
    [ADMINISTRATION]:
      'CONFIG SHUTDOWN DEBUG SAVE BGSAVE BGREWRITEAOF REPLICAOF SLAVEOF REPLCONF FAILOVER CLUSTER MIGRATE MODULE ACL SWAPDB PFDEBUG PFSELFTEST',
  }).flatMap(([reason, names]) => names.split(' ').map((name): [string, string] => [name, reason])),
)

/** The error message for a command that is refused, or nothing. */
export function refusal(command: readonly (string | Buffer)[]): string | undefined {
  const name = word(command[0])
  const reason = REFUSED.get(name) ?? refusalByArgument(name, command)
  return reason === undefined ? undefined : `ERR Command is not available: '${name}': ${reason}`
}

function refusalByArgument(name: string, command: readonly (string | Buffer)[]): string | undefined {
  if (name === 'SCRIPT' && ['KILL', 'DEBUG'].includes(word(command[1]))) return ADMINISTRATION
  if (name !== 'XREAD' && name !== 'XREADGROUP') return undefined
  // XREADGROUP names its group and consumer first, and those may be called anything.
  for (let index = name === 'XREAD' ? 1 : 4; index < command.length; index += 1) {
    const option = word(command[index])
    if (option === 'STREAMS') return undefined
    if (option === 'BLOCK') return BLOCKING
  }
  return undefined
}

function word(argument: string | Buffer | undefined): string {
  return String(argument ?? '').toUpperCase()
}
