import { Option, type Command } from 'commander'
import { perform, Refusal, type Result } from '../command.ts'
import { toAddress } from '../to-address.ts'
import { callApi, openUserApi, toSession } from '../user/api.ts'
import { askLine, askSecret, isAttended } from '../user/ask-person.ts'
import { readSettings, removeSettings, writeSettings, type Settings } from '../user/settings.ts'

type Options = { url?: string; email?: string; register?: boolean; code?: string; key?: string }

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
    .option('--code <digits>', 'the code of a second factor, where the account has one; asked for at a terminal')
    .addOption(
      new Option('--key <key>', 'a key for programs, in place of an account').conflicts(['email', 'register', 'code']),
    )
    .addHelpText('after', '\nExample:\n  samokoder login --url https://api.example.com --email me@example.com')
  perform(command, async ({ url: given, email, register = false, code, key }: Options) => {
    const url = given === undefined ? (await readSettings())?.url : toAddress(given)
    if (url === undefined) throw new Refusal('no_url', 'Give --url.', 'It is where the deployment answers.')
    const settings = key === undefined ? await signIn(url, { given: email, register, code }) : await checkKey(url, key)
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

type SignIn = { given: string | undefined; register: boolean; code: string | undefined }

async function signIn(url: string, { given, register, code }: SignIn): Promise<Settings> {
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
  const opened = (await answer.json()) as Opened
  return { url, email, session: toSession(await showFactor(url, opened, code)) }
}

type Opened = Parameters<typeof toSession>[0] & { pending_factors: { id: string }[] }

/** The session once a code was sent for it, where the account has second factors: it may be that of any of them. */
async function showFactor(url: string, opened: Opened, given: string | undefined): Promise<Opened> {
  if (opened.pending_factors.length === 0) return opened
  const code = given ?? (isAttended() ? await askLine('Code of the second factor: ') : '')
  if (code === '') throw new Refusal('mfa_required', 'The account has a second factor.', 'Give its code with --code.')
  const headers = { Authorization: `Bearer ${opened.access_token}` }
  let refusal: unknown
  for (const { id } of opened.pending_factors) {
    try {
      const answer = await callApi(url, 'POST', `/api/auth/mfa/${id}/verify`, { body: { code }, headers })
      return (await answer.json()) as Opened
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'invalid_code') throw error
      refusal = error
    }
  }
  throw refusal
}

async function checkKey(url: string, key: string): Promise<Settings> {
  await callApi(url, 'GET', '/api/projects?limit=1', { headers: { Authorization: `Bearer ${key}` } })
  return { url, key }
}
