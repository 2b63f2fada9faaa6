import * as z from 'zod'
import { AppError } from '../errors.ts'
import { VERSION_STATES, type VersionRow } from '../services/database-types.ts'
import { cutPage } from '../services/newest-first.ts'
import { rowsOf, type DatabaseClient } from '../services/supabase.ts'
import { toIso } from '../services/timestamp.ts'
import { readManifest } from './manifest.ts'

export const versionSchema = z.strictObject({
  number: z.int(),
  origin: z.enum(['run', 'write', 'restore', 'template', 'import', 'fork']).meta({ description: 'What made it.' }),
  summary: z.string(),
  file_count: z.int(),
  size_bytes: z.int(),
  run_id: z.nullable(z.uuid()),
  parents: z.array(z.int()).meta({
    description: 'The versions that it was made from, the head of then first; two when it was merged.',
  }),
  state: z.enum(VERSION_STATES).meta({
    description:
      '`conflict` is the result of a run that could not be merged, and never was the head: it can be applied or dropped.',
  }),
  created_at: z.iso.datetime(),
})

export type Version = z.infer<typeof versionSchema>

const COLUMNS = 'number,origin,summary,file_count,size_bytes,run_id,parents,state,created_at'

/** One page of versions, newest first; `before` is the number where the page before ended. */
export async function listVersions(database: DatabaseClient, projectId: string, limit: number, before?: number) {
  await requireProject(database, projectId)
  const query = database.from('versions').select(COLUMNS).eq('project_id', projectId)
  const rows = rowsOf(
    await (before === undefined ? query : query.lt('number', before))
      .order('number', { ascending: false })
      .limit(limit + 1),
  )
  const { shown, end } = cutPage(rows, limit)
  return { versions: shown.map(toVersion), next: end?.number }
}

export async function readVersion(database: DatabaseClient, projectId: string, number: number): Promise<Version> {
  const query = database.from('versions').select(COLUMNS).eq('project_id', projectId).eq('number', number)
  return toVersion(rowsOf(await query.single()))
}

/** Makes a new version with the files of an old one; the versions between stay. */
export async function restoreVersion(database: DatabaseClient, projectId: string, number: number): Promise<Version> {
  const { manifest } = await readManifest(database, projectId, number)
  const head = await readManifest(database, projectId)
  return toVersion(
    rowsOf(
      await database.rpc('commit_version', {
        p_project: projectId,
        p_expected_head: head.version,
        p_manifest: manifest,
        p_blobs: [],
        p_origin: 'restore',
        p_summary: `Restore version ${number}`,
      }),
    ),
  )
}

/**
 * Makes a version of the head and of what a conflict has changed; of a file that both have changed, the conflict's.
 * @throws {AppError} not_found, no_conflict, project_archived, storage_full, head_moved when they cannot stand side by side
 */
export async function applyVersion(database: DatabaseClient, projectId: string, number: number): Promise<Version> {
  return toVersion(rowsOf(await database.rpc('apply_version', { p_project: projectId, p_version: number })))
}

/** Gives a conflict up. @throws {AppError} not_found, no_conflict, project_archived */
export async function dropVersion(database: DatabaseClient, projectId: string, number: number): Promise<void> {
  const { error, status } = await database.rpc('drop_version', { p_project: projectId, p_version: number })
  // The function returns nothing, which is an answer too.
  if (error !== null) rowsOf({ data: null, error, status })
}

export function toVersion(row: Omit<VersionRow, 'project_id' | 'manifest'>): Version {
  return {
    number: row.number,
    origin: row.origin,
    summary: row.summary,
    file_count: row.file_count,
    size_bytes: row.size_bytes,
    run_id: row.run_id,
    parents: row.parents,
    state: row.state,
    created_at: toIso(row.created_at),
  }
}

/** A list of a project that is not there must not look like an empty one. */
export async function requireProject(database: DatabaseClient, projectId: string): Promise<void> {
  const rows = rowsOf(await database.from('projects').select('id').eq('id', projectId))
  if (rows.length === 0) throw new AppError('not_found')
}
