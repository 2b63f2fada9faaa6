import * as z from 'zod'
import type { ErrorCode } from '../src/errors.ts'
import { ARCHIVE_TYPES } from '../src/http/media-type.ts'
import { readBody } from '../src/http/read-body.ts'
import { createFunction } from '../src/http/route.ts'
import { idParam, named } from '../src/http/schemas.ts'
import { databaseOf } from '../src/http/service-clients.ts'
import { importArchive, importedSchema, importSchema } from '../src/projects/import-archive.ts'
import { requireEditor } from '../src/projects/projects.ts'
import { archiveOptions, fetchArchive } from '../src/projects/repositories/fetch-archive.ts'
import { repositorySchema } from '../src/projects/repositories/repository.ts'

export const imports = createFunction('import', 'Archives and Git repositories as projects.')

const imported = named('Import', importedSchema)
const pullSchema = z.strictObject({ repository: repositorySchema, mode: importSchema.shape.mode })

const IMPORT_ERRORS = [
  'bad_archive',
  'not_found',
  'editor_needed',
  'head_moved',
  'project_archived',
  'storage_full',
  'precondition_failed',
] as const satisfies readonly ErrorCode[]

imports.add(
  {
    method: 'post',
    path: '/api/projects/{id}/import',
    operationId: 'importFiles',
    summary: 'Put the files of an archive into a project, as one version',
    description: 'A ZIP, a tar or a tar.gz, taken whole or refused; what is no part of a project is left out and told.',
    access: 'user',
    idempotent: true,
    scope: 'projects:write',
    params: idParam,
    query: importSchema,
    rawBody: ARCHIVE_TYPES,
    headers: { 'If-Match': 'ETag of the file list ("v3"): refuse when the project has changed.' },
    responses: { 200: { description: 'The version with the files.', schema: imported } },
    errors: [...IMPORT_ERRORS],
  },
  async (c, { params, query }) => {
    const archive = await readBody(c)
    const done = await importArchive(databaseOf(c), params.id, archive, { ...query, ifMatch: c.req.header('If-Match') })
    return { status: 200, json: done }
  },
)

imports.add(
  {
    method: 'post',
    path: '/api/projects/{id}/pull',
    operationId: 'pullProject',
    summary: 'Put the files of a Git repository into a project, as one version',
    description: 'They are taken whole or refused; what is no part of a project is left out and told.',
    access: 'user',
    idempotent: true,
    scope: 'projects:write',
    params: idParam,
    body: pullSchema,
    headers: { 'If-Match': 'ETag of the file list ("v3"): refuse when the project has changed.' },
    responses: { 200: { description: 'The version with the files.', schema: imported } },
    errors: [...IMPORT_ERRORS, 'repository_refused', 'repository_unavailable'],
  },
  async (c, { params, body: { repository, mode } }) => {
    const database = databaseOf(c)
    // Nobody else's server is asked for a project that is not there, or for one that cannot take the files.
    await requireEditor(database, params.id)
    const archive = await fetchArchive(c.get('config'), repository)
    const options = { ...archiveOptions(repository), mode, ifMatch: c.req.header('If-Match') }
    return { status: 200, json: await importArchive(database, params.id, archive, options) }
  },
)
