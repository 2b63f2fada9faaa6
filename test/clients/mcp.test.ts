// The official clients of the Model Context Protocol, over a socket: they list the tools, and build a project.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { startStage, type Stage } from './stage.ts'

const PYTHON = join(import.meta.dirname, '.venv', 'bin', 'python')
const note = existsSync(PYTHON) ? '' : ' (left out: it could not be installed)'

let stage: Stage
let address: URL
beforeAll(async () => {
  stage = await startStage()
  address = new URL('/mcp', stage.baseURL)
  stage.model.script((reply, { task }) => {
    if (task === 'plan') reply.text('<plan title="One">\nOne file.\n- one.txt: it\n</plan>\n')
    else reply.text('<file path="one.txt">\n1\n</file>\n')
    reply.end()
  })
  return stage.close
})

describe('the client of the TypeScript SDK', () => {
  it('lists the tools, and builds, changes, compares and exports a project', async () => {
    const client = new Client({ name: 'a-stranger', version: '1.0.0' })
    const requestInit = { headers: { Authorization: `Bearer ${stage.apiKey}` } }
    await client.connect(new StreamableHTTPClientTransport(address, { requestInit }))
    expect(client.getServerVersion()).toMatchObject({ name: 'samokoder' })
    await client.ping()
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toContain('start_run')
    const call = async (name: string, input: Record<string, unknown>) => {
      const result = await client.callTool({ name, arguments: input })
      expect(result.isError, JSON.stringify(result.content)).toBeUndefined()
      return result.structuredContent as Record<string, unknown>
    }
    const { id: project_id } = await call('create_project', { name: 'By an agent' })
    const { id: run_id } = await call('start_run', { project_id, prompt: 'One file' })
    expect(await call('wait_for_run', { run_id })).toMatchObject({ status: 'succeeded', version: 1 })
    expect(await call('list_files', { project_id })).toEqual({
      version: 1,
      files: [{ path: 'one.txt', size_bytes: 2 }],
    })
    const changes = [{ action: 'write', path: 'one.txt', content: 'one\n' }]
    expect(await call('write_files', { project_id, changes, if_version: 1 })).toMatchObject({ number: 2 })
    expect(await call('read_file', { project_id, path: 'one.txt' })).toMatchObject({ version: 2, content: 'one\n' })
    const diff = await call('compare_versions', { project_id, from: 1, to: 2 })
    expect(JSON.stringify(diff['files'])).toContain('+one')
    const { uri } = await call('export_project', { project_id })
    const archive = await fetch(String(uri), requestInit)
    expect([archive.status, archive.headers.get('Content-Type')]).toEqual([200, 'application/zip'])
    await archive.body?.cancel()
    await client.close()
  })
})

describe.skipIf(note !== '')(`the client of the Python SDK${note}`, () => {
  it('lists the tools, and builds a project', async () => {
    const parameters = [join(import.meta.dirname, 'python_mcp.py'), address.href, stage.apiKey]
    const { stdout } = await promisify(execFile)(PYTHON, parameters)
    expect(JSON.parse(stdout)).toEqual({
      server: 'samokoder',
      has_tools: true,
      status: 'succeeded',
      content: '1\n',
      refused: true,
    })
  })
})
