import * as z from 'zod'
import { databaseOf } from '../src/http/service-clients.ts'
import { logFailure } from '../src/http/log-failure.ts'
import { createFunction } from '../src/http/route.ts'
import { idParam } from '../src/http/schemas.ts'
import { zipStream } from '../src/projects/archive.ts'
import { readFiles } from '../src/projects/blobs.ts'
import { readManifest } from '../src/projects/files.ts'

export const exports = createFunction('export')

exports.add(
  {
    method: 'get',
    path: '/api/projects/{id}/export',
    summary: 'Download the head or a version as a ZIP archive',
    description: 'The same version gives the same bytes.',
    access: 'user',
    scope: 'projects:read',
    params: idParam,
    query: z.strictObject({
      version: z.coerce.number({ error: 'must be a whole number' }).int().min(1).optional(),
    }),
    responses: { 200: { description: 'The archive, streamed.', mediaType: 'application/zip' } },
    errors: ['not_found'],
  },
  async (c, { params, query }) => {
    const database = databaseOf(c)
    const { version, manifest } = await readManifest(database, params.id, query.version)
    return {
      status: 200,
      mediaType: 'application/zip',
      headers: {
        'Content-Disposition': `attachment; filename="project-${params.id.slice(0, 8)}-v${version}.zip"`,
        'Cache-Control': 'private, no-cache',
      },
      body: zipStream(logFailure(c, readFiles(database, params.id, manifest))),
    }
  },
)
