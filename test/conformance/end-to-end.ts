// The API from end to end as one caller sees it, each request at the next process of a fleet.
import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { unzipSync } from 'fflate'
import { parseEvents, type StreamEvent } from '../support/client.ts'
import { exchange, RawConnection } from './raw-http.ts'
import type { Target } from './site.ts'

export type Caller = {
  call: <T>(expected: number, method: string, target: string, body?: unknown) => Promise<T>
  bytes: (target: string) => Promise<Buffer>
  /** Watches a run, from the beginning or after an event, until `enough` or its end. */
  watch: (
    runId: string,
    lastEventId: string | undefined,
    enough: (event: StreamEvent) => boolean,
  ) => Promise<StreamEvent[]>
}

/** Sends each request to the next target in turn. */
export function createCaller(fleet: Target[]): Caller {
  let token = ''
  let turn = 0
  const next = () => {
    const target = fleet[turn % fleet.length]
    if (target === undefined) throw new Error('the fleet is empty')
    turn += 1
    return target
  }
  const headersOf = (body?: unknown): [string, string][] => [
    ...(token === '' ? [] : [['Authorization', `Bearer ${token}`] as [string, string]]),
    ...(body === undefined ? [] : [['Content-Type', 'application/json'] as [string, string]]),
  ]
  const send = async (expected: number, method: string, target: string, body?: unknown) => {
    const { runtime, port } = next()
    const request = {
      method,
      target,
      headers: headersOf(body),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }
    const answer = await exchange(port, request)
    assert.equal(answer.status, expected, `${method} ${target} on ${runtime}: ${answer.body.toString().slice(0, 300)}`)
    return answer.body
  }
  return {
    call: async <T>(expected: number, method: string, target: string, body?: unknown) => {
      const text = (await send(expected, method, target, body)).toString()
      const value = (text === '' ? undefined : JSON.parse(text)) as T
      const session = value as { access_token?: string } | undefined
      if (session?.access_token !== undefined) token = session.access_token
      return value
    },
    bytes: (target) => send(200, 'GET', target),
    watch: async (runId, lastEventId, enough) => {
      const { runtime, port } = next()
      const connection = new RawConnection(port)
      const resume: [string, string][] = lastEventId === undefined ? [] : [['Last-Event-ID', lastEventId]]
      connection.send({ method: 'GET', target: `/api/runs/${runId}/events`, headers: [...headersOf(), ...resume] })
      const head = await connection.head()
      assert.equal(head.status, 200, `the events on ${runtime}`)
      let received = Buffer.alloc(0)
      for await (const piece of connection.body(head, 'GET')) {
        received = Buffer.concat([received, piece])
        if (parseEvents(received.toString()).some(enough)) break
      }
      connection.abort()
      return parseEvents(received.toString()).slice(1)
    },
  }
}

/** Registers, runs a prompt that is watched by two processes after each other, changes, compares, restores, exports. */
export async function walkEndToEnd(caller: Caller, prompt: string): Promise<void> {
  const { call, bytes, watch } = caller
  const email = `${randomUUID()}@example.com`
  await call(201, 'POST', '/api/auth/register', { email, password: 'correct horse' })
  await call(200, 'POST', '/api/auth/login', { email, password: 'correct horse' })
  const { id } = await call<{ id: string }>(201, 'POST', '/api/projects', { name: 'Fleet' })
  const root = `/api/projects/${id}`
  const run = await call<{ id: string }>(201, 'POST', `${root}/runs`, { prompt })
  const begun = await watch(run.id, undefined, ({ event }) => event === 'plan.ready')
  const seen = begun.slice(0, begun.findIndex(({ event }) => event === 'plan.ready') + 1)
  const rest = await watch(run.id, seen.at(-1)?.id, () => false)
  assert.equal(rest.at(-1)?.event, 'run.succeeded')
  assert.deepEqual(facts([...seen, ...rest]), facts(await watch(run.id, undefined, () => false)))
  const list = await call<{ files: { path: string; hash: string }[] }>(200, 'GET', `${root}/files`)
  await checkExport(list.files, await bytes(`${root}/export`))
  for (const { path, hash } of list.files) assert.equal(sha256(await bytes(`${root}/files/${path}`)), hash)
  const page = `/files/${list.files[0]?.path}`
  await call(200, 'PUT', root + page, 'changed elsewhere')
  const diff = await call<{ files: unknown[] }>(200, 'GET', `${root}/versions/1/diff/2`)
  assert.equal(diff.files.length, 1)
  await call(201, 'POST', `${root}/versions/1/restore`)
  const restored = await call<{ version: number; files: unknown }>(200, 'GET', `${root}/files`)
  assert.deepEqual([restored.version, restored.files], [3, list.files])
  await call(204, 'DELETE', root)
  await call(404, 'GET', root)
}

/** What is stored of a run; text in between may reach one watcher in other pieces than another. */
function facts(events: StreamEvent[]) {
  return events.filter(({ id }) => id?.endsWith('-0') === true).map(({ id, event, data }) => ({ id, event, data }))
}

async function checkExport(files: { path: string; hash: string }[], zip: Buffer): Promise<void> {
  const unpacked = unzipSync(new Uint8Array(zip))
  assert.deepEqual(Object.keys(unpacked).toSorted(), files.map(({ path }) => path).toSorted())
  for (const { path, hash } of files) assert.equal(sha256(unpacked[path] ?? new Uint8Array()), hash)
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
