import { beforeAll, describe, expect, it } from 'vitest'
import { TEMPLATES } from '../../src/projects/templates.ts'
import { runPrompt, signUp, type Client } from '../support/client.ts'
import { makeStack } from '../support/stack.ts'

const { app } = makeStack()
let client: Client
beforeAll(async () => {
  client = await signUp(app)
})

async function begin(template: string): Promise<string> {
  const made = await client.call('POST', '/api/projects', { name: 'P', description: 'D', template })
  expect(made.status).toBe(201)
  expect(made.json).toMatchObject({ name: 'P', description: 'D', head: 1 })
  return (made.json as { id: string }).id
}

async function filesOf(id: string): Promise<string[]> {
  const { json } = await client.call('GET', `/api/projects/${id}/files`)
  return (json as { files: { path: string }[] }).files.map(({ path }) => path)
}

describe('templates', () => {
  it('are listed with their files', async () => {
    const { status, json } = await client.call('GET', '/api/templates')
    const { items } = json as { items: { id: string; files: string[] }[] }
    expect(status).toBe(200)
    expect(items.map(({ id }) => id)).toEqual(TEMPLATES.map(({ id }) => id))
    expect(items.find(({ id }) => id === 'react')?.files).toContain('src/App.tsx')
  })

  it.each(TEMPLATES)('$id is the first version of a project', async ({ id, files }) => {
    const project = await begin(id)
    const { json } = await client.call('GET', `/api/projects/${project}/versions`)
    expect(json).toMatchObject({ items: [{ number: 1, origin: 'template', run_id: null }] })
    expect(await filesOf(project)).toEqual(Object.keys(files).toSorted())
    for (const [path, content] of Object.entries(files)) {
      expect((await client.call('GET', `/api/projects/${project}/files/${path}`)).text).toBe(content)
    }
  })

  it('that are not there are refused, and no project is made', async () => {
    const other = await signUp(app)
    const { status } = await other.call('POST', '/api/projects', { name: 'P', template: 'cobol' })
    expect(status).toBe(400)
    expect((await other.call('GET', '/api/projects')).json).toMatchObject({ items: [] })
  })

  it('are built upon by the first run, whose plan knows their files', async () => {
    const project = await begin('browser')
    const events = await runPrompt(client, project, { prompt: 'A calculator', kind: 'generate' })
    expect(events.at(-1)).toMatchObject({ event: 'run.succeeded', data: { version: 2 } })
    expect(events.filter(({ event }) => event === 'plan.ready').length).toBe(1)
    expect(await filesOf(project)).toContain('AGENTS.md')
  })
})
