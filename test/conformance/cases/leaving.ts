// Clients that go away. A run belongs to its project, not to who watches it: it goes on, ends once, and its usage is
// recorded once; what must end with the client is the watching.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { group, type Case } from '../case.ts'
import { openStream, runToEnd } from '../event-stream.ts'
import { observe } from '../neutral.ts'
import type { LogLine } from '../runtimes.ts'
import { createProject, eventually, toRequest, within, type Site } from '../site.ts'
import { gatedScene, wholeAnswer, type Scene } from '../suite-model.ts'
import { UPSTREAM_SECRET } from '../witness.ts'
import { parseEvents } from '../../support/client.ts'

type Run = { id: string; status: string; version: number | null; usage: unknown }

/** Longer than a watcher leaves the live stream unread. */
const READING_MS = 2500
/** Within what a log line comes on a busy machine; where there is none, it is waited for in vain. */
const LOGGED_MS = 10_000
/** Leaves what is under way, or should not be, the time to show. */
const SETTLED_MS = 500
/** Within what a driver hears a call on a busy machine; half of what it takes to renew its lease. */
const CALLED_MS = 20_000

const isEnded = ({ status }: Run) => status !== 'queued' && status !== 'running'

async function readRun(site: Site, id: string): Promise<Run> {
  return site.json<Run>('GET', `/api/runs/${id}`)
}

async function ended(site: Site, id: string): Promise<Run> {
  return eventually('the end of the run', async () => {
    const run = await readRun(site, id)
    return isEnded(run) ? run : undefined
  })
}

/** What became of a run: its end, how often it ended, and what was asked of the model. */
async function account(site: Site, id: string, scene: Scene) {
  const run = await ended(site, id)
  const { body } = await site.send('GET', `/api/runs/${id}/events`, { account: site.account })
  const events = parseEvents(body.toString())
  const ends = events.filter(({ event }) => /^run\.(?:succeeded|partial|failed|canceled)$/.test(event))
  assert.equal(ends.length, 1)
  assert.deepEqual(ends[0]?.data['usage'], run.usage)
  // What a call that was broken off took is estimated from as much as had come.
  const usage = run.status === 'canceled' ? 'estimated' : run.usage
  return { status: run.status, version: run.version, usage, calls: scene.calls.map(({ task }) => task) }
}

async function startRun(site: Site, prompt: string): Promise<Run> {
  return site.json<Run>('POST', `/api/projects/${await createProject(site)}/runs`, { json: { prompt } })
}

/** Until when the live stream was read for watchers that have left just now. */
async function readingEnds(site: Site, runId: string): Promise<string> {
  const left = performance.now()
  const lastRead = () => site.witness.lastReadOf(runId)
  assert.ok(lastRead() !== undefined, 'the live stream was read for a watcher')
  const ended = await within(site.heartbeatMs * 2, () => {
    const read = lastRead() ?? left
    return performance.now() - read > READING_MS ? read : undefined
  })
  if (ended === undefined) return 'with the run'
  return ended - left < site.heartbeatMs * 0.8 ? 'before the next heartbeat' : 'with the next heartbeat'
}

/** What was logged of a request, once anything was. */
async function linesOf(site: Site, requestId: string): Promise<LogLine[]> {
  const lines = () => site.log.filter((line) => line['request_id'] === requestId)
  await within(LOGGED_MS, () => lines()[0])
  await pause(SETTLED_MS)
  return lines()
}

const cases: Record<string, Case['run']> = {
  'in mid-stream, who started the run: it goes on and ends once': async (site) => {
    const { scene, open, reached } = gatedScene(site.model)
    const project = await createProject(site)
    const starter = await openStream(site, 'POST', `/api/projects/${project}/runs`, { json: { prompt: scene.prompt } })
    const [first] = await starter.until('plan.ready')
    await reached
    starter.connection.abort()
    open()
    return account(site, String(first?.data['run_id']), scene)
  },
  'in mid-stream, the only watcher: the run goes on and ends once': async (site) => {
    const { scene, open, reached } = gatedScene(site.model)
    const run = await startRun(site, scene.prompt)
    const watcher = await openStream(site, 'GET', `/api/runs/${run.id}/events`)
    await reached
    watcher.connection.abort()
    open()
    return account(site, run.id, scene)
  },
  'in mid-stream, the only watcher of a run that is driven elsewhere: the watching ends': async (site) => {
    const project = await createProject(site)
    const runId = await site.makeRunElsewhere(site.account, project, 'Nobody asks a model')
    const watcher = await openStream(site, 'GET', `/api/runs/${runId}/events`)
    // The next heartbeat is then as far away as it can be.
    await watcher.untilComments(1)
    watcher.connection.abort()
    const reading = await readingEnds(site, runId)
    // Else a sweep would find the run, which nobody drives once its lease is over.
    await site.send('DELETE', `/api/projects/${project}`, { account: site.account })
    return { reading }
  },
  'in mid-stream, a watcher among others: they see the end': async (site) => {
    const { scene, open, reached } = gatedScene(site.model)
    const run = await startRun(site, scene.prompt)
    const [leaver, stayer] = await Promise.all([1, 2].map(() => openStream(site, 'GET', `/api/runs/${run.id}/events`)))
    await reached
    leaver?.connection.abort()
    open()
    const events = (await stayer?.until('run.succeeded')) ?? []
    assert.equal(events.at(-1)?.event, 'run.succeeded')
    return account(site, run.id, scene)
  },
  'before the head of the answer: nothing is left half done': async (site) => {
    const { scene, open } = gatedScene(site.model)
    open()
    const project = await createProject(site)
    const connection = site.open()
    const request = toRequest('POST', `/api/projects/${project}/runs`, {
      account: site.account,
      json: { prompt: scene.prompt },
    })
    connection.send(request)
    await new Promise<void>((sent) => connection.socket.write('', () => sent()))
    connection.abort()
    // The request may have come too late to be taken up; but a run that was made ends as any other.
    await pause(SETTLED_MS)
    const { items } = await site.json<{ items: Run[] }>('GET', `/api/projects/${project}/runs`)
    assert.ok(items.length <= 1)
    const [run] = items
    if (run === undefined) return
    const { status, usage, calls } = await account(site, run.id, scene)
    assert.deepEqual(
      [status, usage, calls],
      ['succeeded', { prompt_tokens: 20, completion_tokens: 40, cost_usd: 0 }, ['plan', 'write']],
    )
  },
  'after the end: nothing changes': async (site) => {
    const scene = site.model.scene(wholeAnswer)
    const project = await createProject(site)
    const stream = await openStream(site, 'POST', `/api/projects/${project}/runs`, { json: { prompt: scene.prompt } })
    const [first] = await stream.until('run.succeeded')
    stream.connection.abort()
    const runId = String(first?.data['run_id'])
    const before = await account(site, runId, scene)
    await pause(SETTLED_MS)
    assert.deepEqual(await account(site, runId, scene), before)
    return before
  },
  'in the middle of a request body: nothing is kept, and it counts as the fault of the client': async (site) => {
    const project = await createProject(site)
    const sendHalf = async (framing: string) => {
      const id = `half-${randomUUID()}`
      const connection = site.open()
      connection.socket.write(
        `PUT /api/projects/${project}/files/half.txt HTTP/1.1\r\nHost: api.test\r\nAuthorization: Bearer ${site.account.token}\r\nX-Request-Id: ${id}\r\n${framing}`,
      )
      await pause(SETTLED_MS)
      connection.abort()
      const lines = await linesOf(site, id)
      assert.ok(!lines.some(({ level }) => level === 'error'))
      return lines.map(({ level, message, status }) => ({ level, message, status }))
    }
    const framings = ['Content-Length: 1000\r\n\r\nhalf', 'Transfer-Encoding: chunked\r\n\r\n64\r\nhalf']
    const logged = await Promise.all(framings.map(sendHalf))
    const files = await site.send('GET', `/api/projects/${project}/files`, { account: site.account })
    return { logged, files: observe(files) }
  },
  'the data API, in the middle of an export: it breaks off, and the log says why': async (site) => {
    const path = `/api/projects/${await createProject(site)}`
    // More files than one query asks for; the last of them is the lost one.
    const names = Array.from({ length: 45 }, (_, number) => `${String(number).padStart(2, '0')}.txt`)
    const lost = site.witness.loseFile()
    for (const name of names) {
      const body = name === names.at(-1) ? lost.content : name
      await site.send('PUT', `${path}/files/${name}`, { account: site.account, body })
    }
    const id = `lost-${randomUUID()}`
    const connection = site.open()
    const headers: [string, string][] = [['X-Request-Id', id]]
    connection.send(toRequest('GET', `${path}/export`, { account: site.account, headers }))
    const head = await connection.head()
    const pieces: Buffer[] = []
    const read = async () => {
      for await (const piece of connection.body(head, 'GET')) {
        pieces.push(piece)
        lost.fail()
      }
    }
    await assert.rejects(read, /ended within an answer/)
    const body = Buffer.concat(pieces)
    assert.ok(!body.includes(UPSTREAM_SECRET))
    const isReason = (line: LogLine) => line['request_id'] === id && line['message'] === 'answer broke off'
    const { level, route } = await eventually('the reason', () => site.log.find(isReason))
    return { status: head.status, level, route }
  },
  'a run that is canceled closes its call upstream': async (site) => {
    const scene = site.model.scene((reply, call) => {
      const talk = setInterval(() => reply.text('and on '), 100)
      void call.closed.then(() => clearInterval(talk))
    })
    const run = await startRun(site, scene.prompt)
    const call = await eventually('a call', () => scene.calls[0])
    const answer = await site.send('POST', `/api/runs/${run.id}/cancel`, { account: site.account })
    assert.equal(answer.status, 202)
    // It hears the call, and does not learn of it when it renews its lease.
    const closed = call.closed.then(() => 'closed')
    assert.equal(await Promise.race([closed, pause(CALLED_MS, 'still open')]), 'closed')
    return account(site, run.id, scene)
  },
  'a second prompt after a watcher left works as ever': async (site) => {
    const scene = site.model.scene(wholeAnswer)
    const { events } = await runToEnd(site, await createProject(site), scene.prompt)
    return events.at(-1)?.event
  },
}

export const leaving = group('clients that leave', cases, { concurrent: true })
