import { parseEvents } from './client.ts'
import { createRemoteClient } from './remote.ts'

/** What the steps of a walk are answered with. */
export const WALK_STATUSES = [
  201, 201, 200, 200, 200, 200, 200, 200, 200, 200, 201, 400, 201, 400, 413, 400, 200, 200, 200, 200, 200, 204,
]

type Step = { step: string; status: number; type: string | null; body: string }
/** A step, without what differs from walk to walk. `text` is what a run streamed between its facts. */
export type NeutralStep = Omit<Step, 'body'> & { body: unknown; text?: string }

/** The walk of the README by an account of its own, some bad requests and direct questions to a model included. */
export async function walk(url: string): Promise<NeutralStep[]> {
  const client = await createRemoteClient(url)
  const steps: Step[] = []
  const take = async (method: string, path: string, body?: unknown, headers?: Record<string, string>) => {
    const response = await client.fetch(method, path, body, headers)
    const bytes = new Uint8Array(await response.arrayBuffer())
    const type = response.headers.get('Content-Type')
    const shown =
      type === 'application/zip' || type === 'application/gzip'
        ? Buffer.from(bytes).toString('base64')
        : new TextDecoder().decode(bytes)
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
  await take('PATCH', `${root}/files`, {
    changes: [
      { action: 'write', path: 'заметки.md', content: '# Заметки\n' },
      { action: 'rename', path: 'заметки.md', to: 'docs/notes.md' },
    ],
  })
  const archive = Buffer.from(await take('GET', `${root}/export?format=tar.gz`), 'base64')
  await take('GET', `${root}/export`)
  await take('POST', '/api/projects?name=Again', archive, { 'Content-Type': 'application/gzip' })
  await take('POST', `${root}/import`, archive.subarray(0, -9), { 'Content-Type': 'application/gzip' })
  await take('POST', `${root}/fork`, { name: 'Fork' })
  await take('POST', '/api/projects', '{"name":', { 'Content-Type': 'application/json' })
  await take('POST', '/api/projects', { name: 'x'.repeat(2_000_000) })
  await take('GET', '/api/projects/nonsense')
  await take('GET', '/openapi.json')
  await take('GET', '/docs')
  const listed = await take('GET', '/v1/models')
  const { data: models } = JSON.parse(listed) as { data?: { id: string }[] }
  if (models === undefined) throw new Error(`models were not listed: ${listed}`)
  const question = { model: models[0]?.id, messages: [{ role: 'user', content: 'Say hello' }] }
  await take('POST', '/v1/chat/completions', question)
  await take('POST', '/v1/chat/completions', { ...question, stream: true })
  await take('DELETE', root)
  return steps.map((one) => neutral(one))
}

/** Ids, times and what a poll happened to catch differ from walk to walk; nothing else may. */
function neutral({ step, status, type, body }: Step): NeutralStep {
  const plain = (text: string) =>
    text
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
      .replace(/"created":\d+/g, '"created":"<time>"')
  const ofRun = type?.startsWith('text/event-stream') === true && step.endsWith('/runs')
  if (!ofRun) return { step: plain(step), status, type, body: plain(body) }
  // Text reaches a watcher in chunks that depend on timing: joined, they are the same. A fact that comes from Postgres has
  // its keys in another order than one that comes from Redis, so facts are compared as the values they are.
  const facts: unknown[] = []
  let text = ''
  for (const { event, data } of parseEvents(body)) {
    if (event.endsWith('.delta')) text += String(data['text'])
    else facts.push([event, data])
  }
  return {
    step: plain(step),
    status,
    type,
    body: JSON.parse(plain(JSON.stringify(facts))) as unknown,
    text: plain(text),
  }
}
