import { createParser } from 'eventsource-parser'
import { call } from './call.ts'
import { toProblem } from './problem.ts'

export type StreamEvent = { id: string | undefined; type: string; data: unknown }
export type Connection = 'connected' | 'away'

type Follower = {
  onEvent: (event: StreamEvent) => void
  onConnection: (connection: Connection) => void
  signal: AbortSignal
}

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 8000
/** The server says something every five seconds. */
const SILENCE_MS = 20_000

/** Follows a run to its end or to where it awaits input, over lost networks and restarted servers. @throws {ApiProblem} */
export async function followRun(runId: string, { onEvent, onConnection, signal }: Follower): Promise<void> {
  let lastId: string | undefined
  let pauseMs = FIRST_PAUSE_MS
  while (!signal.aborted) {
    try {
      const isOver = await readOnce(runId, lastId, signal, (event) => {
        lastId = event.id ?? lastId
        pauseMs = FIRST_PAUSE_MS
        onConnection('connected')
        onEvent(event)
      })
      if (isOver) return
    } catch (error) {
      if (signal.aborted) return
      const problem = toProblem(error)
      if (problem.code === 'unauthorized' || problem.code === 'not_found') throw problem
      onConnection('away')
    }
    await pauseUntilOnline(pauseMs, signal)
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
  }
}

/** Reads one answer to its end; true when nothing comes after it. */
async function readOnce(
  runId: string,
  lastId: string | undefined,
  signal: AbortSignal,
  onEvent: Follower['onEvent'],
): Promise<boolean> {
  const silence = new AbortController()
  let timer = setTimeout(() => silence.abort(), SILENCE_MS)
  let isOver = false
  const parser = createParser({
    onEvent: ({ id, event = '', data }) => {
      isOver ||= /^run\.(?:succeeded|partial|failed|canceled|awaiting_input)$/.test(event)
      if (event !== 'stream.failed') onEvent({ id, type: event, data: JSON.parse(data) as unknown })
    },
  })
  try {
    const response = await call('GET', `api/runs/${runId}/events`, {
      headers: { Accept: 'text/event-stream', ...(lastId === undefined ? {} : { 'Last-Event-ID': lastId }) },
      signal: AbortSignal.any([signal, silence.signal]),
    })
    if (response.status === 204 || response.body === null) return true
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      clearTimeout(timer)
      timer = setTimeout(() => silence.abort(), SILENCE_MS)
      parser.feed(read.value)
    }
    return isOver
  } finally {
    clearTimeout(timer)
  }
}

/** The browser tells when a network is back, which may be sooner. */
function pauseUntilOnline(pauseMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      removeEventListener('online', done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, pauseMs)
    addEventListener('online', done)
    signal.addEventListener('abort', done)
  })
}
