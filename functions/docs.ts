import { createFunction } from '../src/http/route.ts'
import { docsPage } from '../src/pages/docs-page.ts'
import { describeApi } from '../src/http/openapi.ts'

export const docs = createFunction('docs')

docs.add(
  {
    method: 'get',
    path: '/openapi.json',
    summary: 'This API as an OpenAPI 3.1 document',
    access: 'public',
    responses: { 200: { description: 'The document.', mediaType: 'application/json' } },
    errors: [],
  },
  (c) => c.json(describeApi(c.get('api'))),
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
  (c) => c.html(docsPage(describeApi(c.get('api')))),
)
