import { createServer, request as httpRequest, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pipelines } from '../../src/generation/pipelines.ts'
import { driveRun } from '../../src/runs/drive.ts'
import { createRun } from '../../src/runs/run.ts'
import { connectAsUser } from '../../src/services/supabase.ts'
import { createProject, parseEvents, signUp, type Client } from '../support/client.ts'
import { expireLease } from '../support/kill-driver.ts'
import { startScriptedModel, type ScriptedModel } from '../support/scripted-model.ts'
import { makeStack, type Stack } from '../support/stack.ts'

const FAULTS = ['500', '429', '503', 'reset', 'reset after it was done', 'hang'] as const
type Fault = (typeof FAULTS)[number]
const KINDS = ['generate', 'edit'] as const

const PLAN = '<plan title="Two">\nTwo files.\n- one.txt: first\n- two.txt: second\n</plan>\n'
const FILES = '<file path="one.txt">\n1\n</file>\n<file path="two.txt">\n2\n</file>\n'
const EDITS =
  '<edit path="one.txt">\n<<<<<<< SEARCH\n0\n=======\n1\n>>>>>>> REPLACE\n</edit>\n<file path="two.txt">\n2\n</file>\n'
/** A call that hangs is given up after so long. */
const TIMEOUT_MS = 2000

let model: ScriptedModel
let stack: Stack
let client: Client
let proxy: Awaited<ReturnType<typeof startFaultyProxy>>

beforeAll(async () => {
  model = await startScriptedModel()
  model.script((reply, { task }) => {
    reply.text({ plan: PLAN, write: FILES }[task] ?? EDITS)
    reply.end()
  })
  stack = makeStack(model.environment)
  client = await signUp(stack.app)
  proxy = await startFaultyProxy(stack.config.SUPABASE_URL)
})
afterAll(async () => {
  await model.close()
  await proxy.close()
})

/** Stands in front of the data API, and spoils one call: the one of this number. */
async function startFaultyProxy(target: string) {
  let calls = 0
  let spoiled = 0
  let fault: Fault = '500'
  const server = createServer((request, response) => {
    calls += 1
    const isSpoiled = calls === spoiled
    if (isSpoiled && fault !== 'reset after it was done') return spoil(response, fault)
    const headers = { ...request.headers, host: new URL(target).host }
    const upstream = httpRequest(new URL(request.url ?? '/', target), { method: request.method ?? 'GET', headers })
    upstream.once('response', (answer) => {
      if (isSpoiled) return void answer.resume().once('end', () => response.destroy())
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    upstream.once('error', () => response.destroy())
    request.pipe(upstream)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Counts anew, and spoils the call of this number; 0 spoils none. */
    spoilCall: (number: number, how: Fault) => {
      calls = 0
      spoiled = number
      fault = how
    },
    calls: () => calls,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function spoil(response: ServerResponse, fault: Fault): void {
  if (fault === 'hang') return
  if (fault === 'reset') return void response.destroy()
  response.writeHead(Number(fault), { 'Content-Type': 'application/json' })
  response.end('{"message":"deadlock detected","code":"40P01"}')
}

async function driveOnce(kind: (typeof KINDS)[number]) {
  const projectId = await createProject(client)
  if (kind === 'edit') await client.call('PUT', `/api/projects/${projectId}/files/one.txt`, '0\n')
  const run = { kind, prompt: 'Two files', model: 'm' }
  const { id } = await createRun(connectAsUser(stack.config, client.token), projectId, run)
  const config = { ...stack.config, SUPABASE_URL: proxy.url, SERVICE_TIMEOUT_MS: TIMEOUT_MS }
  return { projectId, id, drive: () => driveRun({ config, log: () => undefined, pipelines }, id) }
}

describe.each(KINDS)('%s: a call of the data API that fails once', (kind) => {
  it.each(FAULTS)(
    'with %s ends no run and loses nothing, whichever call it is',
    async (fault) => {
      proxy.spoilCall(0, fault)
      await (await driveOnce(kind)).drive()
      const calls = proxy.calls()
      expect(calls).toBeGreaterThan(4)

      for (let number = 1; number <= calls; number += 1) {
        const { projectId, id, drive } = await driveOnce(kind)
        proxy.spoilCall(number, fault)
        await drive()
        // A claim whose answer was lost is nobody's until its lease is over: the next process takes the run up.
        if (number === 1) {
          await expireLease(stack.config, id)
          await drive()
        }
        const at = `call ${number} of ${calls}`
        const head = kind === 'edit' ? 2 : 1
        expect((await client.call('GET', `/api/runs/${id}`)).json, at).toMatchObject({
          status: 'succeeded',
          version: head,
        })
        expect((await client.call('GET', `/api/projects/${projectId}`)).json, at).toMatchObject({ head })
        const events = parseEvents((await client.call('GET', `/api/runs/${id}/events`)).text)
        const written = events.filter(({ event }) => event === 'file.completed').map(({ data }) => data['path'])
        expect(written, at).toEqual(['one.txt', 'two.txt'])
      }
    },
    600_000,
  )
})
