import * as z from 'zod'
import { databaseOf } from '../src/http/service-clients.ts'
import { createFunction } from '../src/http/route.ts'
import { idParam, named, page, pageQuery } from '../src/http/schemas.ts'
import { compareVersions, diffSchema } from '../src/projects/compare.ts'
import { listVersions, readVersion, restoreVersion, versionSchema } from '../src/projects/versions.ts'

export const versions = createFunction('versions')

const version = named('Version', versionSchema)
const number = z.coerce.number({ error: 'must be a whole number' }).int().min(1)
const versionParams = z.strictObject({ id: z.uuid('must be a UUID'), n: number })

versions.add(
  {
    method: 'get',
    path: '/api/projects/{id}/versions',
    summary: 'List versions, newest first',
    access: 'user',
    scope: 'projects:read',
    params: idParam,
    query: z.strictObject({
      limit: pageQuery.limit,
      cursor: number.optional().meta({ description: '`next_cursor` of the page before.' }),
    }),
    responses: { 200: { description: 'A page of versions.', schema: named('VersionPage', page(version)) } },
    errors: ['not_found'],
  },
  async (c, { params, query }) => {
    const found = await listVersions(databaseOf(c), params.id, query.limit, query.cursor)
    const next_cursor = found.next === undefined ? null : String(found.next)
    return { status: 200, json: { items: found.versions, next_cursor } }
  },
)

versions.add(
  {
    method: 'get',
    path: '/api/projects/{id}/versions/{n}',
    summary: 'Read a version',
    access: 'user',
    scope: 'projects:read',
    params: versionParams,
    responses: { 200: { description: 'The version.', schema: version } },
    errors: ['not_found'],
  },
  async (c, { params }) => ({ status: 200, json: await readVersion(databaseOf(c), params.id, params.n) }),
)

versions.add(
  {
    method: 'get',
    path: '/api/projects/{id}/versions/{a}/diff/{b}',
    summary: 'Compare two versions',
    access: 'user',
    scope: 'projects:read',
    params: z.strictObject({ id: z.uuid('must be a UUID'), a: number, b: number }),
    responses: { 200: { description: 'What changed from a to b.', schema: named('Diff', diffSchema) } },
    errors: ['not_found'],
  },
  async (c, { params }) => ({
    status: 200,
    json: await compareVersions(databaseOf(c), params.id, params.a, params.b),
  }),
)

versions.add(
  {
    method: 'post',
    path: '/api/projects/{id}/versions/{n}/restore',
    summary: 'Make a new version with the files of an old one',
    access: 'user',
    idempotent: true,
    scope: 'projects:write',
    params: versionParams,
    responses: { 201: { description: 'The new version.', schema: version } },
    errors: ['not_found', 'head_moved', 'project_archived', 'storage_full'],
  },
  async (c, { params }) => ({ status: 201, json: await restoreVersion(databaseOf(c), params.id, params.n) }),
)
