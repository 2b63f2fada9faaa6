import * as z from 'zod'
import { decodeCursor, encodeCursor } from '../src/http/cursor.ts'
import { previewAskerOf, previewMakerOf } from '../src/http/preview-maker.ts'
import { createFunction } from '../src/http/route.ts'
import { idParam, named, page, pageQuery } from '../src/http/schemas.ts'
import { databaseOf } from '../src/http/service-clients.ts'
import { createPreview, listPreviews, newPreviewSchema, previewSchema, revokePreview } from '../src/preview/previews.ts'

// What the addresses lead to is served by src/http/serve-previews.ts: it is no part of the API.
export const previews = createFunction('previews', 'Addresses at which projects are looked at in a browser.')

const preview = named('Preview', previewSchema)

previews.add(
  {
    method: 'post',
    path: '/api/projects/{id}/previews',
    operationId: 'createPreview',
    summary: 'Make an address at which the project is looked at',
    description: 'The head, a version, or what a run has made so far. TypeScript and JSX need no build.',
    access: 'user',
    idempotent: true,
    scope: 'projects:write',
    params: idParam,
    body: newPreviewSchema,
    responses: { 201: { description: 'The preview with its address.', schema: preview } },
    errors: ['not_found', 'owner_needed', 'too_many_previews'],
  },
  async (c, { params, body }) => {
    return { status: 201, json: await createPreview(previewMakerOf(c), params.id, body) }
  },
)

previews.add(
  {
    method: 'get',
    path: '/api/projects/{id}/previews',
    operationId: 'listPreviews',
    summary: 'List the previews of a project, newest first',
    description: 'Also those that were revoked or have expired.',
    access: 'user',
    scope: 'projects:read',
    params: idParam,
    query: z.strictObject(pageQuery),
    responses: { 200: { description: 'A page of previews.', schema: named('PreviewPage', page(preview)) } },
    errors: ['not_found'],
  },
  async (c, { params, query }) => {
    const before = decodeCursor(query.cursor)
    const found = await listPreviews(previewAskerOf(c), params.id, query.limit, before)
    return { status: 200, json: { items: found.previews, next_cursor: encodeCursor(found.next) } }
  },
)

previews.add(
  {
    method: 'delete',
    path: '/api/projects/{id}/previews/{preview}',
    operationId: 'revokePreview',
    summary: 'Revoke a preview',
    description: 'Its address shows nothing from the next request on.',
    access: 'user',
    scope: 'projects:write',
    params: z.strictObject({ id: z.uuid('must be a UUID'), preview: z.uuid('must be a UUID') }),
    responses: { 204: { description: 'The address shows nothing any more.' } },
    errors: ['not_found', 'editor_needed', 'owner_needed'],
  },
  async (c, { params }) => {
    await revokePreview(databaseOf(c), params.id, params.preview)
    return { status: 204 }
  },
)
