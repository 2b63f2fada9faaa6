import * as z from 'zod'
import { createFunction } from '../src/http/route.ts'
import { renderDocsPage } from '../src/pages/docs-page.ts'
import { describeApi } from '../src/http/openapi.ts'

export const docs = createFunction('docs')

const openApiDocument = z.looseObject({
  openapi: z.string(),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.looseObject({})),
})

docs.add(
  {
    method: 'get',
    path: '/openapi.json',
    summary: 'This API as an OpenAPI 3.1 document',
    access: 'public',
    responses: { 200: { description: 'The document.', schema: openApiDocument } },
    errors: [],
  },
  (c) => ({ status: 200, json: describeApi(c.get('api')) }),
)

docs.add(
  {
    method: 'get',
    path: '/docs',
    summary: 'This API as a page to read',
    access: 'public',
    responses: { 200: { description: 'The page; it loads nothing from elsewhere.', mediaType: 'text/html' } },
    errors: [],
  },
  async (c) => ({
    status: 200,
    mediaType: 'text/html; charset=UTF-8',
    body: await renderDocsPage(describeApi(c.get('api'))),
  }),
)
