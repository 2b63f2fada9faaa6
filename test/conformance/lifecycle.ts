// What a process is started with, what it tells of itself, and how it ends.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { parseEvents } from '../support/client.ts'
import type { Check } from './checks.ts'
import { exchange } from './raw-http.ts'
import { startRuntime, type Runtime } from './runtimes.ts'
import { createProject, openSite, type Site, type Suite } from './site.ts'
import { wholeAnswer, writing } from './suite-model.ts'

export type LifecycleOptions = {
  folderOf: (runtime: Runtime) => string
  environment: Record<string, string>
  suite: Suite
}

const SERVERS: Runtime[] = ['node', 'bun', 'deno']

export function lifecycle(options: LifecycleOptions): Check[] {
  return [
    ...SERVERS.map((runtime) => ({
      name: `${runtime}: SIGTERM with a stream open sends its watcher on, lets the run end, and exits 0`,
      run: () => drains(runtime, options),
    })),
    ...SERVERS.map((runtime) => ({
      name: `${runtime}: a bad environment ends it with code 78 and every problem by name`,
      run: () => refuses(runtime, options),
    })),
    {
      name: 'wrangler dev: the same hash, and its cron trigger takes up a run that was left',
      run: () => sweeps(options),
    },
    { name: 'supabase: the Deno entry serves the API below its function', run: () => supabase(options) },
  ]
}

async function drains(runtime: Runtime, { folderOf, environment, suite }: LifecycleOptions) {
  const running = await startRuntime(runtime, { folder: folderOf(runtime), environment })
  const site = await openSite(running, suite)
  const reached = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  const scene = suite.model.scene(
    writing(async (reply, call) => {
      reached.resolve()
      await gate.promise
      return wholeAnswer(reply, call)
    }),
  )
  const target = `/api/projects/${await createProject(site)}/runs`
  const answer = site.send('POST', target, {
    account: site.account,
    json: { prompt: scene.prompt },
    headers: [['Accept', 'text/event-stream']],
  })
  await reached.promise
  const stopped = running.stop()
  gate.resolve()
  const events = parseEvents((await answer).body.toString())
  assert.equal(events.at(-1)?.event, 'stream.closing')
  assert.equal(await stopped, 0)
  const [run] = await readRuns(site, environment, String(events[0]?.data['run_id']))
  assert.equal(run?.status, 'succeeded')
  return { detail: '✓' }
}

/** Past the API, whose process is gone. */
async function readRuns(site: Site, environment: Record<string, string>, id: string): Promise<{ status: string }[]> {
  const headers = dataHeaders(site, environment)
  const answer = await fetch(`${environment['SUPABASE_URL']}/rest/v1/runs?select=status&id=eq.${id}`, { headers })
  return (await answer.json()) as { status: string }[]
}

function dataHeaders({ account }: Site, environment: Record<string, string>): Record<string, string> {
  const apikey = environment['SUPABASE_PUBLISHABLE_KEY'] ?? ''
  return { apikey, Authorization: `Bearer ${account.token}`, 'Content-Type': 'application/json' }
}

async function refuses(runtime: Runtime, { folderOf }: LifecycleOptions) {
  const dist = join(folderOf(runtime), 'dist', `${runtime}.js`)
  const [file, ...before] =
    runtime === 'node'
      ? [process.execPath]
      : runtime === 'bun'
        ? [bin('bun')]
        : [bin('deno'), 'run', '--no-config', '-NE']
  const child = spawn(file ?? '', [...before, dist], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], PORT: 'hunter2' },
  })
  let output = ''
  child.stdout.on('data', (data: Buffer) => (output += data.toString()))
  const [code] = (await once(child, 'exit')) as [number]
  const { problems } = JSON.parse(output) as { problems: string[] }
  assert.equal(code, 78)
  assert.deepEqual(problems.map((problem) => problem.split(' ')[0]).slice(0, 2), ['PORT', 'SUPABASE_URL'])
  assert.ok(!output.includes('hunter2'))
  return { detail: `✓ ${problems.length} problems` }
}

async function sweeps({ folderOf, environment, suite }: LifecycleOptions) {
  const running = await startRuntime('wrangler', { folder: folderOf('wrangler'), environment })
  try {
    const site = await openSite(running, suite)
    const health = await site.json<{ app_sha256: string }>('GET', '/health')
    assert.equal(health.app_sha256, createHash('sha256').update(suite.built).digest('hex'))
    const run = await leaveRun(site, environment)
    const headers: [string, string][] = [['Host', `127.0.0.1:${running.port}`]]
    const swept = await exchange(running.port, { method: 'GET', target: '/cdn-cgi/handler/scheduled', headers })
    assert.equal(swept.status, 200, swept.body.toString())
    const { status } = await site.json<{ status: string }>('GET', `/api/runs/${run}`)
    assert.equal(status, 'succeeded')
    return { detail: '✓' }
  } finally {
    await running.stop()
  }
}

/** A run that was stored, and whose process died before it took it up. */
async function leaveRun(site: Site, environment: Record<string, string>): Promise<string> {
  const project = await createProject(site)
  const answer = await fetch(`${environment['SUPABASE_URL']}/rest/v1/rpc/create_run`, {
    method: 'POST',
    headers: dataHeaders(site, environment),
    body: JSON.stringify({ p_project: project, p_kind: 'generate', p_prompt: 'Two files', p_model: 'm' }),
  })
  return ((await answer.json()) as { id: string }).id
}

/** The function's own file, under Deno as the Edge Runtime runs it, save that it takes its port from Deno. */
async function supabase({ folderOf, environment, suite }: LifecycleOptions) {
  const running = await startRuntime('supabase', { folder: folderOf('supabase'), environment })
  try {
    const get = (target: string) => exchange(running.port, { method: 'GET', target })
    const health = JSON.parse((await get('/api/health')).body.toString()) as Record<string, string>
    assert.equal(health['app_sha256'], createHash('sha256').update(suite.built).digest('hex'))
    assert.equal(health['runtime'], 'supabase')
    assert.equal((await get('/api/projects')).status, 401)
    assert.equal((await get('/api/openapi.json')).status, 200)
    const site = await openSite(running, suite)
    const created = await site.send('POST', '/api/projects', { account: site.account, json: { name: 'x' } })
    const location = created.headers.find(([name]) => name.toLowerCase() === 'location')?.[1]
    assert.match(location ?? '', /^\/functions\/v1\/api\/projects\//)
    return { detail: '✓' }
  } finally {
    await running.stop()
  }
}

function bin(name: string): string {
  return resolve('node_modules', '.bin', name)
}
