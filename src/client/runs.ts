// Runs are async iterables of their events.
import { unwrap, type Api, type Fetched, type Schemas } from './answers.ts'
import type { operations } from './api-types.ts'
import { followRun, type Opened, type RunEvent } from './follow-run.ts'
import { createRetries, sleep } from './retries.ts'

export type Run = Schemas['Run']
export type NewRun = operations['createRun']['requestBody']['content']['application/json']
export type RunInput = operations['answerRun']['requestBody']['content']['application/json']

type Cancelable = { signal?: AbortSignal }

export type Runs = {
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

const EVENTS = { Accept: 'text/event-stream' }
/** As long as the API waits at most would be cut by some proxies. */
const WAIT_SECONDS = 30
/** Before the API is asked again which has answered early. */
const PAUSE_MS = 250

/** `root` is the address of the deployment. */
export function createRuns(api: Api, root: string): Runs {
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

/** Pages that came over HTTP have no randomUUID. */
function randomName(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function streamOf({ data, error, response }: Fetched<unknown>): Opened {
  if (response.status === 204) return undefined
  return { body: unwrap({ data: data as ReadableStream<Uint8Array> | undefined, error, response }) }
}
