import { describe, expect, it } from 'vitest'
import { createProject, runPrompt } from '../support/client.ts'
import { makePreview, PREVIEW_HOSTS, visit, writeFiles, type MadePreview } from '../support/previews.ts'
import { startScriptedStack } from '../support/scripted-stack.ts'

const { model, stack, client } = await startScriptedStack(PREVIEW_HOSTS)
const { app } = stack

const PAGE = '<!doctype html>\n<title>x</title>\n<script src="app.js"></script>\n<h1>Hi</h1>\n'
const BROKEN = { 'index.html': PAGE, 'app.js': 'const list = []\nconsole.log(list[0].name)\n' }
const THROWN = { kind: 'error', message: "TypeError: Cannot read properties of undefined (reading 'name')" }
const PROBLEM = { ...THROWN, path: 'app.js', line: 2, column: 21, address: '/' }

type Report = {
  page_problems: { message: string; times: number; path: string | null }[]
  page: Record<string, unknown>
}

const reportOf = async (project: string, version: number) =>
  (await client.call('GET', `/api/projects/${project}/versions/${version}/report`)).json as Report

async function tell({ url }: MadePreview, body: unknown) {
  const { host, href } = new URL('.samokoder/report', url)
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return app.fetch(new Request(href, { method: 'POST', body: text, headers: { Host: host } }))
}

async function brokenProject() {
  const project = await createProject(client)
  await writeFiles(client, project, BROKEN)
  return project
}

describe('what an opened page tells of itself', () => {
  it('stands in the report of the version that it shows, each thing once', async () => {
    const project = await brokenProject()
    const preview = await makePreview(client, project)
    for (const _ of [1, 2]) expect((await tell(preview, { problems: [PROBLEM, PROBLEM] })).status).toBe(204)
    const { page_problems } = await reportOf(project, 1)
    expect(page_problems).toEqual([{ ...PROBLEM, times: 2 }])
  })

  it('is kept up to a bound', async () => {
    const project = await brokenProject()
    const preview = await makePreview(client, project, { version: 1 })
    for (let round = 0; round < 4; round++) {
      const problems = Array.from({ length: 20 }, (_, index) => ({ ...PROBLEM, message: `${round} ${index}` }))
      await tell(preview, { problems })
    }
    expect((await reportOf(project, 1)).page_problems).toHaveLength(50)
  })

  it.each([
    ['is no report', 'nonsense'],
    ['is of another shape', { problems: [{ kind: 'other', message: 'x' }] }],
    ['is more than a page tells', { problems: Array.from({ length: 21 }, () => PROBLEM) }],
  ])('is dropped when it %s', async (_, body) => {
    const project = await brokenProject()
    expect((await tell(await makePreview(client, project), body)).status).toBe(204)
    expect((await reportOf(project, 1)).page_problems).toEqual([])
  })

  it('is refused when it is too long', async () => {
    const answer = await tell(await makePreview(client, await brokenProject()), 'x'.repeat(40_000))
    expect(answer.status).toBe(413)
  })

  it('is not taken from a preview that is shared, revoked or made up', async () => {
    const project = await brokenProject()
    const shared = await makePreview(client, project, { shared: true })
    const revoked = await makePreview(client, project)
    await client.call('DELETE', `/api/projects/${project}/previews/${revoked.id}`)
    const forged = { ...revoked, url: revoked.url.replace(/.\.preview/, 'u.preview') }
    for (const preview of [shared, revoked, forged]) await tell(preview, { problems: [PROBLEM] })
    expect((await reportOf(project, 1)).page_problems).toEqual([])
  })

  it('is told by a script that stands in front of every page', async () => {
    const { url } = await makePreview(client, await brokenProject())
    const page = await (await visit(app, url)).text()
    const address = /<script src="([^"]+reporter\.js)">/.exec(page)?.[1] ?? ''
    const script = await visit(app, url, address)
    expect([script.status, script.headers.get('Content-Type')]).toEqual([200, 'text/javascript; charset=utf-8'])
    expect(await script.text()).toContain('unhandledrejection')
  })
})

describe('a repair', () => {
  it('shows the model what the head has told, in one call, and tells it as problem.found', async () => {
    const project = await brokenProject()
    await tell(await makePreview(client, project), { problems: [PROBLEM] })
    model.calls.length = 0
    model.script((reply) => {
      reply.text('<file path="app.js">\nconst list = []\nconsole.log(list.length)\n</file>\n')
      reply.end()
    })
    const events = await runPrompt(client, project, { kind: 'edit', repair: true })
    expect(events.find(({ event }) => event === 'problem.found')?.data).toMatchObject({
      kind: 'error',
      path: 'app.js',
      line: 2,
      code: 'page_error',
      message: expect.stringContaining(THROWN.message),
    })
    expect(events.at(-1)?.event).toBe('run.succeeded')
    expect(model.calls.map(({ task }) => task)).toEqual(['repair'])
    const asked = model.calls[0]?.messages.at(-1)?.content ?? ''
    expect(asked).toContain(`app.js, line 2: When the page was opened: ${THROWN.message}`)
    const { page } = await reportOf(project, 2)
    expect(page).toMatchObject({ state: 'not_opened', findings: [{ path: 'app.js' }] })
    expect((await client.call('GET', `/api/projects/${project}/files/app.js`)).text).toContain('list.length')
  })

  it('ends with a reason when nothing was told', async () => {
    const events = await runPrompt(client, await brokenProject(), { repair: true })
    expect(events.at(-1)).toMatchObject({ event: 'run.failed', data: { error: { code: 'no_changes' } } })
  })

  it.each([
    ['another kind', { kind: 'generate', repair: true }],
    ['a plan first', { mode: 'plan', repair: true }],
  ])('is not made with %s', async (_, json) => {
    const answer = await client.call('POST', `/api/projects/${await brokenProject()}/runs`, json)
    expect(answer.status).toBe(400)
  })

  it('is the only run that needs no prompt', async () => {
    const answer = await client.call('POST', `/api/projects/${await brokenProject()}/runs`, { kind: 'edit' })
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('"prompt"')])
  })
})
