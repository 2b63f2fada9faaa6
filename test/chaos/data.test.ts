import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createRemoteClient, type RemoteClient } from '../support/remote.ts'
import { OUTAGES } from '../support/switch.ts'
import * as chaos from './deployment.ts'

let deployment: chaos.Deployment
let client: RemoteClient
let other: RemoteClient
beforeAll(async () => {
  deployment = await chaos.startDeployment()
  client = deployment.client
  other = await createRemoteClient(deployment.otherUrl, client.token)
})
afterAll(() => deployment.close())

/** A project with one file, and requests about it and about a run, all of which need the data API. */
async function createTarget(runId: string) {
  const { id } = await client.json<{ id: string }>('POST', '/api/projects', { name: 'Target' })
  const root = `/api/projects/${id}`
  await client.fetch('PUT', `${root}/files/before.txt`, 'before')
  const name = `refused ${randomUUID()}`
  const requests: [method: string, path: string, body?: unknown][] = [
    ['GET', '/api/auth/user'],
    ['GET', '/api/projects'],
    ['POST', '/api/projects', { name }],
    ['GET', root],
    ['PATCH', root, { name }],
    ['DELETE', root],
    ['GET', `${root}/files`],
    ['GET', `${root}/files/before.txt`],
    ['PUT', `${root}/files/before.txt`, 'refused'],
    ['PUT', `${root}/files/refused.txt`, 'refused'],
    ['DELETE', `${root}/files/before.txt`],
    ['GET', `${root}/versions`],
    ['POST', `${root}/versions/1/restore`],
    ['GET', `${root}/export`],
    ['POST', `${root}/runs`, { prompt: name }],
    ['GET', `${root}/runs`],
    ['GET', `/api/runs/${runId}`],
    ['GET', `/api/runs/${runId}/events`],
    ['POST', `/api/runs/${runId}/cancel`],
  ]
  return { root, name, requests }
}

describe.each(OUTAGES)('the data API %s', (outage) => {
  let during: chaos.SlowRun
  let after: chaos.SlowRun
  let watch: chaos.Watch
  let target: Awaited<ReturnType<typeof createTarget>>

  beforeAll(async () => {
    after = await chaos.startSlowRun(deployment)
    during = await chaos.startSlowRun(deployment)
    target = await createTarget(during.id)
    watch = await chaos.watchRun(other, during.id)
    await vi.waitFor(() => expect(watch.seen().map(({ event }) => event)).toContain('plan.ready'), 5000)
    await deployment.services.supabase.stop(outage, '/rest/v1/')
  })

  describe.concurrent('meanwhile', () => {
    it('processes are not ready, though alive', async () => {
      await chaos.expectReadiness(deployment, { status: 503, down: ['data'] })
    })

    it('a run whose model goes on is left, and whoever watches it is told within the stream', async () => {
      during.finish()
      const left = () => deployment.lines.some((line) => line.includes('run was left') && line.includes(during.id))
      await expect.poll(left, { timeout: 60_000 }).toBe(true)
      await watch.ended
      expect(watch.seen().at(-1)).toMatchObject({
        event: 'stream.failed',
        data: { error: { code: 'service_unavailable' } },
      })
    })

    it('every request that needs it is refused in time, to be tried again', async () => {
      await Promise.all(target.requests.map((request) => chaos.expectUnavailable(client.fetch(...request))))
    })

    it('what needs no data goes on: log-in, documents, figures', async () => {
      const account = { email: `${randomUUID()}@example.com`, password: 'correct horse' }
      expect((await client.fetch('POST', '/api/auth/register', account)).status).toBe(201)
      expect((await client.fetch('POST', '/api/auth/login', account)).status).toBe(200)
      for (const path of ['/openapi.json', '/docs']) expect((await client.fetch('GET', path)).status).toBe(200)
      const figures = await (await client.fetch('GET', '/metrics')).text()
      expect(figures).toMatch(/^samokoder_backing_service_up\{service="data"\} 0$/m)
    })
  })

  describe('and is back', () => {
    beforeAll(() => deployment.services.supabase.restart())

    it('processes say so', async () => {
      await chaos.expectReadiness(deployment, { status: 200, down: [] })
    })

    it('runs that were under way end well, whether their model spoke in the meantime or not', async () => {
      after.finish()
      for (const { id } of [during, after]) {
        const state = () => other.json('GET', `/api/runs/${id}`)
        await expect.poll(state, { timeout: 10_000, interval: 200 }).toMatchObject({ status: 'succeeded', version: 1 })
      }
    })

    it('a watcher goes on behind its last event, at another process, and has missed no fact', async () => {
      const before = watch.seen().slice(0, -1)
      const rest = await chaos.follow(client, during.id, before.at(-1)?.id)
      const whole = await chaos.follow(client, during.id)
      expect(chaos.factsOf([...before, ...rest])).toEqual(chaos.factsOf(whole))
      expect(whole.at(-1)).toMatchObject({ event: 'run.succeeded' })
      // The model spoke while nothing could be stored: a second driver had to begin.
      expect(whole.filter(({ event }) => event === 'run.started')).toHaveLength(2)
    })

    it('what was acknowledged is there, and of what was refused nothing', async () => {
      const { root, name } = target
      expect(await client.json('GET', root)).toMatchObject({ name: 'Target', head: 1 })
      expect(await (await client.fetch('GET', `${root}/files/before.txt`)).text()).toBe('before')
      expect(await client.json('GET', `${root}/files`)).toMatchObject({ files: [{ path: 'before.txt' }] })
      expect(await client.json('GET', `${root}/runs`)).toMatchObject({ items: [] })
      const found = `/api/projects?search=${encodeURIComponent(name)}`
      expect(await client.json('GET', found)).toMatchObject({ items: [] })
    })
  })
})
