// What an event stream of a run holds while it is open, and what it says while there is nothing new.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { setImmediate as afterSockets } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createProject, signUp, type Client } from '../support/client.ts'
import { startScriptedModel, type ScriptedModel } from '../support/scripted-model.ts'
import { makeStack, type Stack } from '../support/stack.ts'

/** Longer than a test may take. */
const LONG_MS = '10000'

let model: ScriptedModel
let stack: Stack
let owner: Client

beforeAll(async () => {
  model = await startScriptedModel()
  stack = makeStack({ AI_BASE_URL: model.url, AI_API_KEY: 'k', AI_MODELS: 'm' })
  owner = await signUp(stack.app)
})
afterAll(async () => {
  await stack.idle()
  await model.close()
})

/** A run whose model says nothing until it is told to ask something, with which the run comes to rest. */
async function startRun(): Promise<{ path: string; finish: () => void }> {
  const asked = Promise.withResolvers<() => void>()
  model.script((reply) =>
    asked.resolve(() => {
      reply.text('Shall it be light or dark?')
      reply.end()
    }),
  )
  const projectId = await createProject(owner)
  const { json } = await owner.call('POST', `/api/projects/${projectId}/runs`, { prompt: 'x' })
  return { path: `/api/runs/${(json as { id: string }).id}/events`, finish: await asked.promise }
}

function readerOf(answer: Response): ReadableStreamDefaultReader<Uint8Array> {
  const reader = answer.body?.getReader()
  if (reader === undefined) throw new Error('the answer has no body')
  return reader
}

/** Reads on until a text has come. */
async function readUntil(reader: ReadableStreamDefaultReader<Uint8Array>, wanted: string): Promise<void> {
  let text = ''
  while (!text.includes(wanted)) {
    const { value, done } = await reader.read()
    if (done) throw new Error(`the stream ended without ${wanted}: ${text}`)
    text += new TextDecoder().decode(value)
  }
}

it('says that it is there while there is nothing new, however seldom it looks for news', async () => {
  const { path, finish } = await startRun()
  const silent = makeStack({ EVENTS_POLL_MS: LONG_MS, EVENTS_HEARTBEAT_MS: '50' })
  const headers = { Authorization: `Bearer ${owner.token}` }
  const reader = readerOf(await silent.app.fetch(new Request(`http://test.local${path}`, { headers })))
  await readUntil(reader, ': keep-alive\n\n')
  await readUntil(reader, ': keep-alive\n\n')
  await reader.cancel()
  finish()
})

it('sends its client on when the process is about to end already, and takes no place then', async () => {
  const { path, finish } = await startRun()
  const bounded = makeStack({ EVENTS_STREAMS_PER_PROCESS: '1' })
  const headers = { Authorization: `Bearer ${owner.token}` }
  const open = () => new Request(`http://test.local${path}`, { headers })
  for (let turn = 0; turn < 2; turn += 1) {
    const answer = await bounded.app.fetch(open(), { draining: AbortSignal.abort() })
    expect(await answer.text()).toMatch(/event: stream\.closing\ndata: .*"reason":"process_ending"/)
  }
  expect((await bounded.app.fetch(open(), { draining: undefined })).status).toBe(200)
  finish()
})

it('lets its request go once it has begun', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const { path, finish } = await startRun()
  const open = async () => {
    const headers = { Authorization: `Bearer ${owner.token}` }
    const request = new Request(`http://test.local${path}`, { headers })
    return { request: new WeakRef(request), reader: readerOf(await stack.app.fetch(request)) }
  }
  const { request, reader } = await open()
  await readUntil(reader, 'event: run.started')
  await expect
    .poll(
      async () => {
        await afterSockets()
        collect()
        return request.deref()
      },
      { timeout: 30_000 },
    )
    .toBeUndefined()
  // The stream goes on to where its run rests.
  finish()
  await readUntil(reader, 'event: run.awaiting_input')
  await reader.cancel()
})
