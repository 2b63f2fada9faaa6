import * as z from 'zod'
import { AppError } from '../errors.ts'
import { ROLES, type Blob, type Manifest, type ProjectOfCaller, type ProjectRow } from '../services/database-types.ts'
import { cutPage, type PageEnd } from '../services/newest-first.ts'
import { callWithBlobs } from '../services/call-with-blobs.ts'
import { rowsOf, type DatabaseClient } from '../services/supabase.ts'
import { MAX_DESCRIPTION_CHARS, MAX_INSTRUCTIONS_CHARS, MAX_NAME_CHARS } from '../services/stored-limits.ts'
import { storedText } from '../services/stored-text.ts'
import { toIso } from '../services/timestamp.ts'
import { encodeFiles } from './blobs.ts'
import { findTemplate, templateId } from './templates.ts'
import { requireProject } from './versions.ts'

export const projectSchema = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  description: z.string(),
  instructions: z.string().meta({
    description: 'What every call to a model is told about the project, such as its style, stack or language.',
  }),
  status: z.enum(['active', 'archived']),
  head: z.int().meta({ description: 'Number of the newest version; 0 before the first.' }),
  role: z.enum(ROLES).meta({ description: 'What the caller may do in it.' }),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
})

export type Project = z.infer<typeof projectSchema>

const name = storedText.trim().min(1).max(MAX_NAME_CHARS)
const description = storedText.max(MAX_DESCRIPTION_CHARS)
const instructions = storedText.trim().max(MAX_INSTRUCTIONS_CHARS)
export const newProjectSchema = z.strictObject({
  name,
  description: description.optional(),
  instructions: instructions.optional(),
  template: templateId.optional().meta({ description: 'One of `/api/templates`, whose files are the first version.' }),
})
/** Of a project that begins with files from elsewhere, what is told of the project itself. */
export type ProjectTexts = Omit<z.output<typeof newProjectSchema>, 'template'>
export const projectChangesSchema = z
  .strictObject({
    name: name.optional(),
    description: description.optional(),
    instructions: instructions.optional(),
    status: projectSchema.shape.status.optional(),
  })
  .refine((changes) => Object.keys(changes).length > 0, 'must change something')

export type ProjectFilter = {
  search: string | undefined
  status: ProjectRow['status'] | undefined
  before: PageEnd | undefined
  limit: number
}

/** One page of the caller's projects and of those shared with them, newest first, and the row where the next page starts. */
export async function listProjects(database: DatabaseClient, filter: ProjectFilter) {
  const rows = rowsOf(
    await database.rpc('list_projects', {
      p_search: filter.search ?? null,
      p_status: filter.status ?? null,
      p_before_created_at: filter.before?.createdAt ?? null,
      p_before_id: filter.before?.id ?? null,
      p_limit: filter.limit + 1,
    }),
  )
  const { shown, end } = cutPage(rows, filter.limit)
  return { projects: shown.map(toProject), next: end }
}

/** An empty project, or one that begins with the files of a template. */
export async function createProject(
  database: DatabaseClient,
  { name, description = '', instructions = '', template }: z.infer<typeof newProjectSchema>,
): Promise<Project> {
  const project = { name, description, instructions }
  const starter = template === undefined ? undefined : findTemplate(template)
  if (starter === undefined) return toOwn(rowsOf(await database.from('projects').insert(project).select().single()))
  const encoder = new TextEncoder()
  const files = Object.entries(starter.files).map(([path, text]) => ({ path, content: encoder.encode(text) }))
  const stored = await encodeFiles(files)
  return storeProject(database, project, { ...stored, summary: `Begin with ${starter.name}`, origin: 'template' })
}

type FirstVersion = { manifest: Manifest; blobs: Blob[]; summary: string; origin: 'template' | 'import' }

/** Makes a project with its first version, or neither. */
export async function storeProject(
  database: DatabaseClient,
  { name, description = '', instructions = '' }: ProjectTexts,
  { manifest, blobs, summary, origin }: FirstVersion,
): Promise<Project> {
  const made = await callWithBlobs(database, 'create_project', {
    p_name: name,
    p_description: description,
    p_instructions: instructions,
    p_manifest: manifest,
    p_blobs: blobs,
    p_summary: summary,
    p_origin: origin,
  })
  return toOwn(rowsOf(made))
}

export const forkSchema = z.strictObject({
  version: z.int().min(1).optional().meta({ description: 'Number of a version; the head when absent.' }),
  name: name.optional().meta({ description: 'That of the project when absent.' }),
})

/** A new project with the files of a version. @throws {AppError} not_found, too_many_projects, storage_full */
export async function forkProject(
  database: DatabaseClient,
  id: string,
  { version, name }: z.infer<typeof forkSchema>,
): Promise<Project> {
  const made = await database.rpc('fork_project', { p_project: id, p_version: version ?? null, p_name: name ?? null })
  return toOwn(rowsOf(made))
}

export async function readProject(database: DatabaseClient, id: string): Promise<Project> {
  return toFound(rowsOf(await database.rpc('read_project', { p_project: id })))
}

/** For what begins elsewhere, and is written last. @throws {AppError} not_found, editor_needed */
export async function requireEditor(database: DatabaseClient, id: string): Promise<void> {
  const { role } = await readProject(database, id)
  if (role === 'viewer') throw new AppError('editor_needed')
}

export async function updateProject(
  database: DatabaseClient,
  id: string,
  changes: z.infer<typeof projectChangesSchema>,
): Promise<Project> {
  const p_changes = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
  return toFound(rowsOf(await database.rpc('update_project', { p_project: id, p_changes })))
}

/** Deletes the project with its versions, files and runs. @throws {AppError} not_found, owner_needed */
export async function deleteProject(database: DatabaseClient, id: string): Promise<void> {
  const gone = rowsOf(await database.from('projects').delete().eq('id', id).select('id'))
  if (gone.length > 0) return
  await requireProject(database, id)
  throw new AppError('owner_needed')
}

/** None is found where it is not the caller's to read. */
function toFound([row]: ProjectOfCaller[]): Project {
  if (row === undefined) throw new AppError('not_found')
  return toProject(row)
}

/** One that the caller has made. */
function toOwn(row: ProjectRow): Project {
  return toProject({ ...row, role: 'owner' })
}

function toProject(row: ProjectOfCaller): Project {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    instructions: row.instructions,
    status: row.status,
    head: row.head,
    role: row.role,
    created_at: toIso(row.created_at),
    updated_at: toIso(row.updated_at),
  }
}
