import { read, write, type CommandTable } from './command.ts'

const sadd = write(-3, (keyspace, [key = '', ...members]) => {
  const set = keyspace.ensure(key, keyspace.plainSet(key), () => new Set())
  const before = set.size
  for (const member of members) set.add(member)
  return set.size - before
})

const srem = write(-3, (keyspace, [key = '', ...members]) => {
  const set = keyspace.plainSet(key)
  if (!set) return 0
  const removed = members.filter((member) => set.delete(member)).length
  keyspace.dropIfEmpty(key, set)
  return removed
})

export const setCommands: CommandTable = {
  sadd,
  srem,
  smembers: read(2, (keyspace, [key = '']) => [...(keyspace.plainSet(key) ?? [])]),
  sismember: read(3, (keyspace, [key = '', member = '']) => (keyspace.plainSet(key)?.has(member) ? 1 : 0)),
  scard: read(2, (keyspace, [key = '']) => keyspace.plainSet(key)?.size ?? 0),
}
