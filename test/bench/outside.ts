// A process for what is outside of the one that is measured: its data API, its Redis and its provider, as far as the
// worst requests ask them, and the one who sends those.
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hashOf, projectIdOf, worstRequests } from './worst-requests.ts'

/** `request` is the place of one of the worst requests in their list. */
export type Order = { id: number; request: number; url: string; token: string }
export type Report = { id: number; status: number; bytes: number } | { servicesUrl: string }

type Version = { manifest: Record<string, { hash: string; size_bytes: number }>; blobs: Map<string, string> }

const versions = new Map<string, Version[]>()

function versionsOf(project: string): Version[] {
  const request = worstRequests.find((_, index) => projectIdOf(index) === project)
  const known = versions.get(project) ?? (request?.versions?.() ?? []).map(toVersion)
  versions.set(project, known)
  return known
}

function toVersion(files: Record<string, string>): Version {
  const entries = Object.entries(files).map(([path, text]) => ({ path, text, hash: hashOf(text) }))
  return {
    manifest: Object.fromEntries(
      entries.map(({ path, text, hash }) => [path, { hash, size_bytes: Buffer.byteLength(text) }]),
    ),
    blobs: new Map(entries.map(({ hash, text }) => [hash, text])),
  }
}

const services = createServer((request, response) => {
  void readBody(request).then((body) => {
    const answer = JSON.stringify(answerTo(new URL(request.url ?? '', 'http://outside'), body))
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(answer)
  })
})
services.listen(0, '127.0.0.1', () => {
  const { port } = services.address() as AddressInfo
  report({ servicesUrl: `http://127.0.0.1:${port}` })
})

function answerTo(url: URL, body: string): unknown {
  if (url.pathname.endsWith('/chat/completions')) return COMPLETION
  if (url.pathname.endsWith('/embeddings')) return EMBEDDINGS
  if (url.pathname.endsWith('/rpc/read_manifest')) {
    const { p_project, p_version } = JSON.parse(body) as { p_project: string; p_version: number | null }
    const version = p_version ?? 2
    return [{ version, manifest: versionsOf(p_project)[version - 1]?.manifest ?? {} }]
  }
  if (url.pathname.endsWith('/rpc/commit_version')) return VERSION
  if (url.pathname.endsWith('/rpc/read_project')) {
    const { p_project: id } = JSON.parse(body) as { p_project: string }
    const at = new Date(0).toISOString()
    return [{ ...PROJECT, id, created_at: at, updated_at: at }]
  }
  if (url.pathname.endsWith('/rpc/begin_request')) return [{ state: 'new', answer: null }]
  if (url.pathname.endsWith('/blobs')) {
    const stored = versionsOf(url.searchParams.get('project_id')?.replace('eq.', '') ?? '')
    const hashes = url.searchParams.get('hash')?.match(/[\da-f]{64}/g) ?? []
    const contentOf = (hash: string) => stored.find(({ blobs }) => blobs.has(hash))?.blobs.get(hash)
    return hashes.map((hash) => ({ hash, encoding: 'utf8', content: contentOf(hash) }))
  }
  return { result: 0 }
}

const PROJECT = { name: 'x', description: '', instructions: '', status: 'ready', head: 2, role: 'owner' }
const COMPLETION = {
  id: 'c',
  choices: [{ index: 0, message: { role: 'assistant', content: 'ok' }, finish_reason: 'stop' }],
}
const EMBEDDINGS = { object: 'list', data: [{ object: 'embedding', index: 0, embedding: [0] }] }
const VERSION = {
  number: 3,
  origin: 'write',
  summary: '',
  file_count: 1,
  size_bytes: 1,
  run_id: null,
  created_at: new Date(0).toISOString(),
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

process.on('message', (order: Order) => {
  void call(order)
})

// It ends with the benchmark, however that ends.
process.once('disconnect', () => process.exit())

async function call({ id, request, url, token }: Order): Promise<void> {
  const asked = worstRequests[request]
  if (asked === undefined) throw new Error(`there is no request ${request}`)
  const { method, path, headers: more } = asked
  const body = asked.body?.()
  const type = body === undefined ? undefined : typeOf(body)
  const headers = { Authorization: `Bearer ${token}`, ...(type === undefined ? {} : { 'Content-Type': type }), ...more }
  const target = url + path.replace('{project}', projectIdOf(request))
  const response = await fetch(target, { method, headers, ...(body === undefined ? {} : { body }) })
  const bytes = await response.arrayBuffer()
  report({ id, status: response.status, bytes: bytes.byteLength })
}

function typeOf(body: string | Uint8Array): string {
  if (typeof body !== 'string') return 'application/zip'
  return body.startsWith('{') ? 'application/json' : 'application/octet-stream'
}

function report(message: Report): void {
  process.send?.(message)
}
