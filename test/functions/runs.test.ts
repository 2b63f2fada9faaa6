import { describe, expect, it } from 'vitest'
import { createProject, parseEvents, runPrompt, signUp } from '../support/client.ts'
import { makeStack } from '../support/stack.ts'

const { app, idle } = makeStack()

describe('a run', () => {
  it('turns a prompt into a version, streamed on the POST itself', async () => {
    const client = await signUp(app)
    const projectId = await createProject(client)
    const events = await runPrompt(client, projectId, { prompt: 'A todo list with filters' })
    const kinds = events.map(({ event }) => event)
    expect(kinds[0]).toBe('stream.opened')
    expect(kinds).toContain('plan.ready')
    expect(kinds).toContain('file.delta')
    expect(kinds).toContain('version.committed')
    expect(kinds.at(-1)).toBe('run.succeeded')

    const files = await client.call('GET', `/api/projects/${projectId}/files`)
    const planned = events.find(({ event }) => event === 'plan.ready')?.data['files'] as { path: string }[]
    expect(files.json).toMatchObject({ version: 1 })
    expect((files.json as { files: { path: string }[] }).files.map(({ path }) => path)).toEqual(
      planned.map(({ path }) => path).toSorted(),
    )
    await idle()
  })

  it('tells its events again from any of them, the same from Postgres as live', async () => {
    const client = await signUp(app)
    const projectId = await createProject(client)
    const events = await runPrompt(client, projectId, { prompt: 'A calculator' })
    const runId = events[0]?.data['run_id'] as string
    const all = await client.call('GET', `/api/runs/${runId}/events`)
    expect(parseEvents(all.text).slice(1)).toEqual(events.slice(1))
    const middle = events[Math.floor(events.length / 2)]
    const rest = await client.call('GET', `/api/runs/${runId}/events`, undefined, { 'Last-Event-ID': middle?.id ?? '' })
    expect(parseEvents(rest.text).slice(1)).toEqual(events.slice(Math.floor(events.length / 2) + 1))
    const end = await client.call('GET', `/api/runs/${runId}/events`, undefined, {
      'Last-Event-ID': events.at(-1)?.id ?? '',
    })
    expect(end.status).toBe(204)
  })
})
