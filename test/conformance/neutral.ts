// What two answers may differ in on one and the same runtime, put aside: ids, times, tokens, the hash
// of the configuration, and how text was cut up.
import type { Head, RawAnswer } from './raw-http.ts'

export type Observation = { status: number; headers: Record<string, string[]>; body: string }

/** Tell of what was asked before. */
const UNSTEADY_HEADERS = new Set(['x-ratelimit-remaining-requests', 'x-ratelimit-reset-requests'])
/** Belong to the connection, not to the answer. */
const UNSEEN_HEADERS = new Set(['date', 'connection', 'keep-alive'])

export function observe(answer: RawAnswer): Observation {
  const type = headerOf(answer, 'content-type') ?? ''
  return {
    status: answer.status,
    headers: observeHeaders(answer, answer.body.length),
    body: observeBody(type, answer.body),
  }
}

/** Names in lower case, in order; each with its values in the order they came. */
export function observeHeaders(head: Head, bodyBytes?: number): Record<string, string[]> {
  const headers: Record<string, string[]> = {}
  for (const [given, value] of head.headers.toSorted(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))) {
    const name = given.toLowerCase()
    if (UNSEEN_HEADERS.has(name)) continue
    const isLength = name === 'content-length' && value === String(bodyBytes)
    const shown = isLength ? '<length of the body>' : UNSTEADY_HEADERS.has(name) ? '<number>' : neutralText(value)
    ;(headers[name] ??= []).push(shown)
  }
  return headers
}

function headerOf(head: Head, name: string): string | undefined {
  return head.headers.find(([other]) => other.toLowerCase() === name)?.[1]
}

function observeBody(type: string, body: Buffer): string {
  if (type.startsWith('text/event-stream')) return neutralStream(body.toString('utf8'))
  const text = body.toString('utf8')
  return Buffer.from(text, 'utf8').equals(body) ? neutralText(text) : `base64:${body.toString('base64')}`
}

function neutralText(text: string): string {
  return text
    .replace(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, '<token>')
    .replace(/"refresh_token":"[^"]+"/g, '"refresh_token":"<token>"')
    .replace(/samokoder_session=[\w.-]+/g, 'samokoder_session=<token>')
    .replace(/"next_cursor":"[\w-]{20,}"/g, '"next_cursor":"<cursor>"')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')
    .replace(/scene-\d{14}/g, 'scene-<id>')
    .replace(/"id":\d+/g, '"id":<number>')
    .replace(/project-[0-9a-f]{8}-v/g, 'project-<id>-v')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replace(/"duration_ms":\d+/g, '"duration_ms":<time>')
    .replace(/"runtime":"[^"]+"/g, '"runtime":"<runtime>"')
    .replace(
      /"config_sha256":"[0-9a-f]{64}","release":"([0-9a-f]{12})-[0-9a-f]{12}"/g,
      '"config_sha256":"<hash>","release":"$1-<hash>"',
    )
}

/**
 * The bytes of an event stream, save what depends on when it was polled: text that came in pieces is joined, and so are
 * the numbers of the pieces, and of those no time is told; and the keys of an event are sorted, since Redis gives them as they were written and
 * Postgres in an order of its own.
 */
export function neutralStream(text: string): string {
  const blocks: string[] = []
  for (const block of text.split('\n\n')) {
    const piece = /^id: \d+-\d+\nevent: (\w+\.delta)\ndata: (\{.*\})$/.exec(block)
    if (piece === null) {
      const sorted = block.replace(/^data: (\{.*\})$/m, (_, data: string) => `data: ${sortKeys(data)}`)
      blocks.push(neutralText(sorted).replace(/^id: (\d+)-[1-9]\d*$/m, 'id: $1-<n>'))
      continue
    }
    const { text: delta, created_at: _, ...rest } = JSON.parse(piece[2] ?? '') as { text: string; created_at: string }
    const head = `${piece[1]} ${neutralText(JSON.stringify(rest))} `
    const last = blocks.at(-1)
    if (last?.startsWith(head) === true) blocks[blocks.length - 1] = last + delta
    else blocks.push(head + delta)
  }
  return blocks.filter((block) => block !== ': keep-alive').join('\n\n')
}

function sortKeys(json: string): string {
  return JSON.stringify(JSON.parse(json), (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
}
