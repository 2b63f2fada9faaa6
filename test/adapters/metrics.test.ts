import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { embeddedBackend } from '../../local/redis/embedded/backend.ts'
import { startRedisBridge, type RedisBridge } from '../../local/redis/bridge.ts'
import { startWebProcess, type WebProcess } from '../../local/web-process.ts'
import { METRICS } from '../../src/telemetry/metrics.ts'
import { fetchChecked } from '../support/checked-app.ts'
import { createRemoteClient } from '../support/remote.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'

const RUNTIMES = ['node', 'workers'] as const

let bridge: RedisBridge
let fleet: WebProcess[]

beforeAll(async () => {
  // A Redis of their own: they are the whole fleet that adds to it.
  const dataDir = await makeTemporaryFolder()
  bridge = await startRedisBridge({
    token: 'a-token',
    backend: await embeddedBackend({ snapshotFile: join(dataDir, 'embedded.json') }),
  })
  const environment = {
    ...inject('environment'),
    UPSTASH_REDIS_REST_URL: bridge.url,
    UPSTASH_REDIS_REST_TOKEN: 'a-token',
  }
  fleet = await Promise.all(
    RUNTIMES.map(async (runtime) => {
      const folder = await makeTemporaryFolder()
      return startWebProcess({ runtime, environment, port: 0, folder, onLine: () => undefined })
    }),
  )
}, 120_000)
afterAll(async () => {
  for (const web of fleet) await web.stop()
  await bridge.close()
})

/** The counters and histograms as a process shows them. */
async function scrape({ url }: WebProcess): Promise<string[]> {
  const text = await (await fetchChecked(`${url}/metrics`)).text()
  return text.split('\n').filter((line) => Object.keys(METRICS).some((name) => line.startsWith(name)))
}

/** An account, a project, a run, and a project that is not there. */
async function serveOneOfEach({ url }: WebProcess): Promise<void> {
  const client = await createRemoteClient(url)
  const { id } = await client.json<{ id: string }>('POST', '/api/projects', { name: 'x' })
  const accept = { Accept: 'text/event-stream' }
  await (await client.fetch('POST', `/api/projects/${id}/runs`, { prompt: 'A calculator' }, accept)).text()
  await (await client.fetch('GET', '/api/projects/00000000-0000-4000-8000-000000000000')).text()
}

describe('a fleet of two runtimes', () => {
  it('shows the same totals at either, and they count what both have served', async () => {
    await Promise.all(fleet.map(serveOneOfEach))
    const [node, workers] = fleet as [WebProcess, WebProcess]
    const requests = async () => (await scrape(node)).filter((line) => line.startsWith('samokoder_http_requests_total'))
    // Figures are added after the answer: once all of these are there, none is on its way.
    await expect
      .poll(requests, { timeout: 10_000 })
      .toEqual([
        'samokoder_http_requests_total{method="GET",route="/api/projects/:id",status="404"} 2',
        'samokoder_http_requests_total{method="POST",route="/api/auth/register",status="201"} 2',
        'samokoder_http_requests_total{method="POST",route="/api/projects",status="201"} 2',
        'samokoder_http_requests_total{method="POST",route="/api/projects/:id/runs",status="201"} 2',
      ])
    await expect
      .poll(() => scrape(node), { timeout: 10_000 })
      .toEqual(
        expect.arrayContaining([
          'samokoder_http_request_duration_seconds_count{method="POST",route="/api/projects",status="201"} 2',
          'samokoder_runs_total{kind="generate",status="succeeded"} 2',
          'samokoder_run_step_duration_seconds_count{step="check"} 2',
        ]),
      )
    expect(await scrape(workers)).toEqual(await scrape(node))
  })
})
