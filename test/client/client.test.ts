// The client of the API, against the app itself.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ApiError, createClient, type Client, type RunEvent } from '../../src/client/client.ts'
import { signUp } from '../support/client.ts'
import { startScriptedModel, type ScriptedModel } from '../support/scripted-model.ts'
import { makeStack, type Stack } from '../support/stack.ts'

const PAGE = '<file path="src/страница 1.html">\n<!doctype html><title>x</title>\n</file>\n'
const PLAN = '<plan title="One">\nOne file.\n- index.html: it\n</plan>\n'

let model: ScriptedModel
let stack: Stack
let token: string
let samokoder: Client

beforeAll(async () => {
  model = await startScriptedModel()
  stack = makeStack(model.environment)
  token = (await signUp(stack.app)).token
  samokoder = connect(token)
})
afterAll(async () => {
  await stack.idle()
  await model.close()
})

function connect(token: string, fetch = async (request: Request) => stack.app.fetch(request)): Client {
  return createClient({ baseUrl: 'http://test.local/', token, fetch })
}

function answerWith(text: string): void {
  model.script((reply) => {
    reply.text(text)
    reply.end()
  })
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

const newProject = async () => (await samokoder.createProject({ name: 'A project' })).id
const typesOf = (events: RunEvent[]) => events.map(({ type }) => type)

describe('a run', () => {
  it('is started by who asks for its events, and followed again from any of them', async () => {
    answerWith(PAGE)
    const events = await collect(samokoder.runs.start(await newProject(), { prompt: 'x', kind: 'edit' }))
    expect(typesOf(events)).toEqual(expect.arrayContaining(['run.created', 'file.started', 'file.completed']))
    expect(events.at(-1)?.type).toBe('run.succeeded')
    const [{ run_id: runId, id } = { run_id: '', id: '' }] = events.slice(3)
    expect(await collect(samokoder.runs.follow(runId))).toEqual(events)
    expect(await collect(samokoder.runs.follow(runId, { after: id }))).toEqual(events.slice(4))
    expect(await collect(samokoder.runs.follow(runId, { after: events.at(-1)?.id ?? '' }))).toEqual([])
    expect(await samokoder.runs.wait(runId)).toMatchObject({ id: runId, status: 'succeeded', version: 1 })
    const { url } = await samokoder.runs.ticket(runId)
    expect(url).toMatch(/^http:\/\/test\.local\/api\/runs\//)
    expect(await (await stack.app.fetch(new Request(url))).text()).toContain('event: run.succeeded')
  })

  it('is made once, however often its request is sent', async () => {
    answerWith(PAGE)
    let lost = 2
    // The API has answered, and nobody has received it.
    const flaky = connect(token, async (request) => {
      const answer = await stack.app.fetch(request)
      if (request.method !== 'POST' || lost-- <= 0) return answer
      await answer.body?.cancel()
      throw new TypeError('fetch failed')
    })
    const projectId = await newProject()
    const events = await collect(flaky.runs.start(projectId, { prompt: 'x', kind: 'edit' }))
    expect(events.at(-1)?.type).toBe('run.succeeded')
    const { data } = await samokoder.api.GET('/api/projects/{id}/runs', { params: { path: { id: projectId } } })
    expect(data?.items).toHaveLength(1)
  })

  it('ends its events where it awaits input, and goes on when it is answered', async () => {
    answerWith('Shall it be light or dark?')
    const projectId = await newProject()
    const asked = (await collect(samokoder.runs.start(projectId, { prompt: 'x' }))).at(-1)
    expect(asked).toMatchObject({ type: 'run.awaiting_input', question: 'Shall it be light or dark?' })
    const { run_id, id } = asked ?? { run_id: '', id: '' }
    expect(await samokoder.runs.wait(run_id)).toMatchObject({ status: 'awaiting_input' })
    model.script((reply, { task }) => {
      reply.text(task === 'plan' ? PLAN : PAGE.replace('src/страница 1', 'index'))
      reply.end()
    })
    await samokoder.runs.answer(run_id, { text: 'Light.' })
    const rest = await collect(samokoder.runs.follow(run_id, { after: id }))
    expect([rest[0]?.type, rest.at(-1)?.type]).toEqual(['input.received', 'run.succeeded'])
  })

  it('goes on without who stops following it, and ends when it is canceled', async () => {
    model.script(() => undefined)
    const stop = new AbortController()
    const events = samokoder.runs.start(await newProject(), { prompt: 'x' }, { signal: stop.signal })
    const { value } = await events.next()
    stop.abort(new Error('enough'))
    await expect(collect(events)).rejects.toThrow('enough')
    const runId = value?.run_id ?? ''
    expect(await samokoder.runs.get(runId)).toMatchObject({ status: 'running' })
    const waiting = samokoder.runs.wait(runId)
    await samokoder.runs.cancel(runId)
    expect(await waiting).toMatchObject({ status: 'canceled', error: { code: 'canceled' } })
  })
})

describe('files and versions', () => {
  it('are read, written and listed, whatever the files are called', async () => {
    const id = await newProject()
    const path = 'src/страница #1 %20.txt'
    expect(await samokoder.files.write(id, path, 'Привет 😀')).toMatchObject({ number: 1 })
    expect(await samokoder.files.readText(id, path)).toBe('Привет 😀')
    await samokoder.files.write(id, 'dot.bin', new Uint8Array([0, 255]))
    expect(await samokoder.files.read(id, 'dot.bin')).toEqual(new Uint8Array([0, 255]))
    await samokoder.files.write(id, 'empty', '')
    expect(await samokoder.files.readText(id, 'empty')).toBe('')
    await samokoder.files.change(id, [{ action: 'rename', path, to: 'b.txt' }], 'Renamed')
    const { files } = await samokoder.files.list(id)
    expect(files.map((file) => file.path)).toEqual(['b.txt', 'dot.bin', 'empty'])
    expect((await samokoder.files.list(id, 1)).files.map((file) => file.path)).toEqual([path])
    const { files: changes } = await samokoder.versions.compare(id, 3, 4)
    expect(changes).toMatchObject([{ path: 'b.txt', old_path: path, status: 'renamed' }])
    expect(await samokoder.versions.restore(id, 1)).toMatchObject({ number: 5 })
    expect(await samokoder.versions.get(id, 4)).toMatchObject({ summary: 'Renamed' })
  })

  it('are listed over as many pages as there are', async () => {
    const id = await newProject()
    for (let number = 1; number <= 21; number += 1) await samokoder.files.write(id, 'a.txt', String(number))
    const numbers = (await collect(samokoder.versions.list(id))).map(({ number }) => number)
    expect(numbers).toEqual(Array.from({ length: 21 }, (_, index) => 21 - index))
  })
})

describe('what fails', () => {
  it('is an error with what the API says of it', async () => {
    const error = await samokoder.createProject({ name: '' }).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ status: 400, code: 'bad_request', details: [{ path: ['body', 'name'] }] })
    expect((error as ApiError).requestId).toMatch(/[\w-]{8,}/)
    const nowhere = '00000000-0000-4000-8000-000000000000'
    await expect(samokoder.runs.wait(nowhere)).rejects.toMatchObject({ status: 404, code: 'not_found' })
    await expect(collect(samokoder.runs.follow(nowhere))).rejects.toMatchObject({ code: 'not_found' })
    await expect(samokoder.files.readText(nowhere, 'a')).rejects.toMatchObject({ code: 'not_found' })
    await expect(collect(connect('x').runs.start(nowhere, { prompt: 'x' }))).rejects.toMatchObject({ status: 401 })
  })

  it('is tried again where it may pass, and given up in the end', async () => {
    let calls = 0
    const away = connect(token, async () => {
      calls += 1
      return new Response('no', { status: calls === 1 ? 502 : 404 })
    })
    const nowhere = '00000000-0000-4000-8000-000000000000'
    await expect(away.runs.wait(nowhere)).rejects.toMatchObject({ status: 404, code: undefined })
    expect(calls).toBe(2)
  })
})
