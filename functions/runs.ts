import { AppError } from '../src/errors.ts'
import { callerOf } from '../src/http/context.ts'
import { decodeCursor, encodeCursor } from '../src/http/cursor.ts'
import { databaseOf } from '../src/http/service-clients.ts'
import { createFunction } from '../src/http/route.ts'
import { idParam, named, page, pageQuery } from '../src/http/schemas.ts'
import { requireRoomForStream } from '../src/http/limit-streams.ts'
import { waitQuery } from '../src/http/await-run.ts'
import { acceptsEvents, follow, lastEventId } from '../src/http/follow-run.ts'
import { run, runEvent, ticket } from '../src/http/run-schemas.ts'
import { continueRun, readRun, startRun } from '../src/http/start-run.ts'
import { START } from '../src/runs/event-id.ts'
import { cancelRun, goesOn, listRuns, newRunSchema, readRunRow, toRun } from '../src/runs/run.ts'
import { inputSchema } from '../src/runs/options.ts'
import * as z from 'zod'

export const runs = createFunction(
  'runs',
  'Runs turn prompts into versions. A run goes on by itself, and is told as events to whoever follows it.',
)

runs.add(
  {
    method: 'post',
    path: '/api/projects/{id}/runs',
    operationId: 'createRun',
    summary: 'Turn a prompt into a new version',
    description:
      'Answers at once; follow the run at its events, or send "Accept: text/event-stream" to get them, each a `RunEvent`, ' +
      'as the answer.',
    access: 'user',
    idempotent: true,
    scope: 'runs',
    whenLimiterAway: 'refuse',
    params: idParam,
    body: newRunSchema,
    headers: { Accept: '`text/event-stream` answers with the events of the run.' },
    responses: {
      201: {
        description: 'The run, or its events, each a `RunEvent`; Location names the run.',
        headers: ['Location'],
        schema: run,
        mediaType: 'text/event-stream',
        event: runEvent,
      },
    },
    errors: [
      'not_found',
      'editor_needed',
      'unknown_model',
      'images_not_supported',
      'model_not_allowed',
      'project_archived',
      'run_active',
      'storage_full',
      'too_many_runs',
      'budget_exceeded',
    ],
  },
  async (c, { params, body }) => {
    if (acceptsEvents(c)) requireRoomForStream(c)
    const created = await startRun(c, params.id, body)
    const headers = { Location: `/api/runs/${created.id}` }
    const kept = { 'Content-Type': 'application/json', ...headers }
    // Who asks again is told the run, whose events are at its own address.
    c.set('keptInstead', { status: 201, headers: kept, body: JSON.stringify(toRun(created)) })
    if (acceptsEvents(c)) return follow(c, created.id, START, { status: 201, headers })
    return { status: 201, json: toRun(created), headers }
  },
)

runs.add(
  {
    method: 'get',
    path: '/api/projects/{id}/runs',
    operationId: 'listRuns',
    summary: 'List the runs of a project, newest first',
    access: 'user',
    scope: 'projects:read',
    params: idParam,
    query: z.strictObject(pageQuery),
    responses: { 200: { description: 'A page of runs.', schema: named('RunPage', page(run)) } },
    errors: ['not_found'],
  },
  async (c, { params, query }) => {
    const before = decodeCursor(query.cursor)
    const found = await listRuns(databaseOf(c), params.id, query.limit, before)
    return { status: 200, json: { items: found.runs, next_cursor: encodeCursor(found.next) } }
  },
)

runs.add(
  {
    method: 'get',
    path: '/api/runs/{id}',
    operationId: 'getRun',
    summary: 'Read a run, or wait for its end',
    description:
      'A run that its process has left is taken up again. With `wait`, the answer comes when the run has ended or awaits ' +
      'input, or when so many seconds are over, or earlier where the process ends: its status tells, and who wants to wait ' +
      'on asks again.',
    access: 'user',
    scope: 'projects:read',
    params: idParam,
    query: z.strictObject({ wait: waitQuery }),
    responses: { 200: { description: 'The run as it is now.', schema: run } },
    errors: ['not_found'],
  },
  async (c, { params, query }) => ({ status: 200, json: toRun(await readRun(c, params.id, query.wait)) }),
)

runs.add(
  {
    method: 'get',
    path: '/api/runs/{id}/events',
    operationId: 'followRun',
    summary: 'Follow a run',
    description:
      'Server-sent events, each a `RunEvent`, from the beginning, or after Last-Event-ID, to the end of the run or to where it awaits input. A run that its process ' +
      'has left is taken up again. When a stream has to end earlier, its last event is `stream.closing`: come back.',
    access: 'user',
    scope: 'projects:read',
    ticket: 'run',
    params: idParam,
    headers: { 'Last-Event-ID': 'Id of the last event that was received.' },
    responses: {
      200: { description: 'The events, each a `RunEvent`.', mediaType: 'text/event-stream', event: runEvent },
      204: { description: 'The run has ended or awaits input, and Last-Event-ID was its last event.' },
    },
    errors: ['not_found', 'bad_request'],
  },
  async (c, { params }) => {
    const after = lastEventId(c)
    const row = await readRunRow(databaseOf(c), params.id)
    c.set('run', row)
    if (!goesOn(row) && after.seq >= row.last_event) return { status: 204 }
    requireRoomForStream(c)
    // No run has been further: such an id is of another run, or of a database that was set back.
    const from = after.seq > row.last_event ? { seq: row.last_event, part: 0 } : after
    return follow(c, row.id, from, { status: 200 })
  },
)

runs.add(
  {
    method: 'post',
    path: '/api/runs/{id}/ticket',
    operationId: 'createTicket',
    summary: 'Make an address to follow a run at',
    description:
      'For `EventSource`, which sends no headers: whoever has the address may read the events of this run, and nothing else. ' +
      'A stream that it opened goes on when it is over, until it breaks off.',
    access: 'user',
    scope: 'projects:read',
    params: idParam,
    responses: { 201: { description: 'The address.', schema: ticket } },
    errors: ['not_found', 'not_configured'],
  },
  async (c, { params }) => {
    const tickets = c.get('runTickets')
    if (tickets === undefined) throw new AppError('not_configured')
    const { id } = await readRunRow(databaseOf(c), params.id)
    const { userId, sessionId, key } = callerOf(c)
    const { text, expiresAt } = await tickets.issue({ runId: id, userId, sessionId, keyId: key?.id })
    const json = { url: `/api/runs/${id}/events?ticket=${text}`, expires_at: expiresAt.toISOString() }
    return { status: 201, json, headers: { 'Cache-Control': 'no-store' } }
  },
)

runs.add(
  {
    method: 'post',
    path: '/api/runs/{id}/input',
    operationId: 'answerRun',
    summary: 'Answer what a run asks',
    description:
      'A run that is `awaiting_input` goes on with it, however long it has rested. It takes one answer: a question takes ' +
      '`text`; a plan takes `approve`, or `plan` with what to change, after which the run asks again. ' +
      'Send "Accept: text/event-stream" to get the events from here on as the answer.',
    access: 'user',
    scope: 'runs',
    whenLimiterAway: 'refuse',
    params: idParam,
    body: inputSchema,
    headers: { Accept: '`text/event-stream` answers with the events of the run.' },
    responses: {
      202: {
        description: 'The run as it is now, or its events, each a `RunEvent`.',
        schema: run,
        mediaType: 'text/event-stream',
        event: runEvent,
      },
    },
    errors: [
      'not_found',
      'editor_needed',
      'input_not_awaited',
      'input_does_not_fit',
      'project_archived',
      'run_active',
      'storage_full',
      'too_many_runs',
      'budget_exceeded',
    ],
  },
  async (c, { params, body }) => {
    if (acceptsEvents(c)) requireRoomForStream(c)
    const answered = await continueRun(c, params.id, body)
    // Of what is new, the first are that the answer was received, and that a process has taken the run.
    const before = { seq: answered.last_event - 2, part: 0 }
    if (acceptsEvents(c)) return follow(c, answered.id, before, { status: 202 })
    return { status: 202, json: toRun(answered) }
  },
)

runs.add(
  {
    method: 'post',
    path: '/api/runs/{id}/cancel',
    operationId: 'cancelRun',
    summary: 'Stop a run',
    description: 'The run ends within a second or so, without a version; one that has ended stays as it is.',
    access: 'user',
    scope: 'runs',
    params: idParam,
    responses: { 202: { description: 'The run as it is now.', schema: run } },
    errors: ['not_found', 'editor_needed'],
  },
  async (c, { params }) => {
    const services = { config: c.get('config'), database: databaseOf(c) }
    const canceled = await cancelRun(services, params.id)
    c.set('run', canceled)
    return { status: 202, json: toRun(canceled) }
  },
)
