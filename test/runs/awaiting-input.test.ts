import { describe, expect, it } from 'vitest'
import { prune } from '../../src/projects/prune.ts'
import { connectAsService, rowsOf } from '../../src/services/supabase.ts'
import { createProject, parseEvents, signUp, type StreamEvent } from '../support/client.ts'
import type { Call } from '../support/scripted-model.ts'
import { startScriptedStack } from '../support/scripted-stack.ts'

const PLAN = 'This is the plan.\n<plan title="One">\nOne file.\n- one.txt: it\n</plan>\n'
const OTHER_PLAN = 'This is another.\n<plan title="Two">\nOne file.\n- two.txt: it\n</plan>\n'
const QUESTION = 'Shall it be light or dark?'

const { model, stack, client } = await startScriptedStack({ RATE_LIMIT_PER_ACCOUNT: '0' })

/** Says the plans one after the other, and writes whatever is planned. */
function says(...plans: string[]): void {
  let at = 0
  model.calls.length = 0
  model.script((reply, { task, messages }) => {
    const [, path = 'one.txt'] = /Write these files: (\S+)/.exec(messages.at(-1)?.content ?? '') ?? []
    reply.text(task === 'plan' ? (plans[at++] ?? PLAN) : `<file path="${path}">\n1\n</file>\n`)
    reply.end()
  })
}

type Resting = { projectId: string; runId: string; events: StreamEvent[] }

async function start(body: Record<string, unknown> = {}): Promise<Resting> {
  const projectId = await createProject(client)
  const { text, headers } = await client.call(
    'POST',
    `/api/projects/${projectId}/runs`,
    { prompt: 'One file', ...body },
    { Accept: 'text/event-stream' },
  )
  return { projectId, runId: headers.get('Location')?.split('/').at(-1) ?? '', events: parseEvents(text) }
}

const readRun = async (runId: string) =>
  (await client.call('GET', `/api/runs/${runId}`)).json as Record<string, unknown>
const answer = (runId: string, body: unknown, headers?: Record<string, string>) =>
  client.call('POST', `/api/runs/${runId}/input`, body, headers)
const follow = async (runId: string, after: string | undefined) =>
  client.call('GET', `/api/runs/${runId}/events`, undefined, after === undefined ? {} : { 'Last-Event-ID': after })
const plansAsked = () => model.calls.filter(({ task }) => task === 'plan')
const wordsOf = ({ messages }: Call) => messages.map(({ role, content }) => `${role}: ${content}`).join('\n')

describe('a run whose model asks something', () => {
  it('rests with the question, tells it in its stream, and goes on with the answer in the prompt', async () => {
    says(QUESTION, PLAN)
    const { runId, events } = await start()
    expect(events.at(-1)).toMatchObject({
      event: 'run.awaiting_input',
      data: { kind: 'question', question: QUESTION },
    })
    expect(await readRun(runId)).toMatchObject({
      status: 'awaiting_input',
      awaiting: { kind: 'question', question: QUESTION },
      finished_at: null,
    })
    const { status, text } = await answer(runId, { text: 'Dark, please.' }, { Accept: 'text/event-stream' })
    expect(status).toBe(202)
    const rest = parseEvents(text).map(({ event }) => event)
    expect(rest.slice(0, 3)).toEqual(['stream.opened', 'input.received', 'run.started'])
    expect(rest.at(-1)).toBe('run.succeeded')
    const [, second] = plansAsked()
    expect(second && wordsOf(second)).toMatch(
      /assistant: Shall it be light or dark\?[\s\S]*user: [\s\S]*Dark, please\./,
    )
    expect(await readRun(runId)).toMatchObject({ status: 'succeeded', awaiting: null, version: 1 })
  })

  it('takes one answer, and refuses what does not fit the question', async () => {
    says(QUESTION, PLAN)
    const { runId } = await start()
    expect(await answer(runId, { approve: true })).toMatchObject({
      status: 400,
      json: { error: { code: 'input_does_not_fit' } },
    })
    for (const body of [{}, { text: ' ' }, { text: 'a', plan: 'b' }, { approve: false }]) {
      expect((await answer(runId, body)).status).toBe(400)
    }
    const answers = await Promise.all(['Dark', 'Light', 'Both'].map((text) => answer(runId, { text })))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, 409, 409])
    expect(answers.find(({ status }) => status === 409)?.json).toMatchObject({ error: { code: 'input_not_awaited' } })
    await stack.idle()
    expect(await readRun(runId)).toMatchObject({ status: 'succeeded' })
    expect(await answer(runId, { text: 'Late' })).toMatchObject({ status: 409 })
    const stranger = await signUp(stack.app)
    expect(await stranger.call('POST', `/api/runs/${runId}/input`, { text: 'Mine' })).toMatchObject({ status: 404 })
  })

  it('is followed over its rest by Last-Event-ID, and told again from its beginning', async () => {
    says(QUESTION, PLAN)
    const { runId, events } = await start()
    const last = events.at(-1)?.id
    // It rests: there is nothing to wait for.
    expect((await follow(runId, last)).status).toBe(204)
    const again = parseEvents((await follow(runId, undefined)).text)
    expect(again.at(-1)).toMatchObject({ event: 'run.awaiting_input', id: last })
    await answer(runId, { text: 'Dark' })
    const later = parseEvents((await follow(runId, last)).text).map(({ event }) => event)
    expect(later[1]).toBe('input.received')
    expect(later.at(-1)).toBe('run.succeeded')
    const whole = parseEvents((await follow(runId, undefined)).text).map(({ event }) => event)
    expect(whole).toEqual(expect.arrayContaining(['run.awaiting_input', 'input.received', 'run.succeeded']))
    expect(whole.at(-1)).toBe('run.succeeded')
  })

  it('is canceled while it rests, and takes no answer then', async () => {
    says(QUESTION)
    const { runId } = await start()
    expect((await client.call('POST', `/api/runs/${runId}/cancel`)).json).toMatchObject({
      status: 'canceled',
      awaiting: null,
    })
    expect((await answer(runId, { text: 'Dark' })).json).toMatchObject({ error: { code: 'input_not_awaited' } })
    expect(parseEvents((await follow(runId, undefined)).text).at(-1)?.event).toBe('run.canceled')
  })

  it('is in no other run’s way, but goes on only when none is under way', async () => {
    says(QUESTION, PLAN, PLAN)
    const { projectId, runId } = await start()
    let goOn: () => void = () => undefined
    const held = new Promise<void>((resolve) => (goOn = resolve))
    model.script(async (reply, { task }) => {
      await held
      reply.text(task === 'plan' ? PLAN : '<file path="one.txt">\n1\n</file>\n')
      reply.end()
    })
    const other = await client.call('POST', `/api/projects/${projectId}/runs`, { prompt: 'One file' })
    expect(other.status).toBe(201)
    expect((await answer(runId, { text: 'Dark' })).json).toMatchObject({ error: { code: 'run_active' } })
    goOn()
    await stack.idle()
    expect((await answer(runId, { text: 'Dark' })).status).toBe(202)
    await stack.idle()
    expect(await readRun(runId)).toMatchObject({ finished_at: expect.any(String) })
  })

  it('is left alone by whoever looks at it, until it has awaited input for too long', async () => {
    says(QUESTION)
    const { runId } = await start()
    await readRun(runId)
    await stack.idle()
    expect(await readRun(runId)).toMatchObject({ status: 'awaiting_input' })
    await prune(stack.config, 100)
    expect(await readRun(runId)).toMatchObject({ status: 'awaiting_input' })
    const long = new Date(Date.now() - (stack.config.RUN_INPUT_RETENTION_DAYS + 1) * 86_400_000).toISOString()
    const service = connectAsService(stack.config)
    rowsOf(
      await service
        .from('runs')
        .update({ rested_at: long } as never)
        .eq('id', runId)
        .select(),
    )
    expect((await prune(stack.config, 100)).awaiting_runs).toBeGreaterThan(0)
    expect(await readRun(runId)).toMatchObject({ status: 'failed', error: { code: 'input_expired' } })
  })

  it('ends when its model asks without end', async () => {
    says(...Array.from({ length: 10 }, () => QUESTION))
    const { runId } = await start()
    for (let count = 1; (await readRun(runId))['status'] === 'awaiting_input'; count += 1) {
      expect(count).toBeLessThan(10)
      await answer(runId, { text: `Answer ${count}` })
      await stack.idle()
    }
    expect(await readRun(runId)).toMatchObject({ status: 'failed', error: { code: 'needs_answer' } })
  })
})

describe('a run of the mode plan', () => {
  it('stops with the plan, changes it as it is told, and builds what was approved', async () => {
    says(PLAN, OTHER_PLAN)
    const { projectId, runId, events } = await start({ mode: 'plan' })
    expect(events.at(-1)).toMatchObject({ event: 'run.awaiting_input', data: { kind: 'plan' } })
    expect((await answer(runId, { text: 'Yes' })).json).toMatchObject({ error: { code: 'input_does_not_fit' } })
    const changed = await answer(runId, { plan: 'Name it two.txt.' }, { Accept: 'text/event-stream' })
    const told = parseEvents(changed.text)
    expect(told.at(-1)).toMatchObject({ event: 'run.awaiting_input', data: { kind: 'plan' } })
    expect(told.find(({ event }) => event === 'plan.ready')?.data).toMatchObject({ title: 'Two' })
    const [, second] = plansAsked()
    expect(second && wordsOf(second)).toMatch(/assistant: [\s\S]*- one\.txt[\s\S]*user: [\s\S]*Name it two\.txt\./)
    const built = await answer(runId, { approve: true }, { Accept: 'text/event-stream' })
    expect(parseEvents(built.text).at(-1)).toMatchObject({ event: 'run.succeeded' })
    const { json } = await client.call('GET', `/api/projects/${projectId}/files`)
    expect((json as { files: { path: string }[] }).files.map(({ path }) => path)).toEqual(['two.txt'])
    expect(await readRun(runId)).toMatchObject({ mode: 'plan', status: 'succeeded' })
  })

  it('does not count its rest as time of its work', async () => {
    says(PLAN)
    const { runId } = await start({ mode: 'plan', budget: { max_seconds: 30 } })
    const service = connectAsService(stack.config)
    const long = { started_at: new Date(Date.now() - 3_600_000), rested_at: new Date(Date.now() - 3_590_000) }
    rowsOf(
      await service
        .from('runs')
        .update(long as never)
        .eq('id', runId)
        .select(),
    )
    await answer(runId, { approve: true })
    await stack.idle()
    expect(await readRun(runId)).toMatchObject({ status: 'succeeded' })
  })
})
