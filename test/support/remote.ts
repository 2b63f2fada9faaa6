import { randomUUID } from 'node:crypto'
import { fetchChecked } from './checked-app.ts'

export type RemoteClient = {
  token: string
  fetch: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Response>
  json: <T>(method: string, path: string, body?: unknown) => Promise<T>
}

/** A caller of a served app over HTTP; with an account of its own unless a token is given. */
export async function createRemoteClient(url: string, token?: string): Promise<RemoteClient> {
  let bearer = token ?? ''
  const client: RemoteClient = {
    get token() {
      return bearer
    },
    fetch: (method, path, body, headers = {}) => {
      const raw = typeof body === 'string' || body instanceof Uint8Array
      return fetchChecked(url + path, {
        method,
        headers: {
          ...(bearer === '' ? {} : { Authorization: `Bearer ${bearer}` }),
          ...(body === undefined || raw ? {} : { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: raw ? (body as BodyInit) : JSON.stringify(body) }),
      })
    },
    json: async <T>(method: string, path: string, body?: unknown) =>
      (await client.fetch(method, path, body)).json() as T,
  }
  if (token === undefined) {
    const account = { email: `${randomUUID()}@example.com`, password: 'correct horse' }
    bearer = (await client.json<{ access_token: string }>('POST', '/api/auth/register', account)).access_token
  }
  return client
}
