// The server of the Model Context Protocol as it answers, message by message. What clients make of it: test/clients/mcp.test.ts.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOf, createProject, runPrompt, signUp, type Client } from '../support/client.ts'
import { makeStack } from '../support/stack.ts'

const stack = makeStack()
let owner: Client
let projectId: string

beforeAll(async () => {
  owner = await signUp(stack.app)
  projectId = await createProject(owner, 'Mine')
  await owner.call('PUT', `/api/projects/${projectId}/files/a.txt`, 'a\n')
  await owner.call('PUT', `/api/projects/${projectId}/files/a.bin`, new Uint8Array([0, 1, 2]))
})
afterAll(() => stack.idle())

type Answer = {
  id: unknown
  result?: Record<string, unknown> & { content?: { type: string; text: string }[]; isError?: boolean }
  error?: { code: number; message: string }
}

async function ask(method: string, params: object = {}, by = owner): Promise<Answer> {
  const { status, json } = await by.call('POST', '/mcp', { jsonrpc: '2.0', id: 7, method, params })
  expect(status).toBe(200)
  return json as Answer
}
const call = async (name: string, input: object, by = owner) =>
  (await ask('tools/call', { name, arguments: input }, by)).result ?? expect.fail('it is no result')
const read = async (name: string, input: object, by = owner) => {
  const result = await call(name, input, by)
  expect(result.isError, JSON.stringify(result.content)).toBeUndefined()
  return result['structuredContent'] as Record<string, unknown>
}
const refusalOf = async (name: string, input: object, by = owner) => {
  const { isError, content } = await call(name, input, by)
  return isError === true ? content?.[0]?.text : undefined
}
async function keyWith(...scopes: string[]): Promise<Client> {
  const { json } = await owner.call('POST', '/api/keys', { name: 'An agent', scopes })
  return clientOf(stack.app, (json as { key: string }).key, owner.userId)
}
const toolsOf = async (by: Client) =>
  ((await ask('tools/list', {}, by)).result?.['tools'] as { name: string; inputSchema: { type: string } }[]) ?? []

describe('the protocol', () => {
  it('agrees on a version that the client knows, or names its own', async () => {
    const agreed = async (protocolVersion: string) =>
      (await ask('initialize', { protocolVersion, capabilities: {}, clientInfo: { name: 'x', version: '1' } })).result
    expect(await agreed('2025-03-26')).toMatchObject({
      protocolVersion: '2025-03-26',
      capabilities: { tools: {} },
      serverInfo: { name: 'samokoder' },
    })
    expect(await agreed('1999-01-01')).toMatchObject({ protocolVersion: '2025-11-25' })
  })

  it('answers a ping, takes notifications, and keeps no stream and no session', async () => {
    expect(await ask('ping')).toEqual({ jsonrpc: '2.0', id: 7, result: {} })
    const told = await owner.call('POST', '/mcp', { jsonrpc: '2.0', method: 'notifications/initialized' })
    expect([told.status, told.text]).toEqual([202, ''])
    const answered = await owner.call('POST', '/mcp', { jsonrpc: '2.0', id: 1, result: {} })
    expect(answered.status).toBe(202)
    for (const method of ['GET', 'DELETE']) expect((await owner.call(method, '/mcp')).status).toBe(405)
  })

  it('refuses what it has not by codes of JSON-RPC', async () => {
    expect((await ask('resources/list')).error?.code).toBe(-32_601)
    expect((await ask('tools/call', { name: 'no_such_tool' })).error?.code).toBe(-32_602)
    const message = { jsonrpc: '2.0', id: 1, method: 'ping' }
    const other = await owner.call('POST', '/mcp', message, { 'MCP-Protocol-Version': '1999-01-01' })
    expect(other.status).toBe(400)
    expect((await owner.call('POST', '/mcp', { method: 'ping' })).status).toBe(400)
  })
})

describe('the tools', () => {
  it('are those that the scopes of a key allow, each with the schema of an object', async () => {
    const all = await toolsOf(owner)
    expect(all.length).toBeGreaterThan(8)
    for (const { name, inputSchema } of all) expect([name, inputSchema.type]).toEqual([name, 'object'])
    const reader = await keyWith('projects:read')
    expect((await toolsOf(reader)).map(({ name }) => name)).not.toContain('start_run')
    expect(await refusalOf('start_run', { project_id: projectId, prompt: 'x' }, reader)).toMatch(/scope "runs"/)
    const stranger = await (await keyWith('ai')).call('POST', '/mcp', { jsonrpc: '2.0', id: 1, method: 'ping' })
    expect(stranger.status).toBe(403)
  })

  it('read, write, compare and export files', async () => {
    expect(await read('list_files', { project_id: projectId })).toEqual({
      version: 2,
      files: [
        { path: 'a.bin', size_bytes: 3 },
        { path: 'a.txt', size_bytes: 2 },
      ],
    })
    expect(await read('read_file', { project_id: projectId, path: 'a.txt' })).toMatchObject({ content: 'a\n' })
    expect((await call('read_file', { project_id: projectId, path: 'a.bin' })).content).toMatchObject([
      { type: 'resource', resource: { blob: 'AAEC' } },
    ])
    const changes = [{ action: 'write', path: 'b.txt', content: 'b\n' }]
    expect(await read('write_files', { project_id: projectId, changes, if_version: 2 })).toMatchObject({ number: 3 })
    expect(await refusalOf('write_files', { project_id: projectId, changes, if_version: 2 })).toMatch(
      /precondition_failed/,
    )
    const diff = await read('compare_versions', { project_id: projectId, from: 2, to: 3 })
    expect(diff['files']).toMatchObject([{ path: 'b.txt', status: 'added' }])
    const { uri } = await read('export_project', { project_id: projectId, version: 2, format: 'tar.gz' })
    const archive = await owner.fetch(String(uri).replace('http://test.local', ''))
    expect([archive.status, archive.headers.get('Content-Type')]).toEqual([200, 'application/gzip'])
  })

  it('show a project at an address', async () => {
    const { url } = await read('preview_project', { project_id: projectId, version: 1 })
    const page = await stack.app.fetch(new Request(new URL('a.txt', String(url))))
    expect([page.status, await page.text()]).toEqual([200, 'a\n'])
  })

  it('make a project, run a prompt in it, and wait for its end', async () => {
    const made = await read('create_project', { name: 'New' })
    const run = await read('start_run', { project_id: made['id'], prompt: 'A todo list' })
    const ended = await read('wait_for_run', { run_id: run['id'], seconds: 50 })
    expect(ended).toMatchObject({ status: 'succeeded', version: 1 })
    expect((await read('list_projects', { search: 'New' }))['projects']).toMatchObject([{ id: made['id'], head: 1 }])
    expect(await read('cancel_run', { run_id: run['id'] })).toMatchObject({ status: 'succeeded' })
  })

  it('answer what a run asks', async () => {
    const [first] = await runPrompt(owner, projectId, { prompt: 'A todo list', kind: 'generate', mode: 'plan' })
    const run_id = first?.data['run_id']
    expect(await read('wait_for_run', { run_id })).toMatchObject({ status: 'awaiting_input' })
    expect(await refusalOf('continue_run', { run_id })).toMatch(/Give one of/)
    expect(await refusalOf('continue_run', { run_id, text: 'x' })).toMatch(/input_does_not_fit/)
    await read('continue_run', { run_id, approve: true })
    expect(await read('wait_for_run', { run_id, seconds: 50 })).toMatchObject({ status: 'succeeded' })
  })

  it('tell the model what is wrong, and nothing of what is not its account’s', async () => {
    expect(await refusalOf('read_file', { project_id: 'x', path: 'a.txt' })).toMatch(/bad_request.*UUID/s)
    expect(await refusalOf('read_file', { project_id: projectId, path: 'no.txt' })).toMatch(/^not_found/)
    expect(await refusalOf('read_file', { project_id: projectId, path: 'a.txt' }, await signUp(stack.app))).toMatch(
      /^not_found/,
    )
    expect(
      await refusalOf('write_files', { project_id: projectId, changes: [{ action: 'delete', path: 'no' }] }),
    ).toMatch(/names no file of the project/)
  })
})
