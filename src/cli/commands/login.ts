import { Option, type Command } from 'commander'
import { perform, Refusal, type Result } from '../command.ts'
import { toAddress } from '../to-address.ts'
import { callApi, openUserApi, toSession } from '../user/api.ts'
import { askLine, askSecret, isAttended } from '../user/ask-person.ts'
import { readSettings, removeSettings, writeSettings, type Settings } from '../user/settings.ts'

type Options = { url?: string; email?: string; register?: boolean; key?: string }

export function addLogin(program: Command): void {
  const command = program
    .command('login')
    .summary('sign in at a deployment, for build, chat, pull, push, open, runs and members')
    .description(
      'Signs in with an e-mail address and a password, which is asked for or read from standard input, or keeps a key for ' +
        'programs. What is kept stands in the folder of this user’s settings, for nobody else to read.',
    )
    .option('--url <url>', 'where the deployment answers; that of the last login when absent')
    .option('--email <address>', 'the account')
    .option('--register', 'make the account first')
    .addOption(new Option('--key <key>', 'a key for programs, in place of an account').conflicts(['email', 'register']))
    .addHelpText('after', '\nExample:\n  samokoder login --url https://api.example.com --email me@example.com')
  perform(command, async ({ url: given, email, register = false, key }: Options) => {
    const url = given === undefined ? (await readSettings())?.url : toAddress(given)
    if (url === undefined) throw new Refusal('no_url', 'Give --url.', 'It is where the deployment answers.')
    const settings = key === undefined ? await signIn(url, email, register) : await checkKey(url, key)
    const file = await writeSettings(settings)
    return { data: { url, file, email: settings.email ?? null }, lines: [`signed in at ${url}; it stands in ${file}`] }
  })
}

export function addLogout(program: Command): void {
  const command = program.command('logout').summary('end the session, and forget what login kept')
  perform(command, async (): Promise<Result> => {
    const settings = await readSettings()
    if (settings?.session !== undefined) {
      // What has ended already need not be ended.
      await (await openUserApi()).open('POST', '/api/auth/logout').catch(() => undefined)
    }
    await removeSettings()
    return {
      data: { url: settings?.url ?? null },
      lines: [settings === undefined ? 'nobody was signed in' : 'signed out'],
    }
  })
}

async function signIn(url: string, given: string | undefined, register: boolean): Promise<Settings> {
  const email = given ?? (isAttended() ? await askLine('E-mail address: ') : '')
  if (email === '') throw new Refusal('no_email', 'Give --email.', 'It is the account to sign in with.')
  const password = await askSecret('Password: ')
  const answer = await callApi(url, 'POST', `/api/auth/${register ? 'register' : 'login'}`, {
    body: { email, password },
  })
  if (answer.status === 202) {
    const hint = 'Confirm the address by the mail that was sent there, then run the command again without --register.'
    throw new Refusal('confirmation_needed', 'The account must be confirmed first.', hint)
  }
  return { url, email, session: toSession((await answer.json()) as Parameters<typeof toSession>[0]) }
}

async function checkKey(url: string, key: string): Promise<Settings> {
  await callApi(url, 'GET', '/api/projects?limit=1', { headers: { Authorization: `Bearer ${key}` } })
  return { url, key }
}
