import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OUTAGES } from '../support/switch.ts'
import * as chaos from './deployment.ts'

type Session = { access_token: string; refresh_token: string }

let deployment: chaos.Deployment
beforeAll(async () => void (deployment = await chaos.startDeployment()))
afterAll(() => deployment.close())

describe.each(OUTAGES)('Auth %s', (outage) => {
  const account = { email: `${randomUUID()}@example.com`, password: 'correct horse' }
  let session: Session
  let written: string

  beforeAll(async () => {
    session = await deployment.client.json<Session>('POST', '/api/auth/register', account)
    await deployment.services.supabase.stop(outage, '/auth/v1/')
  })

  describe.concurrent('meanwhile', () => {
    it('processes are not ready, though alive', async () => {
      await chaos.expectReadiness(deployment, { status: 503, down: ['accounts'] })
    })

    it('sign-up, log-in, refresh and log-out are refused in time, to be tried again', async () => {
      const requests: [path: string, body?: unknown][] = [
        ['register', { ...account, email: `${randomUUID()}@example.com` }],
        ['login', account],
        ['refresh', { refresh_token: session.refresh_token }],
        ['logout'],
      ]
      const ask = ([path, body]: (typeof requests)[number]) =>
        chaos.expectUnavailable(deployment.client.fetch('POST', `/api/auth/${path}`, body))
      await Promise.all(requests.map(ask))
    })

    it('a caller with a token goes on, with projects, files and runs', async () => {
      const { client } = deployment
      const { id } = await client.json<{ id: string }>('POST', '/api/projects', { name: 'x' })
      expect((await chaos.runPrompt(client, id)).at(-1)).toMatchObject({ event: 'run.succeeded' })
      written = `/api/projects/${id}/files/mine.txt`
      expect((await client.fetch('PUT', written, 'mine')).status).toBe(201)
    })
  })

  describe('and is back', () => {
    beforeAll(() => deployment.services.supabase.restart())

    it('processes say so', async () => {
      await chaos.expectReadiness(deployment, { status: 200, down: [] })
    })

    it('sessions of before can be renewed, and accounts of before log in', async () => {
      const { client } = deployment
      const refreshed = await client.fetch('POST', '/api/auth/refresh', { refresh_token: session.refresh_token })
      expect(refreshed.status).toBe(200)
      expect((await client.fetch('POST', '/api/auth/login', account)).status).toBe(200)
    })

    it('what was written meanwhile is there', async () => {
      expect(await (await deployment.client.fetch('GET', written)).text()).toBe('mine')
    })
  })
})
