import { describe, expect, it } from 'vitest'
import { pipelines } from '../../src/generation/pipelines.ts'
import { driveRun } from '../../src/runs/drive.ts'
import { createRun } from '../../src/runs/run.ts'
import { connectAsUser } from '../../src/services/supabase.ts'
import { createProject, parseEvents } from '../support/client.ts'
import { startScriptedStack } from '../support/scripted-stack.ts'

const EDIT = '<edit path="mine.txt">\n<<<<<<< SEARCH\nbefore\n=======\nafter\n>>>>>>> REPLACE\n</edit>\n'

const { model, stack, client } = await startScriptedStack()

const put = (projectId: string, path: string, text: string) =>
  client.call('PUT', `/api/projects/${projectId}/files/${path}`, text)
const version = (projectId: string, number: number) =>
  client.call('GET', `/api/projects/${projectId}/versions/${number}`)
const read = async (projectId: string, path: string) =>
  (await client.call('GET', `/api/projects/${projectId}/files/${path}`)).text

/** An edit of mine.txt, during which somebody else does something. */
async function editMeanwhile(meanwhile: (projectId: string) => Promise<unknown>) {
  const projectId = await createProject(client)
  await put(projectId, 'mine.txt', 'before\n')
  await put(projectId, 'other.txt', 'other\n')
  model.script(async (reply) => {
    await meanwhile(projectId)
    reply.text(EDIT)
    reply.end()
  })
  const run = { kind: 'edit' as const, prompt: 'Change it', model: 'm' }
  const { id } = await createRun(connectAsUser(stack.config, client.token), projectId, run)
  await driveRun({ config: stack.config, log: () => undefined, pipelines }, id)
  return { projectId, run: (await client.call('GET', `/api/runs/${id}`)).json }
}

describe('a run during which its project is written to', () => {
  it.each([
    ['changes another file', (id: string) => put(id, 'other.txt', 'changed\n'), 'changed\n'],
    ['adds a file', (id: string) => put(id, 'new.txt', 'new\n'), 'other\n'],
    ['does the same', (id: string) => put(id, 'mine.txt', 'after\n'), 'other\n'],
  ])('keeps both when the writer %s', async (_, meanwhile, other) => {
    const { projectId, run } = await editMeanwhile(meanwhile)
    expect(run).toMatchObject({ status: 'succeeded', version: 4 })
    expect((await client.call('GET', `/api/projects/${projectId}/versions/4`)).json).toMatchObject({
      state: 'committed',
      parents: [3, 2],
    })
    expect([await read(projectId, 'mine.txt'), await read(projectId, 'other.txt')]).toEqual(['after\n', other])
  })

  it.each([
    ['the file that it changes', (id: string) => put(id, 'mine.txt', 'otherwise\n')],
    [
      'the file that it changes, by deleting it',
      (id: string) => client.call('DELETE', `/api/projects/${id}/files/mine.txt`),
    ],
  ])('does not overwrite %s, says so, and is kept beside it', async (_, meanwhile) => {
    const { projectId, run } = await editMeanwhile(meanwhile)
    expect(run).toMatchObject({ status: 'partial', version: 4, error: { code: 'conflict' } })
    expect(await read(projectId, 'mine.txt')).not.toBe('after\n')
    expect(await version(projectId, 4)).toMatchObject({ status: 200, json: { state: 'conflict', parents: [3, 2] } })
    const { text } = await client.call('GET', `/api/projects/${projectId}/files/mine.txt?version=4`)
    expect(text).toBe('after\n')
    const events = parseEvents((await client.call('GET', `/api/runs/${(run as { id: string }).id}/events`)).text)
    expect(events.find(({ event }) => event === 'version.conflicted')?.data).toMatchObject({
      version: 4,
      paths: ['mine.txt'],
    })
  })

  it('is applied on top of what its project has become', async () => {
    const { projectId } = await editMeanwhile(async (id) => {
      await put(id, 'mine.txt', 'otherwise\n')
      await put(id, 'new.txt', 'new\n')
    })
    const apply = () => client.call('POST', `/api/projects/${projectId}/versions/5/apply`)
    const statuses = (await Promise.all([apply(), apply()])).map(({ status }) => status)
    expect(statuses.toSorted((a, b) => a - b)).toEqual([201, 409])
    expect(await version(projectId, 5)).toMatchObject({ json: { state: 'applied' } })
    expect(await version(projectId, 6)).toMatchObject({ json: { state: 'committed', parents: [4, 5] } })
    const contents = await Promise.all(['mine.txt', 'other.txt', 'new.txt'].map((path) => read(projectId, path)))
    expect(contents).toEqual(['after\n', 'other\n', 'new\n'])
  })

  it('is dropped, after which its number stands for nothing, and nothing else can be dropped', async () => {
    const { projectId } = await editMeanwhile((id) => put(id, 'mine.txt', 'otherwise\n'))
    const drop = (number: number) => client.call('DELETE', `/api/projects/${projectId}/versions/${number}`)
    expect(await drop(3)).toMatchObject({ status: 409, json: { error: { code: 'no_conflict' } } })
    expect((await drop(4)).status).toBe(204)
    expect((await drop(4)).status).toBe(404)
    expect((await version(projectId, 4)).status).toBe(404)
    const { json } = await client.call('GET', `/api/projects/${projectId}/versions`)
    expect((json as { items: { number: number }[] }).items.map(({ number }) => number)).toEqual([3, 2, 1])
    expect(await put(projectId, 'next.txt', 'next\n')).toMatchObject({ json: { number: 5, parents: [3] } })
  })

  it('ends when the project is deleted, and the deletion is served', async () => {
    let status = 0
    await editMeanwhile(async (projectId) => {
      status = (await client.call('DELETE', `/api/projects/${projectId}`)).status
    })
    expect(status).toBe(204)
  })
})

describe('writes at the same time', () => {
  it('of fifty different files all pass, each as a version of its own', async () => {
    const projectId = await createProject(client)
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => put(projectId, `file-${index}.txt`, `${index}\n`)),
    )
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201))
    const { version, files } = (await client.call('GET', `/api/projects/${projectId}/files`)).json as {
      version: number
      files: unknown[]
    }
    expect([version, files.length]).toEqual([50, 50])
  })

  it('of one file all pass, and the last one stands', async () => {
    const projectId = await createProject(client)
    const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => put(projectId, 'one.txt', `${index}\n`)))
    expect(answers.map(({ status }) => status).every((status) => status === 200 || status === 201)).toBe(true)
    expect(await read(projectId, 'one.txt')).toMatch(/^\d\n$/)
  })

  it('of files that cannot stand side by side leave one of them', async () => {
    const projectId = await createProject(client)
    const answers = await Promise.all(
      ['Readme.md', 'README.md', 'readme.md/x'].map((path) => put(projectId, path, 'x')),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter(({ status }) => status >= 500)).toEqual([])
  })

  it('hold to the version that the writer named', async () => {
    const projectId = await createProject(client)
    await put(projectId, 'a.txt', 'a')
    const write = (path: string) =>
      client.call('PUT', `/api/projects/${projectId}/files/${path}`, 'x', { 'If-Match': '"v1"' })
    const statuses = (await Promise.all([write('b.txt'), write('c.txt')])).map(({ status }) => status)
    expect(statuses.toSorted((a, b) => a - b)).toEqual([201, 412])
  })

  it('make a file once, though all of them bring the same, when each asks for it to be new', async () => {
    const projectId = await createProject(client)
    const write = () => client.call('PUT', `/api/projects/${projectId}/files/lock`, 'x', { 'If-None-Match': '*' })
    const statuses = (await Promise.all(Array.from({ length: 5 }, write))).map(({ status }) => status)
    expect(statuses.toSorted((a, b) => a - b)).toEqual([201, 412, 412, 412, 412])
  })
})
