import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { fetchChecked } from '../support/checked-app.ts'
import { createRemoteClient, type RemoteClient } from '../support/remote.ts'
import * as chaos from './deployment.ts'

const FACTS = ['run.created', 'run.started', 'plan.ready', 'file.completed', 'check.completed', 'version.committed']

/** Less than one call to Redis may take here. */
const SOON_MS = 8000

let deployment: chaos.Deployment
let other: RemoteClient
beforeAll(async () => {
  // As long as by default: nobody may wait that long for Redis.
  deployment = await chaos.startDeployment({ SERVICE_TIMEOUT_MS: '10000' })
  other = await createRemoteClient(deployment.otherUrl, deployment.client.token)
})
afterAll(() => deployment.close())

describe.each(['refuses', 'hangs'] as const)('Redis %s', (outage) => {
  let run: chaos.SlowRun
  let watch: chaos.Watch
  let written: string

  beforeAll(async () => {
    run = await chaos.startSlowRun(deployment)
    watch = await chaos.watchRun(other, run.id)
    await vi.waitFor(() => expect(watch.seen().map(({ event }) => event)).toContain('plan.ready'), 5000)
    await deployment.services.redis.stop(outage)
  })

  describe.concurrent('meanwhile', () => {
    it('processes are ready, and say that Redis is down', async () => {
      await chaos.expectReadiness(deployment, { status: 200, down: ['redis'] })
    })

    it('a run that had begun ends, and its watcher at another process gets every fact', async () => {
      run.finish()
      await chaos.within(SOON_MS, watch.ended)
      const events = watch.seen().map(({ event }) => event)
      expect(events.filter((event) => FACTS.includes(event))).toEqual(FACTS)
      expect(events.at(-1)).toBe('run.succeeded')
    })

    it('projects and files are as ever', async () => {
      const { id } = await other.json<{ id: string }>('POST', '/api/projects', { name: 'x' })
      written = `/api/projects/${id}/files/mine.txt`
      expect((await other.fetch('PUT', written, 'mine')).status).toBe(201)
      expect(await (await other.fetch('GET', written)).text()).toBe('mine')
    })

    it('what spends money or signs up is refused in time, as nobody can count it', async () => {
      const account = { email: `${randomUUID()}@example.com`, password: 'correct horse' }
      const { id } = await other.json<{ id: string }>('POST', '/api/projects', { name: 'x' })
      await Promise.all([
        chaos.expectUnavailable(other.fetch('POST', `/api/projects/${id}/runs`, { prompt: 'x' })),
        chaos.expectUnavailable(other.fetch('POST', '/api/auth/register', account)),
        chaos.expectUnavailable(other.fetch('POST', '/api/auth/login', account)),
      ])
    })

    it('/metrics answers in time for a scraper, and says that Redis is down', async () => {
      const answer = await chaos.within(SOON_MS, fetchChecked(`${deployment.url}/metrics`))
      expect(answer.status).toBe(200)
      expect(await answer.text()).toMatch(/^samokoder_backing_service_up\{service="redis"\} 0$/m)
    })
  })

  describe('and is back', () => {
    beforeAll(() => deployment.services.redis.restart())

    it('processes say so', async () => {
      await chaos.expectReadiness(deployment, { status: 200, down: [] })
    })

    it('what was written is there', async () => {
      const file = await other.fetch('GET', written)
      expect(await file.text()).toBe('mine')
    })

    it('runs have text again, and are counted', async () => {
      const count = async () => {
        const text = await (await fetchChecked(`${deployment.otherUrl}/metrics`)).text()
        return Number(/^samokoder_runs_total\{kind="generate",status="succeeded"\} (\d+)$/m.exec(text)?.[1] ?? 0)
      }
      const before = await count()
      const client = await createRemoteClient(deployment.url)
      const { id } = await client.json<{ id: string }>('POST', '/api/projects', { name: 'x' })
      const events = (await chaos.runPrompt(client, id)).map(({ event }) => event)
      expect(events).toEqual(expect.arrayContaining(['step.started', 'file.started', 'file.delta', 'run.succeeded']))
      await expect.poll(count, { timeout: 10_000 }).toBeGreaterThan(before)
    })
  })
})
