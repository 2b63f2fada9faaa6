import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { startWebProcess, type Runtime, type WebProcess } from '../../local/web-process.ts'
import { parseEvents } from '../support/client.ts'
import { fetchChecked } from '../support/checked-app.ts'
import { createRemoteClient } from '../support/remote.ts'

// The walk of the README, on each runtime that `npm start` and `npm run dev` offer.
const RUNTIMES = ['node', 'workers'] as const
const processes = new Map<Runtime, WebProcess>()

beforeAll(async () => {
  for (const runtime of RUNTIMES) {
    const folder = await mkdtemp(join(tmpdir(), 'samokoder-test-'))
    const environment = inject('environment')
    processes.set(runtime, await startWebProcess({ runtime, environment, port: 0, folder, onLine: () => undefined }))
  }
}, 120_000)
afterAll(async () => {
  for (const web of processes.values()) await web.stop()
})

type Step = { step: string; status: number; type: string | null; body: string }
type Neutral = Omit<Step, 'body'> & { body: unknown }

async function walk(url: string): Promise<Neutral[]> {
  const client = await createRemoteClient(url)
  const steps: Step[] = []
  const take = async (method: string, path: string, body?: unknown, headers?: Record<string, string>) => {
    const response = await client.fetch(method, path, body, headers)
    const bytes = new Uint8Array(await response.arrayBuffer())
    const type = response.headers.get('Content-Type')
    const shown = type === 'application/zip' ? Buffer.from(bytes).toString('base64') : new TextDecoder().decode(bytes)
    steps.push({ step: `${method} ${path}`, status: response.status, type, body: shown })
    return shown
  }
  const project = JSON.parse(await take('POST', '/api/projects', { name: 'Walk' })) as { id: string }
  const root = `/api/projects/${project.id}`
  const stream = await take('POST', `${root}/runs`, { prompt: 'A todo list' }, { Accept: 'text/event-stream' })
  const runId = parseEvents(stream)[0]?.data['run_id'] as string
  await take('GET', `/api/runs/${runId}`)
  await take('GET', `${root}/files`)
  await take('GET', `${root}/files/index.html`)
  await take('PUT', `${root}/files/index.html`, '<!doctype html>\n<title>Мой список</title>\n')
  await take('GET', `${root}/versions/1/diff/2`)
  await take('GET', `${root}/export`)
  await take('POST', '/api/projects', '{"name":', { 'Content-Type': 'application/json' })
  await take('POST', '/api/projects', { name: 'x'.repeat(2_000_000) })
  await take('GET', '/api/projects/nonsense')
  await take('GET', '/openapi.json')
  await take('GET', '/docs')
  await take('DELETE', root)
  return steps.map((one) => neutral(one))
}

/** Ids, times and what a poll happened to catch differ from walk to walk; nothing else may. */
function neutral({ step, status, type, body }: Step): Neutral {
  const plain = (text: string) =>
    text
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
  if (type?.startsWith('text/event-stream') !== true) return { step: plain(step), status, type, body: plain(body) }
  // Text reaches a watcher in chunks that depend on timing: joined, they are the same. A fact that comes from Postgres has
  // its keys in another order than one that comes from Redis, so facts are compared as the values they are.
  const facts: unknown[] = []
  let text = ''
  for (const { event, data } of parseEvents(body)) {
    if (event.endsWith('.delta')) text += String(data['text'])
    else facts.push([event, data])
  }
  return { step: plain(step), status, type, body: JSON.parse(plain(JSON.stringify({ facts, text }))) as unknown }
}

describe('the walk of the README', () => {
  it('gives the same statuses and bodies on Node and on workerd', async () => {
    const [node, workers] = await Promise.all(RUNTIMES.map((runtime) => walk(processes.get(runtime)?.url ?? '')))
    expect(node?.map(({ status }) => status)).toEqual([
      201, 201, 200, 200, 200, 200, 200, 200, 400, 413, 400, 200, 200, 204,
    ])
    expect(workers).toEqual(node)
  })

  it('serves the same bytes that were built', async () => {
    const built = await readFile('dist/app.js', 'utf8')
    expect(built).not.toMatch(/from ?["']node:/)
    for (const runtime of RUNTIMES) {
      const health = (await (await fetchChecked(`${processes.get(runtime)?.url}/health`)).json()) as { runtime: string }
      expect(health.runtime).toBe(runtime === 'node' ? 'node' : 'workerd')
    }
  })
})
