import type { Command } from 'commander'
import { SCOPES } from '../../accounts/scopes.ts'
import { perform, table, type Result } from '../command.ts'
import { openUserApi } from '../user/api.ts'

type Key = {
  id: string
  name: string
  scopes: string[]
  last_four: string
  revoked_at: string | null
  expires_at: string | null
}

/** Below `keys`, beside what operators do with the ring. */
export function addMyKeys(keys: Command): void {
  const list = keys.command('list').summary('your keys for programs')
  perform(list, async (): Promise<Result> => {
    const { items } = await (await openUserApi()).json<{ items: Key[] }>('GET', '/api/keys?limit=100')
    const rows = items.map(({ id, name, scopes, last_four, revoked_at, expires_at }) => [
      id,
      name,
      `…${last_four}`,
      scopes.join(','),
      revoked_at === null ? (expires_at ?? 'serves') : 'revoked',
    ])
    return { data: items, lines: table([['key', 'name', 'ends in', 'scopes', 'state'], ...rows]) }
  })
  const create = keys
    .command('create')
    .argument('<name>', 'what it is for')
    .summary('make a key for programs, which is shown this once')
    .requiredOption('--scopes <scopes>', `what it may do, with commas between: ${Object.keys(SCOPES).join(', ')}`)
  perform(create, async (name: string, { scopes }: { scopes: string }): Promise<Result> => {
    const body = { name, scopes: scopes.split(',').map((scope) => scope.trim()) }
    const made = await (await openUserApi()).json<Key & { key: string }>('POST', '/api/keys', { body })
    return { data: made, lines: [made.key] }
  })
  const revoke = keys.command('revoke').argument('<id>', 'from samokoder keys list').summary('end a key for programs')
  perform(revoke, async (id: string): Promise<Result> => {
    await (await openUserApi()).json('DELETE', `/api/keys/${encodeURIComponent(id)}`)
    return { data: { id }, lines: [`revoked ${id}`] }
  })
}
