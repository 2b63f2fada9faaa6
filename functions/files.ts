import * as z from 'zod'
import type { AppContext } from '../src/http/context.ts'
import { databaseOf } from '../src/http/service-clients.ts'
import { readBody } from '../src/http/read-body.ts'
import { createFunction } from '../src/http/route.ts'
import { idParam, named } from '../src/http/schemas.ts'
import { changeFiles, fileChangesSchema } from '../src/projects/change-files.ts'
import { deleteFile, readFile, writeFile } from '../src/projects/files.ts'
import { readManifest } from '../src/projects/manifest.ts'
import { mediaTypeOf } from '../src/projects/media-type.ts'
import { toVersion, versionSchema } from '../src/projects/versions.ts'

export const files = createFunction('files', 'The files of a project. Every change of one or of many is a version.')

const fileParams = z.strictObject({ id: z.uuid('must be a UUID'), path: z.string().min(1) })
const versionQuery = z.strictObject({
  version: z.coerce.number({ error: 'must be a whole number' }).int().min(1).optional().meta({
    description: 'Number of a version; the head when absent.',
  }),
})
const fileList = named(
  'FileList',
  z.strictObject({
    version: z.int(),
    files: z.array(z.strictObject({ path: z.string(), hash: z.string(), size_bytes: z.int() })),
  }),
)
const version = named('Version', versionSchema)
const conditions = {
  'If-Match': 'ETag of the file, or of the file list ("v3"): refuse when it has changed.',
  'If-None-Match': '`*`: refuse when the file exists.',
}

files.add(
  {
    method: 'get',
    path: '/api/projects/{id}/files',
    operationId: 'listFiles',
    summary: 'List the files of the head or of a version',
    access: 'user',
    scope: 'projects:read',
    params: idParam,
    query: versionQuery,
    responses: {
      200: { description: 'Path, SHA-256 and size of each file, in path order.', schema: fileList, headers: ['ETag'] },
    },
    errors: ['not_found'],
  },
  async (c, { params, query }) => {
    const { version, manifest } = await readManifest(databaseOf(c), params.id, query.version)
    const files = Object.entries(manifest).map(([path, entry]) => ({ path, ...entry }))
    return {
      status: 200,
      json: { version, files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)) },
      headers: { ETag: `"v${version}"` },
    }
  },
)

files.add(
  {
    method: 'patch',
    path: '/api/projects/{id}/files',
    operationId: 'changeFiles',
    summary: 'Write, delete and rename files as one version',
    access: 'user',
    scope: 'projects:write',
    params: idParam,
    body: fileChangesSchema,
    headers: { 'If-Match': 'ETag of the file list ("v3"): refuse when the project has changed.' },
    responses: { 200: { description: 'The version with all changes.', schema: version } },
    errors: ['not_found', 'editor_needed', 'head_moved', 'project_archived', 'storage_full', 'precondition_failed'],
  },
  async (c, { params, body }) => {
    const done = await changeFiles(databaseOf(c), params.id, body, c.req.header('If-Match'))
    return { status: 200, json: toVersion(done) }
  },
)

files.add(
  {
    method: 'get',
    path: '/api/projects/{id}/files/{path}',
    operationId: 'readFile',
    summary: 'Read one file of the head or of a version',
    access: 'user',
    scope: 'projects:read',
    params: fileParams,
    query: versionQuery,
    responses: {
      200: {
        description: 'The bytes of the file; its SHA-256 is the ETag.',
        mediaType: '*/*',
        headers: ['ETag', 'X-Samokoder-Version'],
      },
    },
    errors: ['not_found'],
  },
  async (c, { params, query }) => {
    const file = await readFile(databaseOf(c), params.id, params.path, query.version)
    return {
      status: 200,
      mediaType: mediaTypeOf(file.path),
      headers: {
        ETag: `"${file.hash}"`,
        'X-Samokoder-Version': String(file.version),
        // What a model wrote must not run with the rights of this origin.
        'Content-Security-Policy': "sandbox; default-src 'none'",
        'Cache-Control': 'private, no-cache',
      },
      body: file.content,
    }
  },
)

files.add(
  {
    method: 'put',
    path: '/api/projects/{id}/files/{path}',
    operationId: 'writeFile',
    summary: 'Write one file as a new version',
    description: 'The request body is the file, byte for byte.',
    access: 'user',
    scope: 'projects:write',
    params: fileParams,
    rawBody: ['application/octet-stream'],
    headers: conditions,
    responses: {
      200: { description: 'The version with the changed file.', schema: version },
      201: { description: 'The version with the new file.', schema: version },
    },
    errors: ['not_found', 'editor_needed', 'head_moved', 'project_archived', 'storage_full', 'precondition_failed'],
  },
  async (c, { params }) => {
    const bytes = await readBody(c)
    const done = await writeFile(databaseOf(c), params.id, params.path, bytes, conditionsOf(c))
    return { status: done.created ? 201 : 200, json: toVersion(done.version) }
  },
)

files.add(
  {
    method: 'delete',
    path: '/api/projects/{id}/files/{path}',
    operationId: 'deleteFile',
    summary: 'Delete one file as a new version',
    access: 'user',
    scope: 'projects:write',
    params: fileParams,
    headers: conditions,
    responses: { 200: { description: 'The version without the file.', schema: version } },
    errors: ['not_found', 'editor_needed', 'head_moved', 'project_archived', 'storage_full', 'precondition_failed'],
  },
  async (c, { params }) => {
    const done = await deleteFile(databaseOf(c), params.id, params.path, conditionsOf(c))
    return { status: 200, json: toVersion(done.version) }
  },
)

function conditionsOf(c: AppContext) {
  return { ifMatch: c.req.header('If-Match'), ifNoneMatch: c.req.header('If-None-Match') }
}
