import * as z from 'zod'
import { AppError } from '../errors.ts'
import type { Manifest } from '../services/database-types.ts'
import { MAX_FILES, MAX_PROJECT_BYTES } from '../services/stored-limits.ts'
import type { DatabaseClient } from '../services/supabase.ts'
import { MOST_STRIPPED, readArchive, type ReadArchive, type ReadOptions } from './archives/read-archive.ts'
import { encodeFiles } from './blobs.ts'
import { changeHead } from './change-head.ts'
import { sizeOf } from './manifest.ts'
import { normalizePaths } from './paths.ts'
import { newProjectSchema, storeProject, type Project, type ProjectTexts } from './projects.ts'
import { toVersion, versionSchema } from './versions.ts'

export const skippedSchema = {
  skipped: z
    .array(z.strictObject({ path: z.string(), reason: z.string() }))
    .meta({ description: 'What of the archive was left out, the first hundred entries of it.' }),
  skipped_count: z.int(),
}
const strip = z.coerce.number({ error: 'must be a whole number' }).int().min(0).max(MOST_STRIPPED).default(0).meta({
  description: 'Leading folders to take off each path, such as the one that an archive of a repository has.',
})

/** What a project that comes as an archive is told besides. */
export const newImportSchema = z.strictObject({
  name: newProjectSchema.shape.name.default('Imported project'),
  description: newProjectSchema.shape.description,
  instructions: newProjectSchema.shape.instructions,
  strip,
})

export const importSchema = z.strictObject({
  mode: z.enum(['merge', 'replace']).default('merge').meta({
    description: 'Whether files that the archive does not have stay.',
  }),
  strip,
})

export const importedSchema = z.strictObject({ version: versionSchema, ...skippedSchema })

type Merging = { mode: 'merge' | 'replace'; ifMatch: string | undefined }
type Skipped = Pick<z.infer<typeof importedSchema>, 'skipped' | 'skipped_count'>

/** A project that begins with the files of an archive. @throws {AppError} bad_archive */
export async function createFromArchive(
  database: DatabaseClient,
  archive: Uint8Array,
  project: ProjectTexts,
  options: ReadOptions,
): Promise<Project & Skipped> {
  const read = await readArchive(archive, options)
  const { manifest, blobs } = await encodeFiles(read.files)
  const summary = `Import ${read.files.length} files`
  return {
    ...(await storeProject(database, project, { manifest, blobs, summary, origin: 'import' })),
    ...skippedOf(read),
  }
}

/** Puts the files of an archive into a project, as one version. @throws {AppError} bad_archive, precondition_failed */
export async function importArchive(
  database: DatabaseClient,
  projectId: string,
  archive: Uint8Array,
  { mode, ifMatch, ...options }: Merging & ReadOptions,
): Promise<z.infer<typeof importedSchema>> {
  const read = await readArchive(archive, options)
  const { manifest: imported, blobs } = await encodeFiles(read.files)
  const { version } = await changeHead(database, projectId, { ifMatch }, (head) => {
    const manifest = mode === 'replace' ? imported : { ...head, ...imported }
    requireRoom(manifest)
    return { manifest, blobs, summary: `Import ${read.files.length} files` }
  })
  return { version: toVersion(version), ...skippedOf(read) }
}

/** Files that were there and those that came must be able to stand side by side. */
function requireRoom(manifest: Manifest): void {
  const paths = Object.keys(manifest)
  const refuse = (message: string): never => {
    throw new AppError('bad_archive', { details: [{ path: ['body'], message }] })
  }
  if (paths.length > MAX_FILES) refuse(`the project would have more than ${MAX_FILES} files`)
  if (sizeOf(Object.values(manifest)) > MAX_PROJECT_BYTES)
    refuse(`the project would have more than ${MAX_PROJECT_BYTES} bytes`)
  const standing = normalizePaths(paths)
  if (!standing.ok) for (const { raw, reason } of standing.refused) refuse(`${raw} ${reason}`)
}

function skippedOf({ skipped, skippedCount }: ReadArchive): Skipped {
  return { skipped, skipped_count: skippedCount }
}
