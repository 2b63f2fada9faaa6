import type { Command } from 'commander'
import { providerKeyTable, rotateTable, type Rotated } from '../../accounts/rotate-ring.ts'
import { webhookSecretTable } from '../../webhooks/secret-table.ts'
import { perform, readConfig, showProgress } from '../command.ts'
import { addMyKeys } from './my-keys.ts'

export function addKeys(program: Command): void {
  const keys = program
    .command('keys')
    .summary('your keys for programs, and the ring that keys of providers and secrets of webhooks are encrypted with')
  addMyKeys(keys)
  const rotate = keys
    .command('rotate')
    .summary('encrypt every stored key and secret with the newest key of the ring')
    .description(
      'Encrypts every own key of a provider and every secret of a webhook with the first key of PROVIDER_KEY_RING, in ' +
        'batches. It may be killed and run again. When it has found nothing unreadable, and every process has the new ' +
        'ring, the older keys may go.',
    )
  perform(rotate, async () => {
    const config = readConfig()
    const ofKeys = await rotateTable(config, providerKeyTable, (count) => showProgress(`${count} keys encrypted`))
    const ofWebhooks = await rotateTable(config, webhookSecretTable)
    const data = sumOf(ofKeys, ofWebhooks)
    return { data, lines: describe(data), ok: Object.keys(data.unreadable).length === 0 }
  })
}

function sumOf(one: Rotated, other: Rotated): Rotated {
  const unreadable = { ...one.unreadable }
  for (const [id, count] of Object.entries(other.unreadable)) unreadable[id] = (unreadable[id] ?? 0) + count
  return { newest: one.newest, rotated: one.rotated + other.rotated, unreadable }
}

function describe({ newest, rotated, unreadable }: Rotated): string[] {
  const lost = Object.entries(unreadable).map(
    ([id, count]) => `${count} keys cannot be read: the ring lacks "${id}", or has another key by that name`,
  )
  return [`${rotated} keys encrypted with "${newest}"`, ...lost]
}
