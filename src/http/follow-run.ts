import { AppError } from '../errors.ts'
import { parseEventId, START, type EventId } from '../runs/event-id.ts'
import type { AppContext } from './context.ts'
import { driverOf } from './drive-run.ts'
import { streamRun, type Followed } from './run-stream.ts'

/** The events of the run after `after`; who watches it has it driven on when its driver has left it. */
export function follow<S extends 200 | 201 | 202>(
  c: AppContext,
  runId: string,
  after: EventId,
  { status, headers = {} }: { status: S; headers?: Record<string, string> },
) {
  return streamRun(c, status, headers, followed(c, runId, after))
}

export function followed(c: AppContext, runId: string, after: EventId): Followed {
  const drive = driverOf(c)
  return { runId, after, takeUp: () => drive(runId) }
}

export function acceptsEvents(c: AppContext): boolean {
  return /\btext\/event-stream\b/i.test(c.req.header('Accept') ?? '')
}

/** @throws {AppError} bad_request */
export function lastEventId(c: AppContext): EventId {
  const text = c.req.header('Last-Event-ID')
  if (text === undefined || text === '') return START
  const id = parseEventId(text)
  if (id !== undefined) return id
  throw new AppError('bad_request', {
    details: [{ path: ['headers', 'Last-Event-ID'], message: 'is not an event id' }],
  })
}
