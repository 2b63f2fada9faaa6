import { OK } from '../reply.ts'
import { argument, requireCount } from './arguments.ts'
import { read, write, type CommandTable } from './command.ts'
import { List } from './list.ts'

const lpush = write(-3, (keyspace, [key = '', ...elements]) => {
  const list = keyspace.ensure(key, keyspace.list(key), () => new List())
  for (const element of elements) list.pushHead(element)
  return list.size
})

const ltrim = write(4, (keyspace, args) => {
  const [start, stop] = [requireCount(argument(args, 1)), requireCount(argument(args, 2))]
  const [key = ''] = args
  const list = keyspace.list(key)
  if (!list) return OK
  list.trim(start, stop)
  keyspace.dropIfEmpty(key, list)
  return OK
})

const lrange = read(4, (keyspace, args) => {
  const [start, stop] = [requireCount(argument(args, 1)), requireCount(argument(args, 2))]
  return keyspace.list(argument(args, 0))?.slice(start, stop) ?? []
})

export const listCommands: CommandTable = {
  lpush,
  ltrim,
  lrange,
  lindex: read(3, (keyspace, args) => {
    const list = keyspace.list(argument(args, 0))
    return list ? (list.at(requireCount(argument(args, 1))) ?? null) : null
  }),
  llen: read(2, (keyspace, [key = '']) => keyspace.list(key)?.size ?? 0),
}
