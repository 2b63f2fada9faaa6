import * as z from 'zod'
import type { ApiDescription } from '../src/http/contract.ts'
import { createFunction } from '../src/http/route.ts'
import { renderDocsPage } from '../src/pages/docs-page.ts'
import { describeApi } from '../src/http/openapi.ts'

export const docs = createFunction('docs', 'This API, described for people and for programs.')

const openApiDocument = z.looseObject({
  openapi: z.string(),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.looseObject({})),
})

/** Made once for each app, whose functions do not change: anybody may ask for it, as often as they like. */
function madeOnce<T>(make: (api: readonly ApiDescription[]) => T): (api: readonly ApiDescription[]) => T {
  const made = new WeakMap<readonly ApiDescription[], T>()
  return (api) => {
    const value = made.get(api) ?? make(api)
    made.set(api, value)
    return value
  }
}

const documentOf = madeOnce(describeApi)
const pageOf = madeOnce(async (api) => renderDocsPage(documentOf(api)))

docs.add(
  {
    method: 'get',
    path: '/openapi.json',
    operationId: 'getApiDescription',
    summary: 'This API as an OpenAPI 3.1 document',
    access: 'public',
    responses: { 200: { description: 'The document.', schema: openApiDocument } },
    errors: ['bad_request'],
  },
  (c) => ({ status: 200, json: documentOf(c.get('api')) }),
)

docs.add(
  {
    method: 'get',
    path: '/docs',
    operationId: 'getDocsPage',
    summary: 'This API as a page to read',
    access: 'public',
    responses: { 200: { description: 'The page; it loads nothing from elsewhere.', mediaType: 'text/html' } },
    errors: ['bad_request'],
  },
  async (c) => ({
    status: 200,
    mediaType: 'text/html; charset=UTF-8',
    body: await pageOf(c.get('api')),
  }),
)
