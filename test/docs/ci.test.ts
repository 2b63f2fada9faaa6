// The script of docs/recipes/ci.md as its pipeline calls it, also where what is on the way to the server fails.
import { spawn } from 'node:child_process'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { parse } from 'yaml'
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest'
import { startWebProcess, type WebProcess } from '../../local/web-process.ts'
import { isMissing, missingNote } from '../support/commands.ts'
import { forwardRequest } from '../support/forward.ts'
import { readBlocks } from '../support/markdown-blocks.ts'
import { createRemoteClient } from '../support/remote.ts'
import { startScriptedModel, type ScriptedModel } from '../support/scripted-model.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'
import { openTerminal } from '../support/terminal.ts'
import { walkPage } from '../support/walk-page.ts'

const WORKFLOW = '.github/workflows/build-project.yml'
const PATH = process.env['PATH'] ?? ''

let model: ScriptedModel
let web: WebProcess
let scripted: WebProcess
let folder: string
let workflow: { jobs: { build: { steps: Step[] } } }
type Step = { name?: string; uses?: string; run?: string; env?: Record<string, string> }

beforeAll(async () => {
  model = await startScriptedModel()
  folder = await makeTemporaryFolder()
  const options = { runtime: 'node' as const, port: 0, folder, onLine: () => undefined }
  web = await startWebProcess({ ...options, environment: inject('environment') })
  scripted = await startWebProcess({ ...options, environment: { ...inject('environment'), ...model.environment } })
})
afterAll(async () => {
  await web.stop()
  await scripted.stop()
  await model.close()
})

/** A step of the pipeline in a checkout, as a runner does it: with what the expressions of its environment stand for. */
async function runStep(name: string, values: Record<string, string>, path = PATH) {
  const step = workflow.jobs.build.steps.find((one) => one.name === name)
  const environment = Object.entries(step?.env ?? {}).map(([key, text]) => {
    const value = text.replace(/\$\{\{ ([\w.]+) \}\}/g, (_, expression: string) => {
      expect(values, `${key} of ${name}`).toHaveProperty([expression])
      return values[expression] ?? ''
    })
    return [key, value]
  })
  const child = spawn('sh', ['-ec', step?.run ?? 'exit 99'], {
    cwd: folder,
    env: { ...(Object.fromEntries(environment) as Record<string, string>), PATH: path },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (said += data.toString()))
  const code = await new Promise<number | null>((resolve) => {
    child.once('close', resolve)
  })
  return { code, said }
}

const build = (url: string, key: string, attempt = 1) =>
  runStep('Build', {
    'vars.SAMOKODER_URL': url,
    'secrets.SAMOKODER_KEY': key,
    'github.run_id': '4711',
    'github.run_attempt': String(attempt),
  })

/** In front of a server: of each request the first is done and its answer lost, and the second meets a gateway that fails. */
async function startFailingFront(origin: string) {
  const asked = new Map<string, number>()
  const front = createServer((request, response) => {
    const name = `${request.method} ${request.url}`
    const times = (asked.get(name) ?? 0) + 1
    asked.set(name, times)
    if (times === 2) return void response.writeHead(503, { 'Retry-After': '1' }).end('busy')
    forwardRequest(request, response, origin, () => {
      if (times === 1) response.destroy()
      return times > 1
    })
  })
  await new Promise<void>((resolve) => {
    front.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    front.close()
    front.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${(front.address() as AddressInfo).port}`, asked }
}

describe.skipIf(isMissing('jq'))(`the pipeline that builds a project${missingNote('jq')}`, () => {
  it('is what the page shows, and calls the script that it has had saved', async () => {
    const { token } = await createRemoteClient(web.url)
    const terminal = openTerminal(folder, { PATH, SAMOKODER_URL: web.url, SAMOKODER_KEY: token })
    onTestFinished(() => terminal.close())
    const walked = await walkPage(await readBlocks('docs/recipes/ci.md'), terminal, folder)
    expect(walked).toHaveLength(1)
    workflow = parse(await readFile(join(folder, WORKFLOW), 'utf8')) as typeof workflow
    // Actions of others are those that this project has looked at.
    const own = await readFile('.github/workflows/ci.yml', 'utf8')
    for (const { uses } of workflow.jobs.build.steps) if (uses !== undefined) expect(own).toContain(uses)
  })

  it('builds once though answers are lost and a gateway fails, and leaves no project', async () => {
    const client = await createRemoteClient(web.url)
    const front = await startFailingFront(web.url)
    await writeFile(join(folder, 'prompt.txt'), 'A todo list\nwith "filters" \\ and ünïcode\n')
    const { code, said } = await build(front.url, client.token)
    expect(code, said).toBe(0)
    expect(said).toMatch(/\nVersion 1, \d+ tokens, \d+ USD\n(?:curl: .+\n)+Wrote project\.zip\n$/)
    const files = unzipSync(new Uint8Array(await readFile(join(folder, 'project.zip'))))
    expect(new TextDecoder().decode(files['index.html'])).toContain('<title>')
    expect(await client.json('GET', '/api/projects')).toMatchObject({ items: [] })
    // Every request came three times at least, and led to one project, one run and one export.
    const names = [...front.asked.keys()].map((name) => name.replace(/[0-9a-f-]{36}/g, '{id}'))
    expect(names).toEqual([
      'POST /api/projects',
      'POST /api/projects/{id}/runs',
      'GET /api/runs/{id}?wait=30',
      'GET /api/projects/{id}/export?format=zip',
      'DELETE /api/projects/{id}',
    ])
    expect(Math.min(...front.asked.values())).toBeGreaterThanOrEqual(3)
  })

  it('fails with what the run says of it, and keeps the project', async () => {
    const client = await createRemoteClient(scripted.url)
    model.script((reply) => void reply.raw.writeHead(400).end('{"error":{"message":"no"}}'))
    const { code, said } = await build(scripted.url, client.token)
    expect(code).toBe(1)
    expect(said).toMatch(/\nThe run is failed: The AI provider refused/)
    const { projects, prompts } = await promptsOf(client)
    expect(projects).toBe(1)
    expect(prompts).toEqual(['A todo list\nwith "filters" \\ and ünïcode'])
  })

  it('builds anew in another attempt, and fails where nobody answers what the run asks', async () => {
    const client = await createRemoteClient(scripted.url)
    model.script((reply) => {
      reply.text('Which colour?')
      reply.end()
    })
    for (const attempt of [1, 1, 2]) {
      const { code, said } = await build(scripted.url, client.token, attempt)
      expect(code).toBe(1)
      expect(said).toMatch(/(?:Say it in the prompt: Which colour\?|The run is canceled: .+)\n$/)
    }
    expect((await promptsOf(client)).projects).toBe(2)
  })

  it('fails with what the API says of a key that it does not take', async () => {
    const { code, said } = await build(web.url, 'wrong')
    expect(code).toBe(1)
    expect(said).toMatch(/^POST \/api\/projects: 401 unauthorized: .+ Request [0-9a-f-]{36}\.\n$/)
  })

  it('publishes the export and the prompt as a release', async () => {
    // What a runner has, to see what it is asked for.
    const bin = await makeTemporaryFolder()
    await writeFile(
      join(bin, 'gh'),
      '#!/bin/sh\n[ -n "$GH_TOKEN" ] && ls project.zip prompt.txt && printf "%s|" "$@"\n',
    )
    await chmod(join(bin, 'gh'), 0o755)
    const { code, said } = await runStep('Publish', { 'github.run_number': '7', 'github.token': 't' }, `${bin}:${PATH}`)
    expect(code, said).toBe(0)
    expect(said).toBe(
      'project.zip\nprompt.txt\nrelease|create|build-7|project.zip|prompt.txt|--title|Build 7|--notes-file|prompt.txt|',
    )
  })
})

async function promptsOf(client: Awaited<ReturnType<typeof createRemoteClient>>) {
  const { items } = await client.json<{ items: { id: string }[] }>('GET', '/api/projects')
  const prompts: string[] = []
  for (const { id } of items) {
    const runs = await client.json<{ items: { prompt: string }[] }>('GET', `/api/projects/${id}/runs`)
    prompts.push(...runs.items.map(({ prompt }) => prompt))
  }
  return { projects: items.length, prompts }
}
