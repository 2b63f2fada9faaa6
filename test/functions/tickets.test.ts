// An address at which a run can be followed by what sends no headers.
import { createAdaptorServer } from '@hono/node-server'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:http'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import type { LogLevel } from '../../src/telemetry/log.ts'
import { findChromium, launchChromium } from '../support/chromium.ts'
import { createProject, parseEvents, runPrompt, signUp, type Client } from '../support/client.ts'
import { startCuttingProxy } from '../support/cutting-proxy.ts'
import { makeStack } from '../support/stack.ts'

const lines: unknown[] = []
const log = (level: LogLevel, message: string, fields: unknown) => void lines.push([level, message, fields])
const { app, idle } = makeStack({ LOG_LEVEL: 'debug' }, log)
let owner: Client
let runId: string

beforeAll(async () => {
  owner = await signUp(app)
  const [opened] = await runPrompt(owner, await createProject(owner), { prompt: 'A todo list' })
  runId = String(opened?.data['run_id'])
})
afterAll(() => idle())

async function takeTicket(client: Client = owner, id = runId): Promise<{ url: string; expires_at: string }> {
  const { status, headers, json } = await client.call('POST', `/api/runs/${id}/ticket`)
  expect([status, headers.get('Cache-Control')]).toEqual([201, 'no-store'])
  return json as { url: string; expires_at: string }
}

/** As a browser asks from a page of another origin. */
async function open(url: string, headers: Record<string, string> = {}): Promise<Response> {
  return app.fetch(
    new Request(`http://test.local${url}`, { headers: { Origin: 'https://elsewhere.example', ...headers } }),
  )
}

it('gives the events of its run to whoever has it, for minutes', async () => {
  const { url, expires_at } = await takeTicket()
  const answer = await open(url)
  expect([answer.status, answer.headers.get('Access-Control-Allow-Origin')]).toEqual([200, '*'])
  const events = parseEvents(await answer.text())
  expect(events.at(-1)?.event).toBe('run.succeeded')
  const middle = events[Math.floor(events.length / 2)]
  const rest = parseEvents(await (await open(url, { 'Last-Event-ID': middle?.id ?? '' })).text())
  expect(rest.slice(1)).toEqual(events.slice(events.findIndex(({ id }) => id === middle?.id) + 1))
  const lifeMs = Date.parse(expires_at) - Date.now()
  expect(lifeMs).toBeGreaterThan(60_000)
  expect(lifeMs).toBeLessThanOrEqual(300_000)
})

it('gives nothing else, and nobody else gets one', async () => {
  const { url } = await takeTicket()
  const ticket = new URL(url, 'http://test.local').searchParams.get('ticket') ?? ''
  const other = await runPrompt(owner, await createProject(owner), { prompt: 'A timer' })
  const refused = [
    await open(`/api/runs/${runId}?ticket=${ticket}`),
    await open(`/api/runs/${String(other[0]?.data['run_id'])}/events?ticket=${ticket}`),
    await open(`/api/runs/${runId}/events?ticket=${ticket.slice(0, -1)}`),
    await open(`/api/runs/${runId}/events?ticket=`),
    await open(`/api/runs/${runId}/events`, { Authorization: `Bearer ${ticket}` }),
  ]
  expect(refused.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401])
  const stranger = await signUp(app)
  expect((await stranger.call('POST', `/api/runs/${runId}/ticket`)).status).toBe(404)
})

it('works for a key that may read projects, and not for one that may not', async () => {
  const keyFor = async (scope: string) => {
    const { json } = await owner.call('POST', '/api/keys', { name: scope, scopes: [scope] })
    return { Authorization: `Bearer ${(json as { key: string }).key}` }
  }
  const path = `/api/runs/${runId}/ticket`
  expect((await owner.call('POST', path, undefined, await keyFor('ai'))).status).toBe(403)
  const { status, json } = await owner.call('POST', path, undefined, await keyFor('projects:read'))
  expect(status).toBe(201)
  expect((await open((json as { url: string }).url)).status).toBe(200)
})

it('is over with the session that asked for it', async () => {
  const client = await signUp(app)
  const [opened] = await runPrompt(client, await createProject(client), { prompt: 'A calculator' })
  const { url } = await takeTicket(client, String(opened?.data['run_id']))
  expect((await client.call('POST', '/api/auth/logout')).status).toBe(204)
  // Another process, which has not been asked about the session before.
  const other = makeStack()
  const answer = await other.app.fetch(new Request(`http://test.local${url}`))
  expect(answer.status).toBe(401)
})

it('is in no line of the log', async () => {
  const { url } = await takeTicket()
  const ticket = new URL(url, 'http://test.local').searchParams.get('ticket') ?? ''
  await (await open(url)).text()
  await open(`${url}x`)
  await idle()
  expect(lines.length).toBeGreaterThan(2)
  expect(JSON.stringify(lines)).not.toContain(ticket.slice(0, 40))
})

const chromium = findChromium()

it.skipIf(chromium === undefined)(
  `lets EventSource follow a run from another origin, over cuts${chromium === undefined ? ' (no Chromium)' : ''}`,
  async () => {
    const server = createAdaptorServer({ fetch: (request) => app.fetch(request) })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
    const proxy = await startCuttingProxy(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, (cuts) =>
      cuts < 2 ? 2000 : undefined,
    )
    const page = createServer((_, response) => void response.end('<!doctype html><title>x</title>'))
    await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', () => resolve()))
    const browser = await launchChromium(chromium ?? '')
    onTestFinished(async () => {
      await browser.close()
      await proxy.close()
      for (const each of [server, page]) await new Promise((resolve) => each.close(resolve))
    })
    const tab = await browser.newPage()
    await tab.goto(`http://localhost:${(page.address() as AddressInfo).port}/`)
    const { url } = await takeTicket()
    const seen = await tab.evaluate(
      (address) =>
        new Promise<string[]>((resolve) => {
          const ids: string[] = []
          const source = new EventSource(address)
          for (const type of ['run.created', 'plan.ready', 'file.completed', 'version.committed', 'run.succeeded']) {
            source.addEventListener(type, ({ lastEventId, data }) => {
              ids.push(`${lastEventId} ${(JSON.parse(data as string) as { type: string }).type}`)
              if (type === 'run.succeeded') resolve(ids)
            })
          }
        }),
      `${proxy.url}${url}`,
    )
    expect(proxy.cuts()).toBe(2)
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen[0]).toBe('1-0 run.created')
    expect(seen.at(-1)).toMatch(/run\.succeeded$/)
  },
)
