import { InvalidArgumentError, type Command } from 'commander'
import { invite } from '../../accounts/invitations.ts'
import { perform, readConfig } from '../command.ts'

type Options = { email?: string; days: number }

export function addInvite(program: Command): void {
  const command = program
    .command('invite')
    .summary('make an invitation, where SIGN_UPS is invitation')
    .description('Makes an invitation, which is good for one account and is shown this once.')
    .option('--email <address>', 'for this address alone')
    .option('--days <n>', 'how long it is good', toDays, 7)
  perform(command, async ({ email, days }: Options) => {
    const invitation = await invite(readConfig(), email, days)
    return { data: { invitation, email: email ?? null, days }, lines: [invitation] }
  })
}

function toDays(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('it is a number from 1 to 999.')
}
