// A process of many watchers of one run, so that what they take is not the server's:
// node watch-crowd.ts <url of the events> <access token> <how many> <run>
// It prints a line when all streams are open, and one with what it saw when all have ended.
import { request } from 'node:http'
import { parseEventId, type EventId } from '../../src/runs/event-id.ts'

export type Arrival = { id: EventId; at: number }
/** An entry of the run's stream: the id of its last event, and when it was not in Redis yet, at the latest. */
export type Crowd = { entries: Arrival[]; arrivals: Arrival[][] }

/** So many streams are opened at a time: a crowd comes, it does not fall from the sky. */
const OPENING_AT_A_TIME = 25
const PROBE_MS = 20

const [, , url = '', token = '', count = '', run = ''] = process.argv
const { UPSTASH_REDIS_REST_URL = '', UPSTASH_REDIS_REST_TOKEN = '' } = process.env

const arrivals: Arrival[][] = []
const ends: Promise<void>[] = []

/** Resolves when the stream is open. */
function openStream(): Promise<void> {
  const seen: Arrival[] = []
  arrivals.push(seen)
  const opened = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<void>()
  ends.push(ended.promise)
  const sent = request(url, { headers: { Authorization: `Bearer ${token}` } }, (response) => {
    if (response.statusCode !== 200) opened.reject(new Error(`a stream was answered with ${response.statusCode}`))
    response.setEncoding('utf8')
    response.on('data', (text: string) => {
      opened.resolve()
      const line = text.lastIndexOf('\nid: ')
      const id = line === -1 ? undefined : parseEventId(text.slice(line + 5, text.indexOf('\n', line + 5)))
      if (id !== undefined) seen.push({ id, at: Date.now() })
    })
    response.once('end', ended.resolve)
  })
  sent.once('error', opened.reject)
  sent.end()
  return opened.promise
}

/** Reads the ids of the entries as they come, more often than any watcher does. */
async function probeEntries(stop: AbortSignal): Promise<Arrival[]> {
  const entries: Arrival[] = []
  let after = '-'
  let lookedAt = Date.now()
  while (!stop.aborted) {
    const began = Date.now()
    const answer = await fetch(UPSTASH_REDIS_REST_URL, {
      method: 'POST',
      headers: { Authorization: `Bearer ${UPSTASH_REDIS_REST_TOKEN}` },
      body: JSON.stringify(['XRANGE', `samokoder:run:${run}:events`, after, '+']),
    })
    const { result } = (await answer.json()) as { result: [string, unknown][] }
    for (const [text] of result) {
      const id = parseEventId(text)
      if (id !== undefined) entries.push({ id, at: lookedAt })
      after = `(${text}`
    }
    lookedAt = began
    await new Promise((resolve) => {
      setTimeout(resolve, PROBE_MS)
    })
  }
  return entries
}

for (let left = Number(count); left > 0; left -= OPENING_AT_A_TIME) {
  await Promise.all(Array.from({ length: Math.min(left, OPENING_AT_A_TIME) }, openStream))
}
process.stdout.write('open\n')
const stop = new AbortController()
const probing = probeEntries(stop.signal)
await Promise.all(ends)
stop.abort()
const crowd: Crowd = { entries: await probing, arrivals }
process.stdout.write(`${JSON.stringify(crowd)}\n`)
