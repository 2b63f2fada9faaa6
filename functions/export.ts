import * as z from 'zod'
import { databaseOf } from '../src/http/service-clients.ts'
import { logFailure } from '../src/http/log-failure.ts'
import { createFunction } from '../src/http/route.ts'
import { idParam, named } from '../src/http/schemas.ts'
import { attachment } from '../src/http/attachment.ts'
import { tarGzStream } from '../src/projects/archives/tar-gz-stream.ts'
import { zipStream } from '../src/projects/archives/zip-stream.ts'
import { readFiles } from '../src/projects/blobs.ts'
import { readManifest } from '../src/projects/manifest.ts'
import { readProject } from '../src/projects/projects.ts'
import { pushedSchema, pushSchema, pushVersion } from '../src/projects/repositories/push.ts'

export const exports = createFunction('export', 'Projects as archives, and as commits to GitHub.')

const FORMATS = ['zip', 'tar.gz'] as const

exports.add(
  {
    method: 'get',
    path: '/api/projects/{id}/export',
    operationId: 'exportProject',
    summary: 'Download the head or a version as an archive',
    description: 'The same version gives the same bytes. The archive is named after the project.',
    access: 'user',
    scope: 'projects:read',
    params: idParam,
    query: z.strictObject({
      version: z.coerce.number({ error: 'must be a whole number' }).int().min(1).optional(),
      format: z.enum(FORMATS).default('zip'),
    }),
    responses: {
      200: {
        description: 'The archive, streamed.',
        mediaType: ['application/zip', 'application/gzip'],
        headers: ['Content-Disposition'],
      },
    },
    errors: ['not_found'],
  },
  async (c, { params, query }) => {
    const database = databaseOf(c)
    const [{ name }, { version, manifest }] = await Promise.all([
      readProject(database, params.id),
      readManifest(database, params.id, query.version),
    ])
    const files = logFailure(c, readFiles(database, params.id, manifest))
    const isZip = query.format === 'zip'
    return {
      status: 200,
      mediaType: isZip ? 'application/zip' : 'application/gzip',
      headers: {
        'Content-Disposition': attachment(`${name}-v${version}.${query.format}`),
        'Cache-Control': 'private, no-cache',
      },
      body: await (isZip ? zipStream(files) : tarGzStream(files)),
    }
  },
)

exports.add(
  {
    method: 'post',
    path: '/api/projects/{id}/push',
    operationId: 'pushProject',
    summary: 'Push the head or a version to GitHub, as a commit or a pull request',
    description:
      'The token needs to write contents and, for a pull request, pull requests. It is used for this request, and not kept.',
    access: 'user',
    idempotent: true,
    scope: 'projects:read',
    params: idParam,
    body: pushSchema,
    responses: {
      200: { description: 'The commit that the branch now points at.', schema: named('Push', pushedSchema) },
    },
    errors: ['not_found', 'repository_refused', 'repository_unavailable'],
  },
  async (c, { params, body }) => ({
    status: 200,
    json: await pushVersion(c.get('config'), databaseOf(c), params.id, body),
  }),
)
