import { randomBytes } from 'node:crypto'
import { EventSourceParserStream } from 'eventsource-parser/stream'

export type ApiClient = {
  accessToken: string
  createProject: (name: string) => Promise<{ id: string }>
  /** Starts a run and yields its events until it ends. */
  run: (projectId: string, prompt: string) => AsyncGenerator<{ event: string; data: Record<string, unknown> }>
  exportProject: (projectId: string) => Promise<Uint8Array>
  /** The picture of a version and its address, where a browser has opened it. */
  readPicture: (projectId: string, version: number) => Promise<{ url: string; bytes: Uint8Array } | undefined>
}

/** A caller of the public API with a fresh account, as any program would write one. */
export async function createApiClient(url: string): Promise<ApiClient> {
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(url + path, {
      method,
      headers: { 'Content-Type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`)
    return response
  }

  const account = {
    email: `demo-${randomBytes(6).toString('hex')}@example.com`,
    password: randomBytes(12).toString('hex'),
  }
  const session = (await (await call('POST', '/api/auth/register', account)).json()) as { access_token: string }
  const signed = { Authorization: `Bearer ${session.access_token}` }

  return {
    accessToken: session.access_token,
    createProject: async (name) =>
      (await (await call('POST', '/api/projects', { name }, signed)).json()) as { id: string },
    async *run(projectId, prompt) {
      const path = `/api/projects/${projectId}/runs`
      const response = await call('POST', path, { prompt }, { ...signed, Accept: 'text/event-stream' })
      if (response.body === null) throw new Error('the run has no event stream')
      const events = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())
      for await (const { event, data } of events) {
        yield { event: event ?? 'message', data: JSON.parse(data) as Record<string, unknown> }
      }
    },
    exportProject: async (projectId) =>
      new Uint8Array(await (await call('GET', `/api/projects/${projectId}/export`, undefined, signed)).arrayBuffer()),
    readPicture: async (projectId, version) => {
      const address = `${url}/api/projects/${projectId}/versions/${version}/screenshot`
      const response = await fetch(address, { headers: signed })
      if (response.status === 404) return undefined
      if (!response.ok) throw new Error(`${address} answered ${response.status}`)
      return { url: address, bytes: new Uint8Array(await response.arrayBuffer()) }
    },
  }
}
