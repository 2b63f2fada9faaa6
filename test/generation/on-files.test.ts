import { describe, expect, it } from 'vitest'
import { createProject, runPrompt } from '../support/client.ts'
import { startScriptedStack } from '../support/scripted-stack.ts'

const PAGE = '<!doctype html>\n<title>Page</title>\n'
const plan = (...lines: string[]) => `<plan title="Two files">\nA page.\n${lines.join('\n')}\n</plan>\n`
const file = (path: string, content: string) => `<file path="${path}">\n${content}</file>\n`

const { model, client } = await startScriptedStack()

/** Generates on these files with a model that says this to each kind of question. */
async function generateOn(files: Record<string, string>, says: Record<string, string>) {
  const projectId = await createProject(client)
  for (const [path, content] of Object.entries(files)) {
    await client.call('PUT', `/api/projects/${projectId}/files/${path}`, content)
  }
  model.calls.length = 0
  model.script((reply, { task }) => {
    reply.text(says[task] ?? 'Nothing.')
    reply.end()
  })
  const events = await runPrompt(client, projectId, { prompt: 'Two files', kind: 'generate' })
  const { json } = await client.call('GET', `/api/projects/${projectId}/files`)
  return { events, end: events.at(-1)?.event, paths: (json as { files: { path: string }[] }).files.map((f) => f.path) }
}

describe('generating on files', () => {
  it('keeps what the plan does not name, and drops what it says is to go', async () => {
    const { end, paths } = await generateOn(
      { 'kept.txt': 'kept\n', 'old.txt': 'old\n' },
      {
        plan: plan('- index.html: page', '- old.txt: delete', '- never.txt: delete'),
        write: file('index.html', PAGE),
      },
    )
    expect([end, paths]).toEqual(['run.succeeded', ['index.html', 'kept.txt']])
  })

  it('gives the model a file that it asks for before it plans', async () => {
    let asked = false
    const { end, paths } = await generateOn(
      { 'shape.js': 'export const shape = 1\n' },
      {
        get plan() {
          if (asked) return plan('- index.html: page')
          asked = true
          return '<read path="shape.js"/>\n'
        },
        write: file('index.html', PAGE),
      },
    )
    expect([end, paths]).toEqual(['run.succeeded', ['index.html', 'shape.js']])
    expect(model.calls.map(({ task }) => task)).toEqual(['plan', 'plan', 'write'])
    expect(model.calls[1]?.messages.at(-1)?.content).toContain('export const shape = 1')
  })

  it('drops nothing when what takes its place is not there', async () => {
    const { end, paths } = await generateOn(
      { 'old.txt': 'old\n' },
      { plan: plan('- index.html: page', '- b.txt: text', '- old.txt: delete'), write: file('index.html', PAGE) },
    )
    expect([end, paths]).toEqual(['run.partial', ['index.html', 'old.txt']])
  })

  it('makes no version when nothing was written', async () => {
    const { end, paths, events } = await generateOn(
      { 'old.txt': 'old\n' },
      { plan: plan('- index.html: page', '- old.txt: delete') },
    )
    expect([end, paths]).toEqual(['run.failed', ['old.txt']])
    expect(events.some(({ event }) => event === 'file.deleted')).toBe(false)
  })

  it('shows the model the files: all of them to plan, and to write those that stay and those that are written anew', async () => {
    const { end } = await generateOn(
      { 'shape.js': 'export const shape = 1\n', 'index.html': '<!doctype html>\n<title>Before</title>\n' },
      { plan: plan('- index.html: page'), write: file('index.html', PAGE) },
    )
    const [planned = '', written = ''] = model.calls.map(({ messages }) => messages.at(-1)?.content)
    expect(end).toBe('run.succeeded')
    expect(planned).toContain('- shape.js (')
    expect(written).toContain('export const shape = 1')
    expect(written).toContain('<title>Before</title>')
  })

  it('takes a file that is written as it was for written, and asks for it once', async () => {
    const { end, events } = await generateOn(
      { 'index.html': PAGE },
      { plan: plan('- index.html: page', '- a.txt: text'), write: file('index.html', PAGE) + file('a.txt', 'a\n') },
    )
    expect(end).toBe('run.succeeded')
    expect(events.filter(({ event }) => event === 'file.unchanged').length).toBe(1)
    expect(model.calls.map(({ task }) => task)).toEqual(['plan', 'write'])
  })

  it('takes a path in another case for the file that is there', async () => {
    const { end, paths } = await generateOn(
      { 'Index.html': 'old' },
      { plan: plan('- index.html: page'), write: file('Index.html', PAGE) },
    )
    expect([end, paths]).toEqual(['run.succeeded', ['Index.html']])
  })
})
