import * as z from 'zod'
import { decodeCursor, encodeCursor } from '../src/http/cursor.ts'
import { databaseOf } from '../src/http/service-clients.ts'
import { createFunction } from '../src/http/route.ts'
import { idParam, named, page, pageQuery } from '../src/http/schemas.ts'
import {
  createProject,
  listProjects,
  newProjectSchema,
  projectChangesSchema,
  projectSchema,
  readProject,
  updateProject,
} from '../src/projects/projects.ts'
import { deleteProjectWithRuns } from '../src/runs/run.ts'
import { storedText } from '../src/services/stored-text.ts'

export const projects = createFunction('projects')

const project = named('Project', projectSchema)

projects.add(
  {
    method: 'get',
    path: '/api/projects',
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
    const before = query.cursor === undefined ? undefined : decodeCursor(query.cursor)
    const { limit, search, status } = query
    const found = await listProjects(databaseOf(c), { limit, search, status, before })
    const next_cursor = found.next ? encodeCursor(found.next) : null
    return { status: 200, json: { items: found.projects, next_cursor } }
  },
)

projects.add(
  {
    method: 'post',
    path: '/api/projects',
    summary: 'Create a project',
    access: 'user',
    idempotent: true,
    scope: 'projects:write',
    body: newProjectSchema,
    responses: {
      201: { description: 'The project, empty unless it has a template; Location names it.', schema: project },
    },
    errors: ['too_many_projects'],
  },
  async (c, { body }) => {
    const created = await createProject(databaseOf(c), body)
    return { status: 201, json: created, headers: { Location: `/api/projects/${created.id}` } }
  },
)

projects.add(
  {
    method: 'get',
    path: '/api/projects/{id}',
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
    summary: 'Rename, describe, instruct, archive or reactivate a project',
    access: 'user',
    scope: 'projects:write',
    params: idParam,
    body: projectChangesSchema,
    responses: { 200: { description: 'The changed project.', schema: project } },
    errors: ['not_found'],
  },
  async (c, { params, body }) => ({ status: 200, json: await updateProject(databaseOf(c), params.id, body) }),
)

projects.add(
  {
    method: 'delete',
    path: '/api/projects/{id}',
    summary: 'Delete a project with its versions, files and runs',
    access: 'user',
    scope: 'projects:write',
    params: idParam,
    responses: { 204: { description: 'The project is gone.' } },
    errors: ['not_found'],
  },
  async (c, { params }) => {
    await deleteProjectWithRuns({ config: c.get('config'), database: databaseOf(c) }, params.id)
    return { status: 204 }
  },
)
