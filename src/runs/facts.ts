import { AppError } from '../errors.ts'
import { readPages } from '../services/read-pages.ts'
import { rowsOf, type DatabaseClient } from '../services/supabase.ts'
import { toIso } from '../services/timestamp.ts'
import type { Log } from '../telemetry/log.ts'
import { isAfter, type EventId } from './event-id.ts'
import { hasItsShape, type RunEvent } from './events.ts'

/** Who asks for news of a run, with the rights of a caller. */
export type Asker = {
  /** Made when it is needed: watchers are many, and few of them ever ask. */
  openDatabase: () => DatabaseClient
  log: Log
  /** Told how old the oldest news of a run were when they were read, by where they came from. */
  noteLag?: (source: 'redis' | 'postgres', ms: number) => void
}

/**
 * The news that a watcher at `position` lacks, with the facts that they jump over, and without what has not its shape.
 * @throws {AppError} not_found for one who may not see the run any more, and as rowsOf does
 */
export async function completeNews(
  { openDatabase, log }: Asker,
  runId: string,
  position: EventId,
  news: readonly RunEvent[],
): Promise<RunEvent[]> {
  let events = news.filter(({ id }) => isAfter(id, position))
  if (missesFacts(events, position)) {
    const facts = await readFacts(openDatabase(), runId, position.seq)
    // What comes of it is for all who watch: one who sees no facts must not speak for the others.
    if (facts.length === 0) await requireSight(openDatabase(), runId)
    events = mergeEvents(facts, events)
  }
  return events.filter((event) => {
    const fits = hasItsShape(event)
    if (!fits) log('error', 'an event has not its shape', { run_id: runId, type: event.type })
    return fits
  })
}

/** @throws {AppError} not_found when the run is gone, or the caller may not see it any more; and as rowsOf does */
export async function requireSight(database: DatabaseClient, runId: string): Promise<void> {
  const rows = rowsOf(await database.from('runs').select('id').eq('id', runId))
  if (rows.length === 0) throw new AppError('not_found')
}

export async function readFacts(database: DatabaseClient, runId: string, afterSeq: number): Promise<RunEvent[]> {
  const rows = await readPages<{ seq: number; type: string; data: unknown; created_at: string }>((from, to) =>
    database
      .from('run_events')
      .select('seq,type,data,created_at', { count: 'exact' })
      .eq('run_id', runId)
      .gt('seq', afterSeq)
      .order('seq')
      .range(from, to),
  )
  return rows.map(({ seq, type, data, created_at }) => ({ id: { seq, part: 0 }, type, data, at: toIso(created_at) }))
}

/** Whether the news jump over a fact: it was trimmed, or made while Redis was away, or by an earlier driver. */
function missesFacts(news: RunEvent[], position: EventId): boolean {
  let seq = position.seq
  for (const { id } of news) {
    if (id.seq > seq + 1 || (id.seq === seq + 1 && id.part > 0)) return true
    seq = id.seq
  }
  return false
}

/** In order, each once: the news may hold some of the facts. */
function mergeEvents(facts: RunEvent[], news: RunEvent[]): RunEvent[] {
  const all = [...facts, ...news].toSorted((a, b) => a.id.seq - b.id.seq || a.id.part - b.id.part)
  return all.filter(({ id }, index) => isAfter(id, all[index - 1]?.id ?? { seq: 0, part: 0 }))
}
