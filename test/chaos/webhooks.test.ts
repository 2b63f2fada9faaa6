// Processes are killed while they make facts and while they send them: a receiver gets each fact all the same, of a run in order.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { startWebProcess, startWorkerProcess } from '../../local/web-process.ts'
import { FACT_TYPES } from '../../src/runs/events.ts'
import { startOwnDatabase } from '../support/own-database.ts'
import { createRemoteClient, type RemoteClient } from '../support/remote.ts'
import { startScriptedModel, type ScriptedModel } from '../support/scripted-model.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'
import { startReceiver, type Receiver } from '../support/webhook-receiver.ts'

const RUNS = 5
const KILLS = 5
/** Far longer than it takes. */
const PATIENCE_MS = 120_000

let model: ScriptedModel
let receiver: Receiver
let environment: Record<string, string>

beforeAll(async () => {
  model = await startScriptedModel()
  receiver = await startReceiver()
  environment = {
    ...inject('environment'),
    ...(await startOwnDatabase()),
    ...model.environment,
    PROVIDER_KEY_RING: `one=${randomBytes(32).toString('base64')}`,
    ALLOW_PRIVATE_ADDRESSES: 'true',
    WEBHOOK_TIMEOUT_SECONDS: '1',
    RUN_LEASE_SECONDS: '2',
  }
})
afterAll(async () => {
  await receiver.close()
  await model.close()
})

type Delivery = { run_id: string; seq: number; status: string }

async function listAll(client: RemoteClient, hook: string): Promise<Delivery[]> {
  const all: Delivery[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const query: string = cursor === '' ? '' : `&cursor=${cursor}`
    const page = await client.json<{ items: Delivery[]; next_cursor: string | null }>(
      'GET',
      `/api/webhooks/${hook}/deliveries?limit=100${query}`,
    )
    all.push(...page.items)
    cursor = page.next_cursor
  }
  return all
}

it(`loses no fact of ${RUNS} runs, with a web process killed over them and workers ${KILLS} times over messages`, async () => {
  const folder = await makeTemporaryFolder()
  const startWeb = () => startWebProcess({ runtime: 'node', environment, port: 0, folder, onLine: () => undefined })
  const first = await startWeb()
  const { token, json } = await createRemoteClient(first.url)
  const made = await json<{ id: string; secret: string }>('POST', '/api/webhooks', {
    url: receiver.url,
    events: FACT_TYPES,
  })
  receiver.secret = made.secret

  // The web process dies when all runs have written half of a file.
  const begun = Promise.withResolvers<void>()
  let writing = 0
  model.script((reply, { task }) => {
    if (task === 'plan') reply.text('<plan title="One">\nOne file.\n- one.txt: it\n</plan>\n')
    else {
      reply.text('<file path="one.txt">\n1\n')
      writing += 1
      if (writing === RUNS) begun.resolve()
      if (writing <= RUNS) return
      reply.text('</file>\n')
    }
    reply.end()
  })
  for (let run = 0; run < RUNS; run += 1) {
    const { id } = await json<{ id: string }>('POST', '/api/projects', { name: 'x' })
    await json('POST', `/api/projects/${id}/runs`, { prompt: 'x' })
  }
  await begun.promise
  await first.stop('SIGKILL')

  // A worker dies over every fifth message, which it has sent and has no answer to.
  let kill: () => void = () => undefined
  receiver.answer = (message, response) => {
    if (receiver.received.length % 5 === 0) kill()
    else receiver.accept(message, response)
  }
  for (let kills = 0; kills < KILLS; kills += 1) {
    const worker = await startWorkerProcess(environment, () => undefined)
    kill = () => void worker.stop('SIGKILL')
    await worker.ended
  }
  kill = () => undefined
  receiver.answer = receiver.accept
  const last = await startWorkerProcess(environment, () => undefined)
  const web = await startWeb()
  const client = await createRemoteClient(web.url, token)
  const runs = async () => {
    const listed = await listAll(client, made.id)
    return listed.every(({ status }) => status === 'delivered') && new Set(ended()).size === RUNS ? listed : undefined
  }
  const ended = () => receiver.received.filter(({ type }) => type === 'run.succeeded').map(({ data }) => data.run_id)
  await expect.poll(runs, { timeout: PATIENCE_MS, interval: 500 }).toBeDefined()

  for (const id of new Set(ended())) {
    const { last_event } = await lastOf(client, id)
    const seqs = receiver.received.filter(({ data }) => data.run_id === id).map(({ data }) => data.seq)
    // What comes again comes from there on in order, too.
    const firsts = seqs.filter((seq, index) => !seqs.slice(0, index).includes(seq))
    expect(firsts).toEqual(Array.from({ length: last_event }, (_, index) => index + 1))
  }
  expect(receiver.forged).toEqual([])
  expect(await Promise.all([last.stop(), web.stop()])).toEqual([0, 0])
}, 400_000)

/** The number of the last fact of a run, as its stream tells it. */
async function lastOf(client: RemoteClient, runId: string): Promise<{ last_event: number }> {
  const stream = await client.fetch('GET', `/api/runs/${runId}/events`)
  const ids = [...(await stream.text()).matchAll(/^id: (\d+)-0$/gm)].map(([, seq]) => Number(seq))
  return { last_event: Math.max(...ids) }
}
