// Factor XI, seen from its end: what a process said of a request has reached the places where operators look for it.
import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { check, fail, pass, unknown, type Check } from '../subject.ts'

/** How long lines and spans may take to be found, and how often they are looked for. */
const FOUND_WITHIN_MS = 30_000
const LOOK_EVERY_MS = 500
const REQUEST_TIMEOUT_MS = 10_000

/** A request that was just made, by what the store can only know from the process that served it. */
type Made = { requestId: string; traceId: string; parentId: string }
type Store = {
  name: string
  variable: 'LOG_STORE_URL' | 'TRACE_STORE_URL'
  what: string
  /** What stands in the variable in its place. */
  question: { place: string; of: (made: Made) => string }
  /** What the answer holds where the store has it; no answer that only repeats the question does. */
  proof: (made: Made) => string
  fix: string
}

const STORES: Store[] = [
  {
    name: 'the log store has the line of a request that was just made',
    variable: 'LOG_STORE_URL',
    what: 'line',
    question: { place: '{request_id}', of: ({ requestId }) => requestId },
    proof: ({ traceId }) => traceId,
    fix: 'See that a collector reads the standard output of every process, or set OTEL_LOGS_EXPORTER=otlp.',
  },
  {
    name: 'the trace store has the span of a request that was just made',
    variable: 'TRACE_STORE_URL',
    what: 'span',
    question: { place: '{trace_id}', of: ({ traceId }) => traceId },
    proof: ({ parentId }) => parentId,
    fix: 'See that OTEL_EXPORTER_OTLP_ENDPOINT is set for every process, and that its collector passes traces on.',
  },
]

/** Each process is asked: a collector may read the one and not the other. */
export const storedTelemetry: Check[] = STORES.map((store) =>
  check(store.name, ['urls', 'config'], async ({ urls, config }) => {
    const template = config[store.variable]
    if (template === undefined) return unknown(`nobody told where to look: ${store.variable}`)
    const since = performance.now()
    for (const url of urls) {
      const made = await makeRequest(url)
      const { place, of } = store.question
      if (await isFound(template.replaceAll(place, of(made)), store.proof(made))) continue
      const evidence = `no ${store.what} of request ${made.requestId} of ${new URL(url).host} after ${FOUND_WITHIN_MS / 1000} s`
      return fail(evidence, store.fix)
    }
    const seconds = ((performance.now() - since) / 1000).toFixed(1)
    return pass(
      `found the ${store.what} of a request of each of ${urls.length} processes, ${seconds} s after the first`,
    )
  }),
)

async function makeRequest(url: string): Promise<Made> {
  // Whatever the share that a sampler keeps, it keeps the trace whose last digits are zero.
  const traceId = `${randomBytes(9).toString('hex')}${'0'.repeat(14)}`
  const parentId = randomBytes(8).toString('hex')
  const response = await fetch(`${url}/health`, {
    headers: { traceparent: `00-${traceId}-${parentId}-01` },
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  })
  await response.body?.cancel()
  const requestId = response.headers.get('X-Request-Id') ?? ''
  if (!response.ok || requestId === '') throw new Error(`${url}/health answered ${response.status}`)
  return { requestId, traceId, parentId }
}

async function isFound(url: string, proof: string): Promise<boolean> {
  const until = performance.now() + FOUND_WITHIN_MS
  for (;;) {
    const response = await fetch(url, { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) })
    const text = await response.text()
    // Some have no page for a trace that they do not have yet.
    if (!response.ok && response.status !== 404) throw new Error(`the store answered ${response.status}`)
    if (response.ok && text.includes(proof)) return true
    if (performance.now() > until) return false
    await pause(LOOK_EVERY_MS)
  }
}
