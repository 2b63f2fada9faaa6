import assert from 'node:assert/strict'
import { parseEvents, type StreamEvent } from '../support/client.ts'
import { valueOf, type Head, type RawConnection } from './raw-http.ts'
import { toRequest, type Ask, type Site } from './site.ts'

const COMMENT = ': keep-alive\n\n'

export type OpenStream = {
  head: Head
  connection: RawConnection
  /** Reads on until an event of this type has come; gives every event so far. */
  until: (type: string) => Promise<StreamEvent[]>
  /** Reads on until so many comments have come in all. */
  untilComments: (count: number) => Promise<void>
  /** Everything that has come, undone of its chunks. */
  text: () => string
  pieces: () => number
}

/** Asks for an event stream and leaves it open. */
export async function openStream(
  site: Site,
  method: string,
  target: string,
  ask: Partial<Ask> = {},
): Promise<OpenStream> {
  const connection = site.open()
  const headers: [string, string][] = [['Accept', 'text/event-stream'], ...(ask.headers ?? [])]
  connection.send(toRequest(method, target, { account: site.account, ...ask, headers }))
  const head = await connection.head()
  assert.equal(valueOf(head, 'content-type'), 'text/event-stream; charset=utf-8')
  const body = connection.body(head, method)
  // Decoded as a whole: a character may lie across two pieces.
  let bytes = Buffer.alloc(0)
  let pieces = 0
  const text = () => bytes.toString('utf8')
  const readOn = async (awaited: string) => {
    const { done, value } = await body.next()
    assert.ok(done !== true, `the stream ended without ${awaited}: ${text()}`)
    bytes = Buffer.concat([bytes, value])
    pieces += 1
  }
  return {
    head,
    connection,
    text,
    pieces: () => pieces,
    until: async (type) => {
      for (;;) {
        const events = parseEvents(text())
        if (events.some(({ event }) => event === type)) return events
        await readOn(type)
      }
    },
    untilComments: async (count) => {
      while (text().split(COMMENT).length - 1 < count) await readOn('comments')
    },
  }
}

/** Runs a prompt to its end, watched by the request that started it. */
export async function runToEnd(
  site: Site,
  projectId: string,
  prompt: string,
): Promise<{ runId: string; events: StreamEvent[]; text: string }> {
  const { body } = await site.send('POST', `/api/projects/${projectId}/runs`, {
    account: site.account,
    json: { prompt },
    headers: [['Accept', 'text/event-stream']],
  })
  const text = body.toString('utf8')
  const events = parseEvents(text)
  return { runId: String(events[0]?.data['run_id']), events, text }
}
