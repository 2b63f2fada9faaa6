import type { Command } from 'commander'
import { randomBytes } from 'node:crypto'
import { createApp } from '../../app.ts'
import { EXIT, perform, readConfig, Refusal, SEE_DOCTOR } from '../command.ts'

type Options = { email: string; password?: string }
type Session = { access_token: string }
type Answer = { status: number; json: unknown }

const PROJECT = 'Hello'
const FILES = {
  'index.html': `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Hello</title>
    <link rel="stylesheet" href="styles.css" />
  </head>
  <body>
    <h1>Hello</h1>
  </body>
</html>
`,
  'styles.css': 'body { font-family: system-ui, sans-serif; margin: 3rem; }\n',
}

export function addSeed(program: Command): void {
  const command = program
    .command('seed')
    .summary('make an account and a small project to try things with')
    .description(
      'Makes a sample account with a project of two files, through the API itself. Run again, it adds nothing.',
    )
    .option('--email <address>', 'of the account', 'demo@example.com')
    .option('--password <password>', 'of the account; without one, a random one is made and printed once')
  perform(command, async ({ email, password }: Options) => {
    const call = createCaller()
    const chosen = password ?? randomBytes(12).toString('base64url')
    const { session, created } = await openAccount(call, email, chosen, password !== undefined)
    const project = await ensureProject(call, session.access_token)
    const shown = created && password === undefined ? { password: chosen } : {}
    return {
      data: { email, account_created: created, ...shown, ...project },
      lines: [
        `account ${email} ${created ? 'made' : 'was there'}${'password' in shown ? `, password ${chosen}` : ''}`,
        `project ${project.project_id} ${project.project_created ? 'made' : 'was there'}`,
      ],
    }
  })
}

type Call = (method: string, path: string, body?: unknown, token?: string) => Promise<Answer>

/** The app itself, in this process. */
function createCaller(): Call {
  const app = createApp({ ...readConfig(), LOG_LEVEL: 'error', FUNCTIONS: [] }, () => undefined)
  return async (method, path, body, token) => {
    const headers = new Headers(token === undefined ? {} : { Authorization: `Bearer ${token}` })
    if (body !== undefined && typeof body !== 'string') headers.set('Content-Type', 'application/json')
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const request = new Request(`http://localhost${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: text }),
    })
    const response = await app.fetch(request)
    const json: unknown = await response.json()
    return { status: response.status, json }
  }
}

async function openAccount(call: Call, email: string, password: string, given: boolean) {
  const made = await call('POST', '/api/auth/register', { email, password })
  if (made.status === 201) return { session: made.json as Session, created: true }
  if (errorOf(made).code !== 'email_taken') throw refusalOf(made)
  if (!given) {
    const hint = 'Give its --password to look after its project.'
    throw new Refusal('account_exists', `The account ${email} is there already.`, hint)
  }
  const session = await call('POST', '/api/auth/login', { email, password })
  if (session.status !== 200) throw refusalOf(session)
  return { session: session.json as Session, created: false }
}

async function ensureProject(call: Call, token: string) {
  const listed = await call('GET', `/api/projects?search=${PROJECT}`, undefined, token)
  if (listed.status !== 200) throw refusalOf(listed)
  const [found] = (listed.json as { items: { id: string; head: number }[] }).items
  if (found !== undefined && found.head > 0) return { project_id: found.id, project_created: false }
  const made = found ?? (await createProject(call, token))
  for (const [path, content] of Object.entries(FILES)) {
    const stored = await call('PUT', `/api/projects/${made.id}/files/${path}`, content, token)
    if (stored.status >= 300) throw refusalOf(stored)
  }
  return { project_id: made.id, project_created: true }
}

async function createProject(call: Call, token: string): Promise<{ id: string }> {
  const made = await call('POST', '/api/projects', { name: PROJECT }, token)
  if (made.status !== 201) throw refusalOf(made)
  return made.json as { id: string }
}

type ApiError = { code?: string; message?: string; details?: { path: (string | number)[]; message: string }[] }

function errorOf({ json }: Answer): ApiError {
  return (json as { error?: ApiError }).error ?? {}
}

function refusalOf(answer: Answer): Refusal {
  const { code = 'internal', message = 'The API refused.', details = [] } = errorOf(answer)
  const fields = details.map(({ path, message: wanted }) => `--${path.slice(1).join('.')}: ${wanted}`)
  const hint = fields.length > 0 ? fields.join('\n') : SEE_DOCTOR
  return new Refusal(code, message, hint, answer.status === 503 ? EXIT.unavailable : EXIT.failed)
}
