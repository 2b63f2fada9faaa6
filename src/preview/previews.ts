import * as z from 'zod'
import type { Config } from '../config.ts'
import { requireProject } from '../projects/versions.ts'
import type { PreviewRow } from '../services/database-types.ts'
import { readNewestFirst, type PageEnd } from '../services/newest-first.ts'
import { rowsOf, type DatabaseClient } from '../services/supabase.ts'
import { toIso, toIsoOrNull } from '../services/timestamp.ts'
import { labelOf, makePreviewKey, previewUrl } from './address.ts'

const HOUR_SECONDS = 3600
const DAY_SECONDS = 24 * HOUR_SECONDS
const MAX_LIFE_SECONDS = 365 * DAY_SECONDS
/** How long an address lives whose maker says nothing: one that is given to others, and one that is not. */
const SHARED_LIFE_SECONDS = 7 * DAY_SECONDS
const PRIVATE_LIFE_SECONDS = 12 * HOUR_SECONDS

export const previewSchema = z.strictObject({
  id: z.uuid(),
  url: z.url().meta({ description: 'Whoever has it may look, without signing in, until it expires or is revoked.' }),
  version: z.nullable(z.int()).meta({ description: 'Null for the head, whatever it is by then, and for a run.' }),
  run_id: z.nullable(z.uuid()).meta({ description: 'The run whose files are shown as they are by then.' }),
  shared: z.boolean(),
  expires_at: z.iso.datetime(),
  revoked_at: z.nullable(z.iso.datetime()),
  created_at: z.iso.datetime(),
})

export type Preview = z.infer<typeof previewSchema>

export const newPreviewSchema = z
  .strictObject({
    version: z
      .int()
      .min(1)
      .optional()
      .meta({ description: 'Number of a version; absent, the preview follows the head.' }),
    run_id: z.uuid('must be a UUID').optional().meta({
      description: 'A run whose files are shown while it makes them, and its version once it has one.',
    }),
    shared: z.boolean().default(false).meta({
      description:
        'Whether the address is made for others: it lives longer, and what its visitors meet is not reported.',
    }),
    expires_in_seconds: z.int().min(1).max(MAX_LIFE_SECONDS).optional().meta({
      description: 'By default 12 hours, and 7 days for one that is shared.',
    }),
  })
  .refine(({ version, run_id }) => version === undefined || run_id === undefined, {
    error: 'must name a version or a run, not both',
    path: ['run_id'],
  })

/** By whom it is made: `origin` is where the API was asked, `frameAncestor` whose pages may show it in a frame. */
export type Maker = { config: Config; database: DatabaseClient; origin: string; frameAncestor: string }

/** Makes an address. @throws {AppError} not_found, too_many_previews */
export async function createPreview(
  { config, database, origin, frameAncestor }: Maker,
  projectId: string,
  { version, run_id, shared, expires_in_seconds }: z.infer<typeof newPreviewSchema>,
): Promise<Preview> {
  const lifeSeconds = expires_in_seconds ?? (shared ? SHARED_LIFE_SECONDS : PRIVATE_LIFE_SECONDS)
  const p_preview = {
    key: makePreviewKey(),
    version: version ?? null,
    run_id: run_id ?? null,
    shared,
    frame_ancestor: frameAncestor,
    expires_at: new Date(Date.now() + lifeSeconds * 1000).toISOString(),
  }
  const row = rowsOf(await database.rpc('create_preview', { p_project: projectId, p_preview }))
  return toPreview(config, origin, row)
}

type Asker = Pick<Maker, 'config' | 'database' | 'origin'>

/** One page of a project's previews, newest first, and the row where the next page starts. @throws {AppError} not_found */
export async function listPreviews(
  { config, database, origin }: Asker,
  projectId: string,
  limit: number,
  before: PageEnd | undefined,
) {
  await requireProject(database, projectId)
  const query = database.from('previews').select().eq('project_id', projectId)
  const { shown, end } = await readNewestFirst<PreviewRow>(query, limit, before)
  return { previews: await Promise.all(shown.map((row) => toPreview(config, origin, row))), next: end }
}

/** Ends an address at once. Again, it changes nothing. @throws {AppError} not_found */
export async function revokePreview(database: DatabaseClient, projectId: string, id: string): Promise<void> {
  rowsOf(await database.rpc('revoke_preview', { p_project: projectId, p_id: id }))
}

async function toPreview(config: Config, origin: string, row: PreviewRow): Promise<Preview> {
  const label = await labelOf(config, { projectId: row.project_id, key: row.key })
  return {
    id: row.id,
    url: previewUrl(config, label, origin),
    version: row.version,
    run_id: row.run_id,
    shared: row.shared,
    expires_at: toIso(row.expires_at),
    revoked_at: toIsoOrNull(row.revoked_at),
    created_at: toIso(row.created_at),
  }
}
