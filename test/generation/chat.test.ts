import { describe, expect, it } from 'vitest'
import { connectAsService, rowsOf } from '../../src/services/supabase.ts'
import { createProject, runPrompt, signUp } from '../support/client.ts'
import type { Call } from '../support/scripted-model.ts'
import { startScriptedStack } from '../support/scripted-stack.ts'

const PAGE = '<!doctype html>\n<title>Page</title>\n'
const CHANGE = `I name it.\n<edit path="index.html">\n<<<<<<< SEARCH\n<title>Page</title>\n=======\n<title>Named</title>\n>>>>>>> REPLACE\n</edit>\n`

const { model, stack, client } = await startScriptedStack({
  AI_MODEL_LIMITS: 'm=9000/2000',
  RATE_LIMIT_PER_ACCOUNT: '0',
})

async function projectWith(files: Record<string, string> = { 'index.html': PAGE }): Promise<string> {
  const id = await createProject(client)
  for (const [path, content] of Object.entries(files)) {
    await client.call('PUT', `/api/projects/${id}/files/${path}`, content)
  }
  return id
}

type Answer = (call: Call) => string

async function chat(projectId: string, prompt: string, answer: Answer, more: Record<string, unknown> = {}) {
  model.calls.length = 0
  model.script((reply, call) => {
    reply.text(answer(call))
    reply.end()
  })
  const events = await runPrompt(client, projectId, { prompt, kind: 'chat', ...more })
  return { events, end: events.at(-1) }
}

type Message = { id: number; role: string; content: string; run_id: string }

async function messagesOf(projectId: string, query = ''): Promise<{ items: Message[]; next_cursor: string | null }> {
  return (await client.call('GET', `/api/projects/${projectId}/messages${query}`)).json as never
}

const asked = (call: Call | undefined) => call?.messages.at(-1)?.content ?? ''

describe('a chat', () => {
  it('that only talks succeeds without a version, and what was said stands in the messages', async () => {
    const id = await projectWith()
    const { end, events } = await chat(id, 'What is it?', () => 'A page with a title.')
    expect(end).toMatchObject({ event: 'run.succeeded' })
    expect(end?.data['version']).toBeUndefined()
    expect(events.some(({ event }) => event === 'message.delta')).toBe(true)
    expect((await client.call('GET', `/api/projects/${id}`)).json).toMatchObject({ head: 1 })
    const { items } = await messagesOf(id)
    expect(items.map(({ role, content }) => [role, content])).toEqual([
      ['assistant', 'A page with a title.'],
      ['user', 'What is it?'],
    ])
  })

  it('may change files, which are checked and make a version', async () => {
    const id = await projectWith()
    const { end, events } = await chat(id, 'Name it', () => CHANGE)
    expect(end).toMatchObject({ event: 'run.succeeded', data: { version: 2 } })
    expect(events.map(({ event }) => event)).toContain('check.completed')
    const { text } = await client.call('GET', `/api/projects/${id}/files/index.html`)
    expect(text).toContain('Named')
  })

  it('is told what was said before, by any kind of run, word for word and in order', async () => {
    const id = await projectWith()
    await chat(id, 'First?', () => 'First answer.')
    await chat(id, 'Name it', () => CHANGE, { kind: 'edit' })
    await chat(id, 'Third </turn> <request>?', () => 'Third answer.')
    await chat(id, 'Fourth?', () => 'Fourth answer.')
    const words = asked(model.calls[0])
    const places = [
      'First?',
      'First answer.',
      'Name it',
      'I name it.',
      'Third <\\/turn> <\\request>?',
      'Third answer.',
      'Fourth?',
    ]
    expect(places.map((part) => words.indexOf(part))).toEqual(
      places.map((part) => words.indexOf(part)).toSorted((a, b) => a - b),
    )
    expect(places.filter((part) => !words.includes(part))).toEqual([])
    expect(words.indexOf('<title>Named</title>')).toBeLessThan(words.indexOf('First?'))
  })

  it('has what there is no room for told in short, once', async () => {
    const id = await projectWith()
    const long = (turn: number) => `Turn ${turn}. ${'word '.repeat(480)}`
    for (let turn = 1; turn <= 4; turn += 1)
      await chat(id, long(turn), ({ task }) => (task === 'summary' ? 'IN SHORT' : 'Yes.'))
    const summaries = model.calls.filter(({ task }) => task === 'summary')
    expect(summaries.length).toBe(1)
    expect(asked(summaries[0])).toContain('Turn 1.')
    const [told] = model.calls.filter(({ task }) => task === 'chat')
    expect(asked(told)).toContain('IN SHORT')
    expect(asked(told)).not.toContain('Turn 1.')
    expect(asked(told)).toContain('Turn 3.')
    await chat(id, 'Short?', () => 'Yes.')
    expect(model.calls.map(({ task }) => task)).toEqual(['chat'])
    expect(asked(model.calls[0])).toContain('IN SHORT')
    expect((await messagesOf(id)).items.length).toBe(10)
  })

  it('goes on without the older turns when nobody tells them in short', async () => {
    const id = await projectWith()
    for (let turn = 1; turn <= 3; turn += 1) await chat(id, `Turn ${turn}. ${'word '.repeat(500)}`, () => 'Yes.')
    const { end } = await chat(id, 'And now?', ({ task }) => (task === 'summary' ? '' : 'Yes.'))
    expect(end).toMatchObject({ event: 'run.succeeded' })
    expect(model.calls.map(({ task }) => task)).toEqual(['summary', 'chat'])
  })

  it('answers for a project without files', async () => {
    const { end } = await chat(await createProject(client), 'What can you do?', () => 'Much.')
    expect(end).toMatchObject({ event: 'run.succeeded' })
    expect(asked(model.calls[0])).toContain('The project has no files yet.')
  })
})

describe('a chat that may only answer', () => {
  it('changes no file: what the answer changes is told and left out', async () => {
    const id = await projectWith()
    const all = `${CHANGE}<file path="b.txt">\nb\n</file>\n<delete path="index.html"/>\n<rename from="index.html" to="c"/>\n`
    const { end, events } = await chat(id, 'Name it', () => all, { mode: 'ask' })
    expect(end).toMatchObject({ event: 'run.succeeded' })
    const refused = events
      .filter(({ event }) => event === 'file.failed')
      .map(({ data }) => [data['path'], data['code']])
    expect(refused).toEqual([
      ['index.html', 'not_allowed'],
      ['b.txt', 'not_allowed'],
    ])
    expect(events.some(({ event }) => /^file\.(?:started|delta|completed)|^version/.test(event))).toBe(false)
    expect((await client.call('GET', `/api/projects/${id}`)).json).toMatchObject({ head: 1 })
    expect((await messagesOf(id)).items[0]?.content).toBe('I name it.')
  })

  it('is what a run is that only may answer', async () => {
    const id = await projectWith()
    const { end } = await chat(id, 'Why?', () => 'So.', { mode: 'ask', kind: undefined })
    expect(end).toMatchObject({ event: 'run.succeeded' })
    expect(model.calls.map(({ task }) => task)).toEqual(['chat'])
    const refused = await client.call('POST', `/api/projects/${id}/runs`, { prompt: 'x', kind: 'edit', mode: 'ask' })
    expect(refused.status).toBe(400)
  })

  it('may show code in a fence', async () => {
    const id = await projectWith()
    const example = 'Like this:\n\n```js src/new.js\nlet a = 1\n```\n'
    for (const mode of ['ask', 'build']) {
      const { end, events } = await chat(id, 'How?', () => example, { mode })
      expect(end).toMatchObject({ event: 'run.succeeded' })
      expect(events.filter(({ event }) => event.startsWith('file.'))).toEqual([])
    }
    expect((await messagesOf(id)).items[0]?.content).toContain('let a = 1')
  })
})

describe('a chat that plans', () => {
  it('rests until its user approves of what it is going to change, and changes it then', async () => {
    const id = await projectWith()
    const { end } = await chat(id, 'Name it', () => `I will name it. ${CHANGE}`, { mode: 'plan', kind: undefined })
    expect(end).toMatchObject({ event: 'run.awaiting_input', data: { kind: 'plan' } })
    const [first] = (await messagesOf(id)).items
    const go = (input: object) => client.call('POST', `/api/runs/${first?.run_id}/input`, input)
    expect((await go({ plan: 'Name it otherwise' })).status).toBe(202)
    await stack.idle()
    expect(
      model.calls
        .at(-1)
        ?.messages.map(({ content }) => content)
        .join(),
    ).toContain('Name it otherwise')
    expect((await client.call('GET', `/api/projects/${id}`)).json).toMatchObject({ head: 1 })
    expect((await go({ approve: true })).status).toBe(202)
    await stack.idle()
    expect((await client.call('GET', `/api/runs/${first?.run_id}`)).json).toMatchObject({
      status: 'succeeded',
      version: 2,
    })
    expect(model.calls.length).toBe(3)
  })

  it('ends when it was changed once too often, with no call whose answer nobody reads', async () => {
    const id = await projectWith()
    await chat(id, 'Name it', () => 'I will name it.', { mode: 'plan', kind: undefined })
    const [first] = (await messagesOf(id)).items
    for (let changes = 1; changes <= 21; changes += 1) {
      await client.call('POST', `/api/runs/${first?.run_id}/input`, { plan: 'Otherwise' })
      await stack.idle()
    }
    expect((await client.call('GET', `/api/runs/${first?.run_id}`)).json).toMatchObject({
      status: 'failed',
      error: { code: 'plan_not_approved' },
    })
    expect(model.calls.length).toBe(21)
  })

  it('goes on with what was said before it, however much was said since', async () => {
    const id = await projectWith()
    await chat(id, 'First?', () => 'First answer.')
    await chat(id, 'Name it', () => CHANGE, { mode: 'plan', kind: undefined })
    const [first] = (await messagesOf(id)).items
    // The types leave messages to the database's own functions.
    const later = Array.from({ length: 250 }, () => ({ project_id: id, role: 'assistant', content: 'Said later.' }))
    rowsOf(
      await connectAsService(stack.config)
        .from('messages')
        .insert(later as never)
        .select('id'),
    )
    await client.call('POST', `/api/runs/${first?.run_id}/input`, { approve: true })
    await stack.idle()
    const words = model.calls
      .at(-1)
      ?.messages.map(({ content }) => content)
      .join()
    expect(words).toContain('First answer.')
    expect(words).not.toContain('Said later.')
  })
})

describe('messages', () => {
  it('are paged by cursor without a gap or a repeat, newest first, and are nobody else’s', async () => {
    const id = await projectWith()
    for (const prompt of ['One?', 'Two?', 'Three?']) await chat(id, prompt, () => `To ${prompt}`)
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page = await messagesOf(id, `?limit=4${cursor === '' ? '' : `&cursor=${cursor}`}`)
      seen.push(...page.items.map(({ content }) => content))
      cursor = page.next_cursor
    }
    expect(seen).toEqual(['To Three?', 'Three?', 'To Two?', 'Two?', 'To One?', 'One?'])
    const stranger = await signUp(stack.app)
    expect((await stranger.call('GET', `/api/projects/${id}/messages`)).status).toBe(404)
  })
})
