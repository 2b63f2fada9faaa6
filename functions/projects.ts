import * as z from 'zod'
import { decodeCursor, encodeCursor } from '../src/http/cursor.ts'
import { databaseOf } from '../src/http/service-clients.ts'
import { ARCHIVE_TYPES } from '../src/http/media-type.ts'
import { readBody } from '../src/http/read-body.ts'
import { createFunction } from '../src/http/route.ts'
import { idParam, named, page, pageQuery } from '../src/http/schemas.ts'
import {
  createProject,
  forkProject,
  forkSchema,
  listProjects,
  newProjectSchema,
  projectChangesSchema,
  projectSchema,
  readProject,
  updateProject,
} from '../src/projects/projects.ts'
import { createFromArchive, newImportSchema, skippedSchema } from '../src/projects/import-archive.ts'
import { archiveOptions, fetchArchive } from '../src/projects/repositories/fetch-archive.ts'
import { repositorySchema } from '../src/projects/repositories/repository.ts'
import { deleteProjectWithRuns } from '../src/runs/run.ts'
import { storedText } from '../src/services/stored-text.ts'

export const projects = createFunction('projects', 'Projects: each has files, versions, runs and a conversation.')

const project = named('Project', projectSchema)
const newProjectBody = newProjectSchema
  .extend({ repository: repositorySchema.optional().meta({ description: 'Whose files are the first version.' }) })
  .refine(({ template, repository }) => template === undefined || repository === undefined, {
    path: ['repository'],
    message: 'cannot go with a template',
  })
const created = named('CreatedProject', projectSchema.extend(z.strictObject(skippedSchema).partial().shape))

projects.add(
  {
    method: 'get',
    path: '/api/projects',
    operationId: 'listProjects',
    summary: 'List projects, newest first',
    access: 'user',
    scope: 'projects:read',
    query: z.strictObject({
      ...pageQuery,
      search: storedText.trim().min(1).max(200).optional().meta({ description: 'Part of the name or description.' }),
      status: projectSchema.shape.status.optional(),
    }),
    responses: { 200: { description: 'A page of projects.', schema: named('ProjectPage', page(project)) } },
    errors: [],
  },
  async (c, { query }) => {
    const before = decodeCursor(query.cursor)
    const { limit, search, status } = query
    const found = await listProjects(databaseOf(c), { limit, search, status, before })
    return { status: 200, json: { items: found.projects, next_cursor: encodeCursor(found.next) } }
  },
)

projects.add(
  {
    method: 'post',
    path: '/api/projects',
    operationId: 'createProject',
    summary: 'Create a project',
    access: 'user',
    idempotent: true,
    scope: 'projects:write',
    description:
      'From a name, from a template, from a Git repository, or from an archive as the body, which the query says more of.',
    query: newImportSchema,
    body: newProjectBody,
    rawBody: ARCHIVE_TYPES,
    responses: {
      201: {
        description: 'The project, empty unless it begins with files; Location names it.',
        headers: ['Location'],
        schema: created,
      },
    },
    errors: ['too_many_projects', 'bad_archive', 'storage_full', 'repository_refused', 'repository_unavailable'],
  },
  async (c, { query, body }) => {
    const database = databaseOf(c)
    const make = async () => {
      if (body === undefined) {
        const { strip, ...texts } = query
        return createFromArchive(database, await readBody(c), texts, { strip })
      }
      const { repository, ...texts } = body
      if (repository === undefined) return createProject(database, texts)
      const archive = await fetchArchive(c.get('config'), repository)
      return createFromArchive(database, archive, texts, archiveOptions(repository))
    }
    const created = await make()
    return { status: 201, json: created, headers: { Location: `/api/projects/${created.id}` } }
  },
)

projects.add(
  {
    method: 'post',
    path: '/api/projects/{id}/fork',
    operationId: 'forkProject',
    summary: 'Make a project of a version of this one',
    access: 'user',
    idempotent: true,
    scope: 'projects:write',
    params: idParam,
    body: forkSchema,
    responses: { 201: { description: 'The new project; Location names it.', schema: project, headers: ['Location'] } },
    errors: ['not_found', 'too_many_projects', 'storage_full'],
  },
  async (c, { params, body }) => {
    const forked = await forkProject(databaseOf(c), params.id, body)
    return { status: 201, json: forked, headers: { Location: `/api/projects/${forked.id}` } }
  },
)

projects.add(
  {
    method: 'get',
    path: '/api/projects/{id}',
    operationId: 'getProject',
    summary: 'Read a project',
    access: 'user',
    scope: 'projects:read',
    params: idParam,
    responses: { 200: { description: 'The project.', schema: project } },
    errors: ['not_found'],
  },
  async (c, { params }) => ({ status: 200, json: await readProject(databaseOf(c), params.id) }),
)

projects.add(
  {
    method: 'patch',
    path: '/api/projects/{id}',
    operationId: 'updateProject',
    summary: 'Rename, describe, instruct, archive or reactivate a project',
    access: 'user',
    scope: 'projects:write',
    params: idParam,
    body: projectChangesSchema,
    responses: { 200: { description: 'The changed project.', schema: project } },
    errors: ['not_found', 'editor_needed', 'owner_needed'],
  },
  async (c, { params, body }) => ({ status: 200, json: await updateProject(databaseOf(c), params.id, body) }),
)

projects.add(
  {
    method: 'delete',
    path: '/api/projects/{id}',
    operationId: 'deleteProject',
    summary: 'Delete a project with its versions, files and runs',
    access: 'user',
    scope: 'projects:write',
    params: idParam,
    responses: { 204: { description: 'The project is gone.' } },
    errors: ['not_found', 'owner_needed'],
  },
  async (c, { params }) => {
    await deleteProjectWithRuns({ config: c.get('config'), database: databaseOf(c) }, params.id)
    return { status: 204 }
  },
)
