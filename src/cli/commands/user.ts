import { Option, type Command } from 'commander'
import { forgetKeysOf, stopAccount } from '../../accounts/stop-account.ts'
import { TIER } from '../../services/stored-limits.ts'
import { connectAsService, rowsOf, type DatabaseClient } from '../../services/supabase.ts'
import { EXIT, readConfig, Refusal, perform, type Result } from '../command.ts'

type Options = { role?: string; tier?: string }

export function addUser(program: Command): void {
  const user = program
    .command('user')
    .summary('show an account, set its role and tier, or suspend it')
    .description('Accounts, by e-mail address or id.')
  perform(user.command('show <user>').description('Show an account.'), (id: string) =>
    showUser(connectAsService(readConfig()), id),
  )
  perform(
    user
      .command('set <user>')
      .description('Set the role or the tier of an account.')
      .addOption(new Option('--role <role>', 'what the account may do').choices(['user', 'admin']))
      .option('--tier <tier>', 'name of a plan: lower-case letters, digits, - and _')
      .addHelpText('after', '\nExample:\n  samokoder user set ada@example.com --tier pro'),
    async (id: string, { role, tier }: Options) => {
      refuseNothing(role, tier)
      const database = connectAsService(readConfig())
      const found = await findUser(database, id)
      const change = { p_id: found.id, p_role: role ?? null, p_tier: tier ?? null }
      const { error, status } = await database.rpc('set_user', change)
      // The function returns nothing, which is an answer too.
      if (error !== null) rowsOf({ data: null, error, status })
      return showUser(database, found.id)
    },
  )
  perform(
    user
      .command('suspend <user>')
      .description('End the runs and sessions of an account, and let nobody in.')
      .option('--reason <text>', 'for the audit log', ''),
    (id: string, { reason }: { reason: string }) => suspendUser(id, reason),
  )
  perform(user.command('unsuspend <user>').description('Let an account in again.'), async (id: string) => {
    const database = connectAsService(readConfig())
    const found = await findUser(database, id)
    rowsOf(await database.rpc('unsuspend_account', { p_actor: null, p_id: found.id }))
    return showUser(database, found.id)
  })
}

async function suspendUser(id: string, reason: string): Promise<Result> {
  const config = readConfig()
  const database = connectAsService(config)
  const found = await findUser(database, id)
  rowsOf(await database.rpc('suspend_account', { p_actor: null, p_id: found.id, p_reason: reason }))
  await forgetKeysOf(config, await stopAccount(config, found.id))
  return showUser(database, found.id)
}

function refuseNothing(role: string | undefined, tier: string | undefined): void {
  const hint = 'samokoder user set --help tells how.'
  if (role === undefined && tier === undefined) {
    throw new Refusal('nothing_to_set', 'Give --role, --tier or both.', hint, EXIT.usage)
  }
  if (tier !== undefined && !TIER.test(tier)) {
    throw new Refusal('bad_tier', `--tier ${tier} is no name of a tier`, hint, EXIT.usage)
  }
}

async function findUser(database: DatabaseClient, user: string) {
  const [found] = rowsOf(await database.rpc('find_user', { p_user: user }))
  if (found !== undefined) return found
  throw new Refusal('not_found', `There is no account ${user}.`, 'It is found by its e-mail address or its id.')
}

async function showUser(database: DatabaseClient, user: string): Promise<Result> {
  const found = await findUser(database, user)
  return { data: found, lines: Object.entries(found).map(([name, value]) => `${name.padEnd(15)}  ${String(value)}`) }
}
