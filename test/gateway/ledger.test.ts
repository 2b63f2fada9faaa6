import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { startWebProcess } from '../../local/web-process.ts'
import { recordCall, recordUsage, storeLostUsage } from '../../src/gateway/ledger.ts'
import { pipelines } from '../../src/generation/pipelines.ts'
import { driveRun } from '../../src/runs/drive.ts'
import { createRun } from '../../src/runs/run.ts'
import { connectAsService, connectAsUser, rowsOf } from '../../src/services/supabase.ts'
import { createProject, runPrompt, signUp, type Client } from '../support/client.ts'
import { countData } from '../support/counting-proxy.ts'
import { driveAndKill } from '../support/kill-driver.ts'
import { startScriptedModel, type ScriptedModel } from '../support/scripted-model.ts'
import { makeStack, type Stack } from '../support/stack.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'

const PLAN = '<plan title="Two">\nTwo files.\n- one.txt: first\n- two.txt: second\n</plan>\n'
const FILES = '<file path="one.txt">\n1\n</file>\n<file path="two.txt">\n2\n</file>\n'
/** The same in pieces, the first file long. */
const LONG_FILES = [
  '<file path="one.txt">\n',
  `${'word '.repeat(2000)}\n</file>\n`,
  '<file path="two.txt">\n2\n</file>\n',
]
const CHARGED = { prompt_tokens: 10, completion_tokens: 20 }

let model: ScriptedModel
let stack: Stack
let client: Client
let environment: Record<string, string>

beforeAll(async () => {
  model = await startScriptedModel()
  const overrides = {
    AI_BASE_URL: model.url,
    AI_API_KEY: 'k',
    AI_MODELS: 'first,second',
    AI_FALLBACK_MODELS: 'second',
    AI_MAX_RETRIES: '0',
  }
  environment = { ...inject('environment'), ...overrides }
  stack = makeStack(overrides)
})
afterAll(() => model.close())
beforeEach(async () => {
  client = await signUp(stack.app)
})

async function ledgerOf(userId: string) {
  const query = connectAsService(stack.config)
    .from('usage_ledger')
    .select('run_id,model,outcome,estimated,prompt_tokens,completion_tokens')
    .eq('owner_id', userId)
  return rowsOf(await query.order('created_at').order('outcome'))
}

describe('the usage ledger', () => {
  it('has a row for each model that was charged for a run, those that broke off before the answer included', async () => {
    model.script((reply, call) => {
      if (call.model === 'first') {
        // It tells what it has charged, says nothing, and fails: the next model is asked.
        const usage = { choices: [], usage: { prompt_tokens: 7, completion_tokens: 1, total_tokens: 8 } }
        reply.raw.writeHead(200, { 'Content-Type': 'text/event-stream' })
        reply.raw.write(`data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', ...usage })}\n\n`)
        reply.raw.end('data: {"error":{"message":"overloaded","code":"overloaded"}}\n\n')
        return
      }
      reply.text(call.task === 'plan' ? PLAN : FILES)
      reply.end()
    })
    const events = await runPrompt(client, await createProject(client), { prompt: 'Two files' })
    const runId = events[0]?.data['run_id']
    const failed = { model: 'first', outcome: 'provider_unavailable', prompt_tokens: 7, completion_tokens: 1 }
    const whole = { model: 'second', outcome: 'whole', ...CHARGED }
    const rows = await ledgerOf(client.userId)
    expect(rows).toHaveLength(4)
    for (const row of [failed, failed, whole, whole]) {
      expect(rows).toContainEqual({ ...row, run_id: runId, estimated: false })
    }
    const usage = { prompt_tokens: 2 * (7 + 10), completion_tokens: 2 * (1 + 20) }
    expect(events.at(-1)).toMatchObject({ event: 'run.succeeded', data: { usage } })
    expect((await client.call('GET', `/api/runs/${String(runId)}`)).json).toMatchObject({ usage })
  })

  it('has what a model thought in a run before it was cut, although the run saw nothing of it', async () => {
    model.script((reply, call) => {
      if (call.model === 'first') {
        const choices = [{ index: 0, delta: { reasoning_content: 'Let me think. '.repeat(50) }, finish_reason: null }]
        reply.raw.writeHead(200, { 'Content-Type': 'text/event-stream' })
        return void reply.raw.end(`data: ${JSON.stringify({ id: 'c', choices })}\n\n`)
      }
      reply.text(call.task === 'plan' ? PLAN : FILES)
      reply.end()
    })
    const events = await runPrompt(client, await createProject(client), { prompt: 'Two files' })
    expect(events.at(-1)).toMatchObject({ event: 'run.succeeded' })
    const thought = (await ledgerOf(client.userId)).filter((row) => row.model === 'first')
    expect(thought.map(({ outcome, estimated }) => [outcome, estimated])).toEqual([
      ['provider_cut', true],
      ['provider_cut', true],
    ])
    for (const { completion_tokens } of thought) expect(completion_tokens).toBeGreaterThan(150)
  })

  it('keeps what a driver that died was charged, and marks the call that it died in', async () => {
    model.script((reply, { task }) => {
      if (task === 'plan') reply.text(PLAN)
      else for (const text of LONG_FILES) reply.text(text)
      reply.end()
    })
    const projectId = await createProject(client)
    const run = { kind: 'generate' as const, prompt: 'Two files', model: 'first' }
    const { id } = await createRun(connectAsUser(stack.config, client.token), projectId, run)
    // run.created, run.started, step.started, usage.updated, plan.ready, step.started, and the first file: its start, text
    // and fact.
    expect(await driveAndKill(stack.config, environment, id, 9)).toBe(true)
    const atDeath = await ledgerOf(client.userId)
    expect(atDeath).toHaveLength(2)
    expect(atDeath).toContainEqual({ run_id: id, model: 'first', outcome: 'whole', estimated: false, ...CHARGED })
    // What had been written when the first file was stored, not only what it began with.
    const [cut] = atDeath.filter(({ outcome }) => outcome === 'under_way')
    expect(cut).toMatchObject({ run_id: id, estimated: true })
    expect(cut?.completion_tokens).toBeGreaterThan(1000)

    await driveRun({ config: stack.config, log: () => undefined, pipelines }, id)
    const rows = await ledgerOf(client.userId)
    const told = rows.filter(({ estimated }) => !estimated)
    expect(told.map(({ prompt_tokens, completion_tokens }) => ({ prompt_tokens, completion_tokens }))).toEqual([
      CHARGED,
      CHARGED,
    ])
    expect(rows).toHaveLength(3)
    expect(rows).toContainEqual(expect.objectContaining({ outcome: 'broken_off', estimated: true }))
    const sum = (field: 'prompt_tokens' | 'completion_tokens') => rows.reduce((total, row) => total + row[field], 0)
    expect((await client.call('GET', `/api/runs/${id}`)).json).toMatchObject({
      status: 'succeeded',
      usage: { prompt_tokens: sum('prompt_tokens'), completion_tokens: sum('completion_tokens') },
    })
  })
})

describe('a row that cannot be stored', () => {
  it('waits until the database is back, and is stored once', async () => {
    const id = crypto.randomUUID()
    const call = {
      id,
      model: 'first',
      provider: 'custom',
      outcome: 'whole',
      estimated: false,
      ...CHARGED,
      cost_usd: 0.25,
    }
    const row = { ...call, owner_id: client.userId, run_id: null }
    const away = { ...stack.config, SUPABASE_URL: 'http://127.0.0.1:9' }
    const logged: string[] = []
    await recordUsage(away, row, (level) => void logged.push(level))
    // An account that is gone would be refused for ever: it holds nobody up.
    await recordUsage(away, { ...row, id: crypto.randomUUID(), owner_id: crypto.randomUUID() }, () => undefined)
    expect(logged).toEqual(['warn'])
    expect(await ledgerOf(client.userId)).toEqual([])
    await Promise.all([storeLostUsage(stack.config), storeLostUsage(stack.config)])
    const stored = connectAsService(stack.config).from('usage_ledger').select().eq('owner_id', client.userId)
    expect(rowsOf(await stored)).toEqual([expect.objectContaining(call)])
    expect(await storeLostUsage(stack.config)).toBe(0)
  })
})

describe('the rows of many calls', () => {
  const rowOf = (owner_id: string) => {
    const call = { model: 'first', provider: 'custom', outcome: 'whole', estimated: false, ...CHARGED, cost_usd: 0.25 }
    return { ...call, id: crypto.randomUUID(), owner_id, run_id: null }
  }

  it('are stored in one call, and one that is refused keeps none of the others', async () => {
    const data = await countData(inject('environment')['SUPABASE_URL'] ?? '')
    const config = { ...stack.config, SUPABASE_URL: data.url }
    const record = (ownerId: string) =>
      recordCall(config, { rows: [rowOf(ownerId)], held: undefined, log: () => undefined })
    const inserts = () => data.tally().asked.get('POST /rest/v1/rpc/record_calls')
    await Promise.all(Array.from({ length: 20 }, () => record(client.userId)))
    expect(await ledgerOf(client.userId)).toHaveLength(20)
    expect(inserts()).toBe(1)
    await Promise.all([client.userId, crypto.randomUUID(), client.userId].map(record))
    expect(await ledgerOf(client.userId)).toHaveLength(22)
    await storeLostUsage(stack.config)
    await data.close()
  })

  it('are stored before a process ends that is told to, while they were still gathered', async () => {
    model.script((reply) => {
      const choice = { index: 0, message: { role: 'assistant', content: 'hello' }, finish_reason: 'stop' }
      const usage = { ...CHARGED, total_tokens: 30 }
      reply.raw.writeHead(200, { 'Content-Type': 'application/json' })
      reply.raw.end(JSON.stringify({ id: 'c', choices: [choice], usage }))
    })
    const folder = await makeTemporaryFolder()
    const web = await startWebProcess({ runtime: 'node', onLine: () => undefined, environment, port: 0, folder })
    const headers = { Authorization: `Bearer ${client.token}`, 'Content-Type': 'application/json' }
    const body = JSON.stringify({ model: 'first', messages: [{ role: 'user', content: 'x' }] })
    const calls = Array.from({ length: 5 }, async () => {
      const answer = await fetch(`${web.url}/v1/chat/completions`, { method: 'POST', headers, body })
      expect([answer.status, await answer.json()]).toMatchObject([200, { usage: CHARGED }])
    })
    await Promise.all(calls)
    expect(await web.stop('SIGTERM')).toBe(0)
    expect(await ledgerOf(client.userId)).toHaveLength(5)
  })
})
