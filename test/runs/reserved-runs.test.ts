// What a run holds of its account's budget: as long as it may spend it, and no longer.
import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { connectAsService } from '../../src/services/supabase.ts'
import { createProject, parseEvents, signUp, type Client } from '../support/client.ts'
import { startScriptedStack } from '../support/scripted-stack.ts'
import { putOnTier } from '../support/tiers.ts'

const PLAN = 'This is the plan.\n<plan title="One">\nOne file.\n- one.txt: it\n</plan>\n'
const { model, stack } = await startScriptedStack({ AI_PRICES: 'm=1/1', RATE_LIMIT_PER_ACCOUNT: '0' })
const database = connectAsService(stack.config)

let client: Client
let writes: (() => void)[]

/** Asks first, plans once it is answered, and writes when it is let to. */
function asksFirst(): void {
  writes = []
  model.script((reply, { task, messages }) => {
    if (task === 'plan') {
      reply.text(messages.some(({ content }) => content.includes('Dark')) ? PLAN : 'Light or dark?')
      return reply.end()
    }
    writes.push(() => {
      reply.text('<file path="one.txt">\n1\n</file>\n')
      reply.end()
    })
  })
}

beforeEach(async () => {
  client = await signUp(stack.app)
  await putOnTier(stack.config, client.userId, { monthly_ai_usd: 1.5 })
  asksFirst()
})

const held = async () => ((await client.call('GET', '/api/limits')).json as { reserved_ai_usd: number }).reserved_ai_usd
const readRun = async (id: string) =>
  (await client.call('GET', `/api/runs/${id}`)).json as { status: string; budget: { max_cost_usd?: number } }

async function rest(): Promise<{ projectId: string; runId: string }> {
  const projectId = await createProject(client)
  const body = { prompt: 'One file', budget: { max_cost_usd: 0.8 } }
  const { text } = await client.call('POST', `/api/projects/${projectId}/runs`, body, { Accept: 'text/event-stream' })
  const events = parseEvents(text)
  expect(events.at(-1)?.event).toBe('run.awaiting_input')
  return { projectId, runId: String(events[0]?.data['run_id']) }
}

const answer = (runId: string) => client.call('POST', `/api/runs/${runId}/input`, { text: 'Dark' })

/** Another call of the account, that cost so much. */
async function spend(cost_usd: number): Promise<void> {
  const call = {
    id: randomUUID(),
    owner_id: client.userId,
    run_id: null,
    model: 'm',
    outcome: 'whole',
    estimated: false,
  }
  const { error } = await database
    .from('usage_ledger')
    .upsert({ ...call, prompt_tokens: 1, completion_tokens: 1, cost_usd }, { onConflict: 'id' })
  expect(error).toBeNull()
}

describe('a run of an account with a budget', () => {
  it('holds nothing while it awaits input, and with the answer what it may still cost, until its end', async () => {
    const { runId } = await rest()
    expect(await held()).toBe(0)
    expect((await answer(runId)).status).toBe(202)
    await expect.poll(() => writes.length, { timeout: 60_000 }).toBe(1)
    // A call of the run has taken 30 tokens at a dollar a million, and perhaps one more has by now.
    expect(await held()).toBeGreaterThan(0.7999)
    expect(await held()).toBeLessThan(0.8)
    const { data } = await database.from('budget_reservations').select().eq('owner_id', client.userId)
    expect(data).toMatchObject([{ id: runId, expires_at: 'infinity' }])
    for (const write of writes) write()
    await stack.idle()
    expect([(await readRun(runId)).status, await held()]).toEqual(['succeeded', 0])
  })

  it('gets with the answer what is left by then, and takes none when that is nothing', async () => {
    const [first, second] = [await rest(), await rest()]
    await spend(1.2)
    expect((await answer(first.runId)).status).toBe(202)
    await expect.poll(() => writes.length, { timeout: 60_000 }).toBe(1)
    expect((await readRun(first.runId)).budget.max_cost_usd).toBeCloseTo(0.3, 3)
    const refused = await answer(second.runId)
    expect([refused.status, refused.json]).toMatchObject([402, { error: { code: 'budget_exceeded' } }])
    expect((await readRun(second.runId)).status).toBe('awaiting_input')
    for (const write of writes) write()
    await stack.idle()
    // What the first one had held and not spent is there again.
    expect((await answer(second.runId)).status).toBe(202)
    await expect.poll(() => writes.length, { timeout: 60_000 }).toBe(2)
    writes[1]?.()
    await stack.idle()
  })

  it('gives back what it holds when it goes with its project', async () => {
    const { projectId, runId } = await rest()
    await answer(runId)
    await expect.poll(() => writes.length, { timeout: 60_000 }).toBe(1)
    expect(await held()).toBeGreaterThan(0)
    expect((await client.call('DELETE', `/api/projects/${projectId}`)).status).toBe(204)
    expect(await held()).toBe(0)
    for (const write of writes) write()
    await stack.idle()
  })
})
