// The API as a caller uses it: over HTTP, or of the app in this process.
import { unzipSync } from 'fflate'
import type { Run } from '../../runs/run.ts'
import type { VersionReport } from '../../runs/report.ts'
import { UNDER_WAY } from '../../services/database-types.ts'
import { pause } from '../../timing.ts'
import { EXIT, Refusal } from '../command.ts'

export type Send = (request: Request) => Promise<Response>

export type Api = {
  createProject: (name: string) => Promise<string>
  writeFile: (projectId: string, path: string, content: string) => Promise<void>
  /** Drives a run to its end, or until it asks something. */
  run: (projectId: string, prompt: string, model: string | undefined) => Promise<Run>
  readFiles: (projectId: string) => Promise<Map<string, string>>
  readReport: (projectId: string, version: number) => Promise<VersionReport>
  deleteProject: (projectId: string) => Promise<void>
}

/** A call that is refused for want of room is made again, so often in all. */
const MOST_ATTEMPTS = 20
const LONGEST_WAIT_SECONDS = 60

export async function openApi(send: Send, base: string, key: string | undefined): Promise<Api> {
  const token = key ?? (await register(send, base))
  const call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
    ask(send, () => toRequest(base, method, path, body, { Authorization: `Bearer ${token}`, ...headers }))
  const json = async <T>(...asked: Parameters<typeof call>) => (await (await call(...asked)).json()) as T
  return {
    createProject: async (name) => (await json<{ id: string }>('POST', '/api/projects', { name })).id,
    writeFile: async (projectId, path, content) => {
      await (await call('PUT', `/api/projects/${projectId}/files/${path}`, content)).arrayBuffer()
    },
    run: async (projectId, prompt, model) => {
      const body = { prompt, ...(model === undefined ? {} : { model }) }
      const stream = await call('POST', `/api/projects/${projectId}/runs`, body, { Accept: 'text/event-stream' })
      const run = stream.headers.get('Location') ?? ''
      await drain(stream)
      return waitForEnd(
        () => json<Run>('GET', run),
        () => call('GET', `${run}/events`),
      )
    },
    readFiles: async (projectId) => {
      const archive = await (await call('GET', `/api/projects/${projectId}/export`)).arrayBuffer()
      const decoder = new TextDecoder()
      return new Map(
        Object.entries(unzipSync(new Uint8Array(archive))).map(([path, bytes]) => [path, decoder.decode(bytes)]),
      )
    },
    readReport: (projectId, version) => json('GET', `/api/projects/${projectId}/versions/${version}/report`),
    deleteProject: async (projectId) => {
      await (await call('DELETE', `/api/projects/${projectId}`)).arrayBuffer()
    },
  }
}

async function register(send: Send, base: string): Promise<string> {
  const name = Buffer.from(crypto.getRandomValues(new Uint8Array(9))).toString('hex')
  const account = { email: `eval-${name}@example.com`, password: `${name}-password` }
  const answer = await ask(send, () => toRequest(base, 'POST', '/api/auth/register', account))
  const { access_token } = (await answer.json()) as { access_token?: string }
  if (access_token === undefined) throw new Error('addresses must be confirmed there: give a key')
  return access_token
}

function toRequest(base: string, method: string, path: string, body?: unknown, headers?: Record<string, string>) {
  const isText = typeof body === 'string'
  return new Request(base + path, {
    method,
    headers: { ...(body === undefined || isText ? {} : { 'Content-Type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
  })
}

/** Waits where it is told to. @throws {Refusal} */
async function ask(send: Send, request: () => Request): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const asked = request()
    const response = await send(asked).catch((error: unknown) => {
      throw new Refusal('unreachable', `${asked.url} does not answer: ${String(error)}`, 'Is it up?', EXIT.unavailable)
    })
    if (response.ok) return response
    const text = await response.text()
    const seconds = Number(response.headers.get('Retry-After') ?? '')
    const mayWait = (response.status === 429 || response.status === 503) && attempt < MOST_ATTEMPTS
    if (!mayWait) {
      const what = `${asked.method} ${new URL(asked.url).pathname} answered ${response.status}: ${text.slice(0, 300)}`
      throw new Refusal('refused', what, 'samokoder eval --help tells what it needs.')
    }
    await pause(Math.min(Math.max(seconds, 1), LONGEST_WAIT_SECONDS) * 1000)
  }
}

/** A stream may end before its run does, as when its process ends: whoever follows the run takes it up. */
async function waitForEnd(read: () => Promise<Run>, follow: () => Promise<Response>): Promise<Run> {
  for (;;) {
    const run = await read()
    if (!UNDER_WAY.some((status) => status === run.status)) return run
    await drain(await follow())
  }
}

async function drain(stream: Response): Promise<void> {
  // What broke off is followed again.
  await stream.arrayBuffer().catch(() => undefined)
}
