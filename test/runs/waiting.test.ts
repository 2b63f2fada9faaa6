import { describe, expect, it } from 'vitest'
import { pipelines } from '../../src/generation/pipelines.ts'
import { sweepRuns } from '../../src/runs/sweep.ts'
import { connectAsService, rowsOf } from '../../src/services/supabase.ts'
import { createProject, parseEvents, runPrompt } from '../support/client.ts'
import { startOwnDatabase } from '../support/own-database.ts'
import type { Reply } from '../support/scripted-model.ts'
import { startScriptedStack } from '../support/scripted-stack.ts'

const PLAN = '<plan title="Two">\nTwo files.\n- one.txt: it\n- two.txt: it\n</plan>\n'
const ONE = '<file path="one.txt">\n1\n</file>\n'
const TWO = '<file path="two.txt">\n2\n</file>\n'

const { model, stack, client } = await startScriptedStack({
  ...(await startOwnDatabase()),
  RUN_FILES_PER_CALL: '1',
  RATE_LIMIT_PER_ACCOUNT: '0',
})

const isFull = ({ raw }: Reply, headers: Record<string, string> = {}, status = 429) =>
  void raw.writeHead(status, headers).end('{}')

/** A model that has no capacity for the second file, so many times. */
function isFullFor(times: number, refuse: (reply: Reply) => void): void {
  let left = times
  model.calls.length = 0
  model.script((reply, { task, messages }) => {
    const asksForTwo = messages.at(-1)?.content.includes('Write these files: two.txt') === true
    if (asksForTwo && left-- > 0) return refuse(reply)
    reply.text(task === 'plan' ? PLAN : asksForTwo ? TWO : ONE)
    reply.end()
  })
}

async function start(): Promise<string> {
  const projectId = await createProject(client)
  const { json } = await client.call('POST', `/api/projects/${projectId}/runs`, { prompt: 'Two files' })
  await stack.idle()
  return (json as { id: string }).id
}

const readRun = async (id: string) => (await client.call('GET', `/api/runs/${id}`)).json

describe('a run whose provider has no capacity', () => {
  it('waits, is taken up again by whoever watches it, and asks for nothing twice', async () => {
    isFullFor(2, (reply) => isFull(reply, { 'Retry-After': '1' }))
    const events = await runPrompt(client, await createProject(client), { prompt: 'Two files' })
    const waits = events.filter(({ event }) => event === 'run.waiting')
    expect(waits.map(({ data }) => data)).toMatchObject([
      { reason: 'provider_rate_limited', seconds: 2 },
      { reason: 'provider_rate_limited', seconds: 4 },
    ])
    expect(events.at(-1)).toMatchObject({ event: 'run.succeeded', data: { version: 1 } })
    expect(model.calls.map(({ task }) => task)).toEqual(['plan', 'write', 'write', 'write', 'write'])
  })

  it('waits as long as the provider asks, goes on only then, and is canceled meanwhile', async () => {
    isFullFor(1, (reply) => isFull(reply, { 'Retry-After': '120' }, 503))
    const id = await start()
    const run = (await readRun(id)) as { status: string; retry_at: string }
    expect(run.status).toBe('waiting')
    expect(new Date(run.retry_at).getTime() - Date.now()).toBeGreaterThan(60_000)
    const sweep = () => sweepRuns({ config: stack.config, log: () => undefined, pipelines }, 10)
    expect(await sweep()).toBe(0)
    expect(await readRun(id)).toMatchObject({ status: 'waiting' })
    const service = connectAsService(stack.config)
    const past = { retry_at: new Date(Date.now() - 1000).toISOString() }
    rowsOf(
      await service
        .from('runs')
        .update(past as never)
        .eq('id', id)
        .select(),
    )
    expect(await sweep()).toBe(1)
    expect(await readRun(id)).toMatchObject({ status: 'succeeded', retry_at: null })

    isFullFor(1, (reply) => isFull(reply, { 'Retry-After': '120' }))
    const other = await start()
    expect((await client.call('POST', `/api/runs/${other}/cancel`)).json).toMatchObject({ status: 'canceled' })
  })

  it('ends with what it has when it would have to wait for longer than it may', async () => {
    isFullFor(9, (reply) => isFull(reply, { 'Retry-After': '7200' }))
    const id = await start()
    expect(await readRun(id)).toMatchObject({
      status: 'partial',
      version: 1,
      error: { code: 'provider_rate_limited' },
    })
    const events = parseEvents((await client.call('GET', `/api/runs/${id}/events`)).text)
    expect(events.filter(({ event }) => event === 'run.waiting')).toEqual([])
  })
})
