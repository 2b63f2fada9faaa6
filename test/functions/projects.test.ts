import { beforeAll, describe, expect, it } from 'vitest'
import { createProject, signUp, type Client } from '../support/client.ts'
import { makeStack } from '../support/stack.ts'

const { app } = makeStack()
let client: Client
beforeAll(async () => {
  client = await signUp(app)
})

type Page = { items: { id: string; name: string }[]; next_cursor: string | null }
async function list(query: string, who = client): Promise<Page> {
  return (await who.call('GET', `/api/projects${query}`)).json as Page
}

describe('projects', () => {
  it('are created, read, changed and deleted', async () => {
    const created = await client.call('POST', '/api/projects', { name: ' Shop ', description: 'Sells things' })
    expect(created.status).toBe(201)
    const project = created.json as { id: string }
    expect(created.json).toMatchObject({ name: 'Shop', description: 'Sells things', status: 'active', head: 0 })
    expect(created.headers.get('Location')).toBe(`/api/projects/${project.id}`)
    const path = `/api/projects/${project.id}`
    const changed = await client.call('PATCH', path, { status: 'archived' })
    expect(changed.json).toMatchObject({ name: 'Shop', status: 'archived' })
    expect((await client.call('GET', path)).json).toEqual(changed.json)
    expect((await client.call('DELETE', path)).status).toBe(204)
    expect((await client.call('GET', path)).status).toBe(404)
    expect((await client.call('DELETE', path)).status).toBe(404)
  })

  it('refuse runs while archived', async () => {
    const id = await createProject(client)
    await client.call('PATCH', `/api/projects/${id}`, { status: 'archived' })
    const run = await client.call('POST', `/api/projects/${id}/runs`, { prompt: 'x' })
    expect([run.status, run.json]).toMatchObject([409, { error: { code: 'project_archived' } }])
  })

  it('are paged by cursor without a gap or a repeat, newest first', async () => {
    const other = await signUp(app)
    const names = Array.from({ length: 7 }, (_, index) => `P${index}`)
    for (const name of names) await createProject(other, name)
    const seen: string[] = []
    let cursor = ''
    do {
      const page = await list(`?limit=3${cursor}`, other)
      seen.push(...page.items.map(({ name }) => name))
      cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`
    } while (cursor !== '')
    expect(seen).toEqual(names.toReversed())
  })

  it('are found by part of their name, letter case and wildcards taken literally', async () => {
    const other = await signUp(app)
    for (const name of ['Список покупок', '100% done', 'under_score', 'a,b(c)"d']) await createProject(other, name)
    const find = async (text: string) =>
      (await list(`?search=${encodeURIComponent(text)}`, other)).items.map(({ name }) => name)
    expect(await find('список')).toEqual(['Список покупок'])
    expect(await find('0%')).toEqual(['100% done'])
    expect(await find('r_s')).toEqual(['under_score'])
    expect(await find('%')).toEqual(['100% done'])
    expect(await find(',b(c)"')).toEqual(['a,b(c)"d'])
    expect(await find('nothing like it')).toEqual([])
  })

  it('are filtered by status', async () => {
    const other = await signUp(app)
    const archived = await createProject(other, 'Old')
    await createProject(other, 'New')
    await other.call('PATCH', `/api/projects/${archived}`, { status: 'archived' })
    expect((await list('?status=archived', other)).items.map(({ name }) => name)).toEqual(['Old'])
    expect((await list('?status=active', other)).items.map(({ name }) => name)).toEqual(['New'])
  })
})
