import type { Command } from 'commander'
import { rotateRing, type Rotated } from '../../accounts/rotate-ring.ts'
import { perform, readConfig, showProgress } from '../command.ts'
import { addMyKeys } from './my-keys.ts'

export function addKeys(program: Command): void {
  const keys = program
    .command('keys')
    .summary('your keys for programs, and the ring that own keys of providers are encrypted with')
  addMyKeys(keys)
  const rotate = keys
    .command('rotate')
    .summary('encrypt every stored key with the newest key of the ring')
    .description(
      'Encrypts every own key of a provider with the first key of PROVIDER_KEY_RING, in batches. It may be killed and run ' +
        'again. When it has found nothing unreadable, and every process has the new ring, the older keys may go.',
    )
  perform(rotate, async () => {
    const rotated = await rotateRing(readConfig(), (count) => showProgress(`${count} keys encrypted`))
    return { data: rotated, lines: describe(rotated), ok: Object.keys(rotated.unreadable).length === 0 }
  })
}

function describe({ newest, rotated, unreadable }: Rotated): string[] {
  const lost = Object.entries(unreadable).map(
    ([id, count]) => `${count} keys cannot be read: the ring lacks "${id}", or has another key by that name`,
  )
  return [`${rotated} keys encrypted with "${newest}"`, ...lost]
}
