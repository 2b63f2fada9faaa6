// The client of this API for programs in TypeScript and JavaScript, on every runtime and in browsers.
import createFetchClient, { type Client as FetchClient } from 'openapi-fetch'
import { ApiError } from './api-error.ts'
import type { components, operations, paths } from './api-types.ts'
import { followRun, type Opened, type RunEvent } from './follow-run.ts'
import { createRetries, sleep } from './retries.ts'
import { verifyWebhook } from './verify-webhook.ts'

export { ApiError } from './api-error.ts'
export type { components, operations, paths } from './api-types.ts'
export type { RunEvent } from './follow-run.ts'
export { verifyWebhook, WebhookError, type ReceivedWebhook } from './verify-webhook.ts'

type Schemas = components['schemas']
export type Project = Schemas['Project']
export type Run = Schemas['Run']
export type Version = Schemas['Version']
export type FileList = Schemas['FileList']
export type NewProject = operations['createProject']['requestBody']['content']['application/json']
export type NewRun = operations['createRun']['requestBody']['content']['application/json']
export type RunInput = operations['answerRun']['requestBody']['content']['application/json']
export type FileChange = operations['changeFiles']['requestBody']['content']['application/json']['changes'][number]

export type ClientOptions = {
  /** Where the deployment is, such as `http://localhost:8000`. */
  baseUrl: string
  /** A key for programs or an access token, or what gives one for each request. */
  token: string | (() => string | Promise<string>)
  fetch?: (request: Request) => Promise<Response>
}

type Cancelable = { signal?: AbortSignal }

export type Client = {
  /** Every operation of the API, typed by its document, without more. */
  api: FetchClient<paths>
  createProject: (project: NewProject) => Promise<Project>
  runs: {
    /**
     * Starts a run and gives its events, to its end or to where it awaits input. It begins when the first is asked for, once,
     * and comes back by itself where a stream is cut.
     */
    start: (projectId: string, run: NewRun, options?: Cancelable) => AsyncGenerator<RunEvent, void, undefined>
    /** The events of a run that is under way or has ended, from the beginning or behind the `id` of one. */
    follow: (runId: string, options?: Cancelable & { after?: string }) => AsyncGenerator<RunEvent, void, undefined>
    /** The run, when it has ended or awaits input. */
    wait: (runId: string, options?: Cancelable) => Promise<Run>
    get: (runId: string) => Promise<Run>
    answer: (runId: string, input: RunInput) => Promise<Run>
    cancel: (runId: string) => Promise<Run>
    /** An address at which `EventSource` can follow the run for a short while, without the token. */
    ticket: (runId: string) => Promise<Schemas['Ticket']>
  }
  files: {
    list: (projectId: string, version?: number) => Promise<FileList>
    read: (projectId: string, path: string, version?: number) => Promise<Uint8Array>
    readText: (projectId: string, path: string, version?: number) => Promise<string>
    write: (projectId: string, path: string, content: string | Uint8Array<ArrayBuffer>) => Promise<Version>
    change: (projectId: string, changes: FileChange[], summary?: string) => Promise<Version>
  }
  versions: {
    /** All of them, newest first, page by page. */
    list: (projectId: string) => AsyncGenerator<Version, void, undefined>
    get: (projectId: string, version: number) => Promise<Version>
    compare: (projectId: string, from: number, to: number) => Promise<Schemas['Diff']>
    restore: (projectId: string, version: number) => Promise<Version>
  }
  webhooks: { verify: typeof verifyWebhook }
}

export function createClient({ baseUrl, token, fetch }: ClientOptions): Client {
  const root = baseUrl.replace(/\/+$/, '')
  const api = createFetchClient<paths>({
    baseUrl: root,
    pathSerializer: fillPath,
    // Looked up for each request: some runtimes refuse a fetch that has lost its global object.
    fetch: fetch ?? ((request) => globalThis.fetch(request)),
  })
  api.use({
    async onRequest({ request }) {
      request.headers.set('Authorization', `Bearer ${typeof token === 'string' ? token : await token()}`)
      return request
    },
  })
  return {
    api,
    createProject: async (body) => unwrap(await api.POST('/api/projects', { body })),
    runs: createRuns(api, root),
    files: createFiles(api),
    versions: createVersions(api),
    webhooks: { verify: verifyWebhook },
  }
}

type Api = FetchClient<paths>

const EVENTS = { Accept: 'text/event-stream' }
/** As long as the API waits at most would be cut by some proxies. */
const WAIT_SECONDS = 30
/** Before the API is asked again which has answered early. */
const PAUSE_MS = 250

function createRuns(api: Api, root: string): Client['runs'] {
  const at = (id: string) => ({ params: { path: { id } } })

  async function openStream(id: string, lastEventId: string | undefined, signal?: AbortSignal): Promise<Opened> {
    const header = lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId }
    const params = { path: { id }, header }
    return streamOf(
      await api.GET('/api/runs/{id}/events', {
        params,
        headers: EVENTS,
        parseAs: 'stream',
        ...(signal ? { signal } : {}),
      }),
    )
  }

  async function* start(
    projectId: string,
    body: NewRun,
    { signal }: Cancelable = {},
  ): AsyncGenerator<RunEvent, void, undefined> {
    // However often it is sent, the run is made once.
    const header = { 'Idempotency-Key': randomName() }
    let runId: string | undefined
    yield* followRun(
      async (lastEventId) => {
        if (runId !== undefined) return openStream(runId, lastEventId, signal)
        const params = { path: { id: projectId }, header }
        const made = await api.POST('/api/projects/{id}/runs', {
          params,
          body,
          headers: EVENTS,
          parseAs: 'stream',
          ...(signal ? { signal } : {}),
        })
        const stream = streamOf(made)
        runId = made.response.headers.get('Location')?.split('/').at(-1)
        if (made.response.headers.get('Content-Type')?.startsWith('text/event-stream') === true) return stream
        // It was made by a request whose answer was lost.
        await stream?.body.cancel()
        if (runId === undefined) throw new Error('The API does not say which run it has made.')
        return openStream(runId, lastEventId, signal)
      },
      { signal },
    )
  }

  async function wait(id: string, { signal }: Cancelable = {}): Promise<Run> {
    const retries = createRetries(signal)
    const params = { path: { id }, query: { wait: WAIT_SECONDS } }
    for (;;) {
      try {
        const run = unwrap(await api.GET('/api/runs/{id}', { params, ...(signal ? { signal } : {}) }))
        if (run.finished_at !== null || run.status === 'awaiting_input') return run
        retries.progress()
        await sleep(PAUSE_MS, signal)
      } catch (error) {
        await retries.pause(error)
      }
    }
  }

  return {
    start,
    follow: (id, { after, signal } = {}) => followRun((last) => openStream(id, last, signal), { after, signal }),
    wait,
    get: async (id) => unwrap(await api.GET('/api/runs/{id}', at(id))),
    async answer(id, body) {
      const { data, ...rest } = await api.POST('/api/runs/{id}/input', { ...at(id), body })
      // Events come to those alone who ask for them.
      return unwrap({ data: data as Run | undefined, ...rest })
    },
    cancel: async (id) => unwrap(await api.POST('/api/runs/{id}/cancel', at(id))),
    async ticket(id) {
      const ticket = unwrap(await api.POST('/api/runs/{id}/ticket', at(id)))
      return { ...ticket, url: root + ticket.url }
    },
  }
}

function createFiles(api: Api): Client['files'] {
  const queryOf = (version: number | undefined) => (version === undefined ? {} : { version })

  async function read(id: string, path: string, version?: number): Promise<Uint8Array> {
    const params = { path: { id, path }, query: queryOf(version) }
    const answer = await api.GET('/api/projects/{id}/files/{path}', { params, parseAs: 'arrayBuffer' })
    if (!answer.response.ok) throw new ApiError(answer.response, answer.error)
    // An empty file has no body.
    return new Uint8Array(answer.data ?? new ArrayBuffer())
  }

  return {
    list: async (id, version) =>
      unwrap(await api.GET('/api/projects/{id}/files', { params: { path: { id }, query: queryOf(version) } })),
    read,
    readText: async (id, path, version) => new TextDecoder().decode(await read(id, path, version)),
    write: async (id, path, content) =>
      unwrap(
        await api.PUT('/api/projects/{id}/files/{path}', {
          params: { path: { id, path } },
          body: content as string,
          bodySerializer: (body) => body,
          headers: { 'Content-Type': 'application/octet-stream' },
        }),
      ),
    change: async (id, changes, summary) => {
      const body = summary === undefined ? { changes } : { changes, summary }
      return unwrap(await api.PATCH('/api/projects/{id}/files', { params: { path: { id } }, body }))
    },
  }
}

function createVersions(api: Api): Client['versions'] {
  async function* list(id: string): AsyncGenerator<Version, void, undefined> {
    let cursor: string | null | undefined
    do {
      const query = cursor === undefined || cursor === null ? {} : { cursor }
      const page: Schemas['VersionPage'] = unwrap(
        await api.GET('/api/projects/{id}/versions', { params: { path: { id }, query } }),
      )
      yield* page.items
      cursor = page.next_cursor
    } while (cursor !== null)
  }

  const at = (id: string, n: number) => ({ params: { path: { id, n } } })
  return {
    list,
    get: async (id, n) => unwrap(await api.GET('/api/projects/{id}/versions/{n}', at(id, n))),
    compare: async (id, a, b) =>
      unwrap(await api.GET('/api/projects/{id}/versions/{a}/diff/{b}', { params: { path: { id, a, b } } })),
    restore: async (id, n) => unwrap(await api.POST('/api/projects/{id}/versions/{n}/restore', at(id, n))),
  }
}

/** Pages that came over HTTP have no randomUUID. */
function randomName(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

type Fetched<T> = { data?: T | undefined; error?: unknown; response: Response }

function unwrap<T>({ data, error, response }: Fetched<T>): T {
  if (data === undefined) throw new ApiError(response, error)
  return data
}

function streamOf({ data, error, response }: Fetched<unknown>): Opened {
  if (response.status === 204) return undefined
  return { body: unwrap({ data: data as ReadableStream<Uint8Array> | undefined, error, response }) }
}

/** Slashes of a file's path stay what they are. */
function fillPath(path: string, values: Record<string, unknown>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) =>
    String(values[name]).split('/').map(encodeURIComponent).join('/'),
  )
}
