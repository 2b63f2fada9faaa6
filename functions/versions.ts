import * as z from 'zod'
import { databaseOf } from '../src/http/service-clients.ts'
import { createFunction } from '../src/http/route.ts'
import { idParam, named, page, pageQuery } from '../src/http/schemas.ts'
import { compareVersions, diffSchema } from '../src/projects/compare.ts'
import {
  applyVersion,
  dropVersion,
  listVersions,
  readVersion,
  restoreVersion,
  versionSchema,
} from '../src/projects/versions.ts'
import { readPicture, readReport, reportSchema } from '../src/runs/report.ts'

export const versions = createFunction(
  'versions',
  'Versions of a project: they never change, and each names those that it was made from.',
)

const version = named('Version', versionSchema)
const number = z.coerce.number({ error: 'must be a whole number' }).int().min(1)
const versionParams = z.strictObject({ id: z.uuid('must be a UUID'), n: number })

versions.add(
  {
    method: 'get',
    path: '/api/projects/{id}/versions',
    operationId: 'listVersions',
    summary: 'List versions, newest first',
    access: 'user',
    scope: 'projects:read',
    params: idParam,
    query: z.strictObject({
      limit: pageQuery.limit,
      cursor: number.optional().meta({ type: 'string', description: '`next_cursor` of the page before.' }),
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
    operationId: 'getVersion',
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
    operationId: 'compareVersions',
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
    method: 'get',
    path: '/api/projects/{id}/versions/{n}/report',
    operationId: 'getVersionReport',
    summary: 'Read what is known of how a version came about',
    description:
      'The run that made its files: what was checked and found, repaired, refused and mended, and what it took. A version ' +
      'with the files of an older one, such as a restored one, has the report of that. Where no run made the files, `run` is null, ' +
      'and nothing was checked.',
    access: 'user',
    scope: 'projects:read',
    params: versionParams,
    responses: { 200: { description: 'The report.', schema: named('VersionReport', reportSchema) } },
    errors: ['not_found'],
  },
  async (c, { params }) => ({
    status: 200,
    json: await readReport(databaseOf(c), params.id, params.n),
  }),
)

versions.add(
  {
    method: 'get',
    path: '/api/projects/{id}/versions/{n}/screenshot',
    operationId: 'readScreenshot',
    summary: 'See what a version looked like when its run opened it',
    description: 'Where a browser is attached, a run opens what it has made before it commits it.',
    access: 'user',
    scope: 'projects:read',
    params: versionParams,
    query: z.strictObject({
      width: z.coerce
        .number()
        .pipe(z.union([z.literal(1280), z.literal(390)]))
        .default(1280),
      at: z.enum(['first', 'last']).default('last').meta({ description: 'Before all repairs, or after the last one.' }),
    }),
    responses: { 200: { description: 'The picture.', mediaType: ['image/jpeg', 'image/png', 'image/webp'] } },
    errors: ['not_found'],
  },
  async (c, { params, query }) => {
    const { mediaType, content } = await readPicture(databaseOf(c), { projectId: params.id, number: params.n }, query)
    const headers = { 'Cache-Control': 'private, no-cache' }
    return { status: 200, mediaType: mediaType as 'image/jpeg', headers, body: content }
  },
)

versions.add(
  {
    method: 'post',
    path: '/api/projects/{id}/versions/{n}/restore',
    operationId: 'restoreVersion',
    summary: 'Make a new version with the files of an old one',
    access: 'user',
    idempotent: true,
    scope: 'projects:write',
    params: versionParams,
    responses: { 201: { description: 'The new version.', schema: version } },
    errors: ['not_found', 'editor_needed', 'head_moved', 'project_archived', 'storage_full'],
  },
  async (c, { params }) => ({ status: 201, json: await restoreVersion(databaseOf(c), params.id, params.n) }),
)

versions.add(
  {
    method: 'post',
    path: '/api/projects/{id}/versions/{n}/apply',
    operationId: 'applyVersion',
    summary: 'Apply the result of a run that is in conflict',
    description:
      'Makes a version of the head and of what the run has changed. Of a file that was changed meanwhile, it takes what the ' +
      'run has made.',
    access: 'user',
    idempotent: true,
    scope: 'projects:write',
    params: versionParams,
    responses: { 201: { description: 'The new version.', schema: version } },
    errors: ['not_found', 'editor_needed', 'no_conflict', 'head_moved', 'project_archived', 'storage_full'],
  },
  async (c, { params }) => ({ status: 201, json: await applyVersion(databaseOf(c), params.id, params.n) }),
)

versions.add(
  {
    method: 'delete',
    path: '/api/projects/{id}/versions/{n}',
    operationId: 'dropVersion',
    summary: 'Drop the result of a run that is in conflict',
    access: 'user',
    scope: 'projects:write',
    params: versionParams,
    responses: { 204: { description: 'It is gone, and its number is not given again.' } },
    errors: ['not_found', 'editor_needed', 'no_conflict', 'project_archived'],
  },
  async (c, { params }) => {
    await dropVersion(databaseOf(c), params.id, params.n)
    return { status: 204 }
  },
)
