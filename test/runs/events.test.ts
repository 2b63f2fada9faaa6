// What every event of a run tells, beside what is its own.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createProject, parseEvents, signUp, type Client, type StreamEvent } from '../support/client.ts'
import { startScriptedModel, type ScriptedModel } from '../support/scripted-model.ts'
import { makeStack, type Stack } from '../support/stack.ts'

let model: ScriptedModel
let stack: Stack
let owner: Client

beforeAll(async () => {
  model = await startScriptedModel()
  stack = makeStack(model.environment)
  owner = await signUp(stack.app)
})
afterAll(async () => {
  await stack.idle()
  await model.close()
})

async function run(projectId: string, answer: string): Promise<{ path: string; events: StreamEvent[] }> {
  model.script((reply) => {
    reply.text(answer)
    reply.end()
  })
  const path = `/api/projects/${projectId}/runs`
  const { text } = await owner.call('POST', path, { prompt: 'x', kind: 'edit' }, { Accept: 'text/event-stream' })
  const events = parseEvents(text)
  return { path: `/api/runs/${String(events[0]?.data['run_id'])}`, events }
}

it('its type, its run, its number and its time', async () => {
  const { events } = await run(await createProject(owner), '<file path="a.txt">\na\n</file>\n')
  const [{ run_id } = {}] = events.map(({ data }) => data)
  for (const { id, event, data } of events) {
    expect(data).toMatchObject({ type: event, run_id, seq: Number(id?.split('-')[0]) })
  }
  // Of facts, the database tells the time, and their order is that of their times.
  const times = events.filter(({ id }) => id?.endsWith('-0') === true).map(({ data }) => String(data['created_at']))
  expect(times.slice(1)).toEqual(times.slice(1).toSorted())
})

it('the same error as its run, where a run ends with one', async () => {
  const { path, events } = await run(await createProject(owner), 'x'.repeat(10) + '<edit path="none.txt">\n</edit>\n')
  const { json } = await owner.call('GET', path)
  expect(events.at(-1)).toMatchObject({ event: 'run.failed', data: { error: (json as { error: unknown }).error } })
  expect(json).toMatchObject({ error: { code: 'incomplete' } })
  // And so does one whose end nobody drove.
  const projectId = await createProject(owner)
  model.script(() => undefined)
  const made = await owner.call('POST', `/api/projects/${projectId}/runs`, { prompt: 'x' })
  const canceled = `/api/runs/${(made.json as { id: string }).id}`
  await owner.call('POST', `${canceled}/cancel`)
  const end = parseEvents((await owner.call('GET', `${canceled}/events`)).text).at(-1)
  const { error } = (await owner.call('GET', canceled)).json as { error: unknown }
  expect(end).toMatchObject({ event: 'run.canceled', data: { error } })
})

it('where an edit of a file begins, as well as where it ends', async () => {
  const projectId = await createProject(owner)
  await run(projectId, '<file path="a.txt">\none\ntwo\n</file>\n')
  const edit = '<edit path="a.txt">\n<<<<<<< SEARCH\none\n=======\n1\n>>>>>>> REPLACE\n</edit>\n'
  const { events } = await run(projectId, edit)
  const ofFile = events.filter(({ data }) => data['path'] === 'a.txt').map(({ event }) => event)
  expect(ofFile).toEqual(['file.started', 'file.completed'])
})
