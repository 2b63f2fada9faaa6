// Runs that a request makes, answers or waits for.
import type * as z from 'zod'
import { allowedModel } from '../accounts/allowed-models.ts'
import { requireVision } from '../gateway/require-vision.ts'
import { chooseModel } from '../gateway/resolve-model.ts'
import { answerRun, createRun, goesOn, isUnattended, readRunRow, type newRunSchema } from '../runs/run.ts'
import type { RunInput, RunRow } from '../services/database-types.ts'
import { awaitRun } from './await-run.ts'
import { callerOf, type AppContext } from './context.ts'
import { drive } from './drive-run.ts'
import { followed } from './follow-run.ts'
import { requireRoomForStream } from './limit-streams.ts'
import { ownProvidersOf } from './own-providers.ts'
import { databaseOf } from './service-clients.ts'

/** Makes a run and drives it. @throws {AppError} as createRun does */
export async function startRun(
  c: AppContext,
  projectId: string,
  { kind, prompt, mode, budget, attachments, repair, ...wanted }: z.output<typeof newRunSchema>,
): Promise<RunRow> {
  const config = c.get('config')
  const model = allowedModel(callerOf(c).key, chooseModel(config, wanted.model, await ownProvidersOf(c)))
  const run = { kind, prompt, model, options: { mode, budget, attachments, repair } }
  await requireVision(config, model, attachments ?? [])
  const created = await createRun(databaseOf(c), projectId, run, config.RUN_LEASE_SECONDS)
  c.set('run', created)
  drive(c, created)
  return created
}

/** Gives a run what it awaits, and drives it on. @throws {AppError} as answerRun does */
export async function continueRun(c: AppContext, id: string, input: RunInput): Promise<RunRow> {
  const answered = await answerRun(databaseOf(c), id, input, c.get('config').RUN_LEASE_SECONDS)
  c.set('run', answered)
  drive(c, answered)
  return answered
}

/** The run as it is once nothing is to come of it by itself, or so many seconds later; one that is left is driven on. */
export async function readRun(c: AppContext, id: string, waitSeconds: number): Promise<RunRow> {
  const row = await readRunRow(databaseOf(c), id)
  c.set('run', row)
  if (waitSeconds > 0 && goesOn(row)) {
    requireRoomForStream(c)
    await awaitRun(c, followed(c, row.id, { seq: row.last_event, part: 0 }), waitSeconds)
    return readRunRow(databaseOf(c), id)
  }
  if (isUnattended(row, new Date())) drive(c, row.id)
  return row
}
