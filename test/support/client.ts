import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { createParser } from 'eventsource-parser'
import type { App } from '../../src/app.ts'
import { runEventSchema } from '../../src/runs/events.ts'

export type Answer = { status: number; headers: Headers; text: string; json: unknown }
export type Client = {
  token: string
  userId: string
  call: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>
  fetch: (path: string, init?: RequestInit) => Promise<Response>
}

/** A caller of the app with an account of its own. */
export async function signUp(app: App): Promise<Client> {
  const anonymous = clientOf(app, '', '')
  const email = `${randomUUID()}@example.com`
  const { json } = await anonymous.call('POST', '/api/auth/register', { email, password: 'correct horse' })
  const { access_token, user } = json as { access_token: string; user: { id: string } }
  return clientOf(app, access_token, user.id)
}

export function clientOf(app: App, token: string, userId: string): Client {
  const client: Client = {
    token,
    userId,
    fetch: async (path, init = {}) => {
      const headers = new Headers(init.headers)
      if (token !== '' && !headers.has('Authorization')) headers.set('Authorization', `Bearer ${token}`)
      return app.fetch(new Request(`http://test.local${path}`, { ...init, headers }))
    },
    call: async (method, path, body, headers = {}) => {
      const raw = typeof body === 'string' || body instanceof Uint8Array
      const response = await client.fetch(path, {
        method,
        headers: { ...(body === undefined || raw ? {} : { 'Content-Type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: raw ? (body as BodyInit) : JSON.stringify(body) }),
      })
      const text = await response.text()
      return { status: response.status, headers: response.headers, text, json: parseJson(text) }
    },
  }
  return client
}

export async function createProject(client: Client, name = 'A project'): Promise<string> {
  const { json } = await client.call('POST', '/api/projects', { name })
  return (json as { id: string }).id
}

export type StreamEvent = { id: string | undefined; event: string; data: Record<string, unknown> }

/** Runs a prompt to its end and gives back everything that was streamed. */
export async function runPrompt(
  client: Client,
  projectId: string,
  body: Record<string, unknown>,
): Promise<StreamEvent[]> {
  const { text } = await client.call('POST', `/api/projects/${projectId}/runs`, body, { Accept: 'text/event-stream' })
  return parseEvents(text)
}

export function parseEvents(text: string): StreamEvent[] {
  const events: StreamEvent[] = []
  const parser = createParser({
    onEvent: ({ id, event, data }) => {
      const parsed = JSON.parse(data) as Record<string, unknown>
      // Every event that a test gets is of the published union, under its name.
      assert.equal(runEventSchema.parse(parsed).type, event)
      events.push({ id, event: event ?? 'message', data: parsed })
    },
  })
  parser.feed(text)
  return events
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
