// What a process is started with, what it tells of itself, and how it ends.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { parseEvents } from '../support/client.ts'
import { startCollector } from '../support/collector.ts'
import { exchange } from './raw-http.ts'
import { RUNTIME_BINARIES, RUNTIMES, startRuntime } from './runtimes.ts'
import { createProject, eventually, openSite, type Site } from './site.ts'
import { openStage, type Stage } from './stage.ts'
import { gatedScene } from './suite-model.ts'

const SERVERS = ['node', 'bun', 'deno'] as const

let stage: Stage

beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

describe('lifecycle', () => {
  it.for(SERVERS)(
    '%s: SIGTERM with a stream open sends its watcher on, lets the run end, and exits 0',
    async (runtime) => {
      const running = await stage.start(runtime)
      const site = await openSite(running, stage.suite)
      const { scene, reached, open } = gatedScene(site.model)
      const target = `/api/projects/${await createProject(site)}/runs`
      const answer = site.send('POST', target, {
        account: site.account,
        json: { prompt: scene.prompt },
        headers: [['Accept', 'text/event-stream']],
      })
      await reached
      const stopped = running.stop()
      open()
      const events = parseEvents((await answer).body.toString())
      assert.equal(events.at(-1)?.event, 'stream.closing')
      assert.equal(await stopped, 0)
      assert.equal(await readStatus(site, String(events[0]?.data['run_id'])), 'succeeded')
    },
  )

  it.for(SERVERS)('%s: a bad environment ends it with code 78 and every problem by name', async (runtime) => {
    const dist = join(await stage.copyBuild(runtime), 'dist', `${runtime}.js`)
    const [file, ...before] = programOf(runtime)
    const child = spawn(file, [...before, dist], {
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], PORT: 'hunter2' },
    })
    let output = ''
    child.stdout.on('data', (data: Buffer) => (output += data.toString()))
    const [code] = (await once(child, 'close')) as [number]
    const { problems } = JSON.parse(output) as { problems: string[] }
    assert.equal(code, 78)
    assert.deepEqual(problems.map((problem) => problem.split(' ')[0]).slice(0, 2), ['PORT', 'SUPABASE_URL'])
    assert.ok(!output.includes('hunter2'))
  })

  it.for([...RUNTIMES, 'supabase'] as const)(
    '%s: the line of a request and its span reach a collector',
    async (runtime) => {
      const collector = await startCollector()
      const exporting = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_LOGS_EXPORTER: 'otlp' }
      const environment = { ...stage.environment, ...exporting }
      const running = await startRuntime(runtime, { folder: await stage.copyBuild(runtime), environment })
      const requestId = `collected-on-${runtime}`
      const target = runtime === 'supabase' ? '/api/health' : '/health'
      const answer = await exchange(running.port, { method: 'GET', target, headers: [['X-Request-Id', requestId]] })
      assert.equal(answer.status, 200)
      const line = await eventually('the line', () =>
        collector.lines.find(({ attributes }) => attributes['request_id'] === requestId),
      )
      const span = await eventually('the span', () =>
        collector.spans.find(({ attributes }) => attributes['samokoder.request.id'] === requestId),
      )
      assert.equal(line.message, 'request')
      assert.deepEqual([line.traceId, line.spanId], [span.traceId, span.spanId])
      await running.stop()
      await collector.close()
    },
  )

  it('wrangler dev: the same hash, and its cron trigger takes up a run that was left', async () => {
    const site = await openSite(await stage.start('wrangler'), stage.suite)
    const health = await site.json<{ app_sha256: string }>('GET', '/health')
    assert.equal(health.app_sha256, stage.suite.release.appSha256)
    const run = await leaveRun(site)
    const headers: [string, string][] = [['Host', `127.0.0.1:${site.port}`]]
    // As the trigger does every minute: what other cases have left is older, and a sweep takes up the oldest.
    await eventually('the end of the run', async () => {
      const swept = await exchange(site.port, { method: 'GET', target: '/cdn-cgi/handler/scheduled', headers })
      assert.equal(swept.status, 200, swept.body.toString())
      return (await readStatus(site, run)) === 'succeeded' || undefined
    })
  })

  /** The function's own file, under Deno as the Edge Runtime runs it, save that it takes its port from Deno. */
  it('supabase: the Deno entry serves the API below its function', async () => {
    const running = await stage.start('supabase')
    const get = (target: string) => exchange(running.port, { method: 'GET', target })
    const health = JSON.parse((await get('/api/health')).body.toString()) as Record<string, string>
    assert.equal(health['app_sha256'], stage.suite.release.appSha256)
    assert.equal(health['runtime'], 'supabase')
    assert.equal((await get('/api/projects')).status, 401)
    assert.equal((await get('/api/openapi.json')).status, 200)
    const site = await openSite(running, stage.suite)
    const created = await site.send('POST', '/api/projects', { account: site.account, json: { name: 'x' } })
    const location = created.headers.find(([name]) => name.toLowerCase() === 'location')?.[1]
    assert.match(location ?? '', /^\/functions\/v1\/api\/projects\//)
  })
})

/** Past the API, which would take up a run that has no driver. */
async function readStatus({ account }: Site, runId: string): Promise<string | undefined> {
  const [run] = await askData<{ status: string }[]>(account.token, `/runs?select=status&id=eq.${runId}`)
  return run?.status
}

/** A run that was stored, and whose process died before it took it up. */
async function leaveRun(site: Site): Promise<string> {
  const args = { p_project: await createProject(site), p_kind: 'generate', p_prompt: 'Two files', p_model: 'm' }
  return (await askData<{ id: string }>(site.account.token, '/rpc/create_run', args)).id
}

async function askData<T>(token: string, path: string, args?: object): Promise<T> {
  const { SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY: apikey = '' } = stage.environment
  const headers = { apikey, Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }
  const call = args === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(args) }
  return (await fetch(`${SUPABASE_URL}/rest/v1${path}`, call)).json() as Promise<T>
}

function programOf(runtime: (typeof SERVERS)[number]): [file: string, ...before: string[]] {
  const bin = (name: string) => join(RUNTIME_BINARIES, name)
  if (runtime === 'node') return [process.execPath]
  return runtime === 'bun' ? [bin('bun')] : [bin('deno'), 'run', '--no-config', '-NE']
}
