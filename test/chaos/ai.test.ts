import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRemoteClient } from '../support/remote.ts'
import * as chaos from './deployment.ts'

let deployment: chaos.Deployment
beforeAll(async () => {
  deployment = await chaos.startDeployment({ AI_FIRST_TOKEN_TIMEOUT_MS: '1000', AI_IDLE_TIMEOUT_MS: '1000' })
})
afterAll(() => deployment.close())

describe.each(['refuses', 'hangs'] as const)('the AI provider %s', (outage) => {
  const hangs = outage === 'hangs'
  let cut: chaos.SlowRun
  let untouched: string
  let changed: string

  beforeAll(async () => {
    const { client, services } = deployment
    cut = await chaos.startSlowRun(deployment)
    const createProject = async () => {
      const { id } = await client.json<{ id: string }>('POST', '/api/projects', { name: 'x' })
      await client.fetch('PUT', `/api/projects/${id}/files/mine.txt`, 'mine')
      return id
    }
    untouched = await createProject()
    changed = await createProject()
    await services.ai.stop(outage)
  })

  describe.concurrent('meanwhile', () => {
    it('processes are ready, and say that the provider is down', async () => {
      await chaos.expectReadiness(deployment, { status: 200, down: ['ai'] })
    })

    it('a run that had begun fails with the reason, and makes no version', async () => {
      const { client } = deployment
      const last = (await chaos.follow(client, cut.id)).at(-1)
      // What was cut is asked for again, of a provider that is not there.
      const code = hangs ? 'provider_timeout' : 'provider_unavailable'
      expect(last).toMatchObject({ event: 'run.failed', data: { error: { code } } })
      expect(await client.json('GET', `/api/projects/${cut.projectId}`)).toMatchObject({ head: 0 })
    })

    it('a new run fails with the reason, and the project is as it was', async () => {
      const { client } = deployment
      const before = await client.json('GET', `/api/projects/${untouched}/files`)
      const last = (await chaos.runPrompt(client, untouched)).at(-1)
      const code = hangs ? 'provider_timeout' : 'provider_unavailable'
      expect(last).toMatchObject({ event: 'run.failed', data: { error: { code } } })
      expect(await client.json('GET', `/api/projects/${untouched}/files`)).toEqual(before)
    })

    it('accounts, projects and files are as ever', async () => {
      await createRemoteClient(deployment.url)
      const { client } = deployment
      const root = `/api/projects/${changed}`
      expect((await client.fetch('PUT', `${root}/files/mine.txt`, 'changed')).status).toBe(200)
      expect((await client.fetch('GET', `${root}/versions/1/diff/2`)).status).toBe(200)
    })
  })

  describe('and is back', () => {
    beforeAll(() => deployment.services.ai.restart())

    it('processes say so', async () => {
      await chaos.expectReadiness(deployment, { status: 200, down: [] })
    })

    it('new runs succeed, on top of what was written meanwhile', async () => {
      const { client } = deployment
      expect((await chaos.runPrompt(client, untouched)).at(-1)).toMatchObject({ event: 'run.succeeded' })
      expect((await chaos.runPrompt(client, changed)).at(-1)).toMatchObject({ event: 'run.succeeded' })
      const file = await client.fetch('GET', `/api/projects/${changed}/files/mine.txt`)
      expect(await file.text()).toBe('changed')
    })
  })
})
