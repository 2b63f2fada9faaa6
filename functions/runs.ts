import { chooseModel } from '../src/gateway/models.ts'
import { AppError } from '../src/errors.ts'
import type { AppContext } from '../src/http/context.ts'
import { decodeCursor, encodeCursor } from '../src/http/cursor.ts'
import { databaseOf } from '../src/http/service-clients.ts'
import { createFunction } from '../src/http/route.ts'
import { idParam, named, page, pageQuery } from '../src/http/schemas.ts'
import { RETRY_MS, streamEvents } from '../src/http/sse.ts'
import { driveRun } from '../src/runs/drive.ts'
import { formatEventId, parseEventId, START, type EventId } from '../src/runs/event-id.ts'
import {
  cancelRun,
  createRun,
  isUnattended,
  listRuns,
  newRunSchema,
  readRunRow,
  runSchema,
  toRun,
} from '../src/runs/run.ts'
import { watchRun } from '../src/runs/watch.ts'
import * as z from 'zod'

export const runs = createFunction('runs')

const run = named('Run', runSchema)

runs.add(
  {
    method: 'post',
    path: '/api/projects/{id}/runs',
    summary: 'Turn a prompt into a new version',
    description:
      'Answers at once; follow the run at its events, or send "Accept: text/event-stream" to get them as the answer.',
    access: 'user',
    whenLimiterAway: 'refuse',
    params: idParam,
    body: newRunSchema,
    headers: { Accept: '`text/event-stream` answers with the events of the run.' },
    responses: { 201: { description: 'The run; Location names it.', schema: run } },
    errors: ['not_found', 'unknown_model', 'project_archived', 'run_active'],
  },
  async (c, { params, body }) => {
    const database = databaseOf(c)
    const created = await createRun(database, params.id, {
      ...body,
      kind: body.kind,
      model: chooseModel(c.get('config'), body.model),
    })
    const headers = { Location: `/api/runs/${created.id}` }
    drive(c, created.id)
    return acceptsEvents(c) ? streamRun(c, created.id, START, 201, headers) : c.json(created, 201, headers)
  },
)

runs.add(
  {
    method: 'get',
    path: '/api/projects/{id}/runs',
    summary: 'List the runs of a project, newest first',
    access: 'user',
    params: idParam,
    query: z.strictObject(pageQuery),
    responses: { 200: { description: 'A page of runs.', schema: named('RunPage', page(run)) } },
    errors: ['not_found'],
  },
  async (c, { params, query }) => {
    const before = query.cursor === undefined ? undefined : decodeCursor(query.cursor)
    const found = await listRuns(databaseOf(c), params.id, query.limit, before)
    return c.json({ items: found.runs, next_cursor: found.next ? encodeCursor(found.next) : null })
  },
)

runs.add(
  {
    method: 'get',
    path: '/api/runs/{id}',
    summary: 'Read a run',
    description: 'A run that its process has left is taken up again.',
    access: 'user',
    params: idParam,
    responses: { 200: { description: 'The run.', schema: run } },
    errors: ['not_found'],
  },
  async (c, { params }) => {
    const row = await readRunRow(databaseOf(c), params.id)
    if (isUnattended(row, new Date())) drive(c, row.id)
    return c.json(toRun(row))
  },
)

runs.add(
  {
    method: 'get',
    path: '/api/runs/{id}/events',
    summary: 'Follow a run',
    description:
      'Server-sent events from the beginning, or after Last-Event-ID, to the end of the run. A run that its process ' +
      'has left is taken up again. When a stream has to end earlier, its last event is `stream.closing`: come back.',
    access: 'user',
    params: idParam,
    headers: { 'Last-Event-ID': 'Id of the last event that was received.' },
    responses: {
      200: { description: 'The events.', mediaType: 'text/event-stream' },
      204: { description: 'The run has ended and Last-Event-ID was its last event.' },
    },
    errors: ['not_found', 'bad_request'],
  },
  async (c, { params }) => {
    const after = lastEventId(c)
    const row = await readRunRow(databaseOf(c), params.id)
    if (row.finished_at !== null && after.seq >= row.last_event) return c.body(null, 204)
    return streamRun(c, row.id, after, 200, {})
  },
)

runs.add(
  {
    method: 'post',
    path: '/api/runs/{id}/cancel',
    summary: 'Stop a run',
    description: 'The run ends within a second or so, without a version; one that has ended stays as it is.',
    access: 'user',
    params: idParam,
    responses: { 202: { description: 'The run as it is now.', schema: run } },
    errors: ['not_found'],
  },
  async (c, { params }) =>
    c.json(await cancelRun({ config: c.get('config'), database: databaseOf(c) }, params.id), 202),
)

function drive(c: AppContext, runId: string): void {
  const services = { config: c.get('config'), log: c.get('log'), trace: c.get('tracer').context }
  c.get('defer')(driveRun(services, runId))
}

function streamRun(c: AppContext, runId: string, after: EventId, status: 200 | 201, headers: Record<string, string>) {
  const stay = limitStay(c)
  const services = {
    config: c.get('config'),
    database: databaseOf(c),
    onUnattended: () => drive(c, runId),
    mayGoOn: stay.mayGoOn,
  }
  return streamEvents(c, status, headers, async function* (signal) {
    yield { id: formatEventId(after), event: 'stream.opened', data: { run_id: runId }, retryMs: RETRY_MS }
    for await (const { id, type, data } of watchRun(services, runId, after, signal)) {
      yield { id: formatEventId(id), event: type, data }
    }
    // Has no id: a client that comes back goes on behind the last event it has.
    const reason = stay.endedBecause()
    if (reason !== undefined) yield { event: 'stream.closing', data: { reason }, retryMs: RETRY_MS }
  })
}

/** A stream ends before its run does when the process is about to end, or after EVENTS_MAX_POLLS looks for news. */
function limitStay(c: AppContext) {
  const most = c.get('config').EVENTS_MAX_POLLS
  let polls = 0
  let reason: 'process_ending' | 'poll_limit' | undefined
  return {
    mayGoOn: () => {
      polls += 1
      if (most > 0 && polls > most) reason = 'poll_limit'
      if (c.env?.isDraining?.() === true) reason = 'process_ending'
      return reason === undefined
    },
    endedBecause: () => reason,
  }
}

function acceptsEvents(c: AppContext): boolean {
  return /\btext\/event-stream\b/i.test(c.req.header('Accept') ?? '')
}

function lastEventId(c: AppContext): EventId {
  const text = c.req.header('Last-Event-ID')
  if (text === undefined || text === '') return START
  const id = parseEventId(text)
  if (id !== undefined) return id
  throw new AppError('bad_request', {
    details: [{ path: ['headers', 'Last-Event-ID'], message: 'is not an event id' }],
  })
}
