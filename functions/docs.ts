import * as z from 'zod'
import type { ApiDescription } from '../src/http/contract.ts'
import { createFunction } from '../src/http/route.ts'
import { docsPolicy, renderDocs, renderDocsPage } from '../src/pages/docs-page.ts'
import { filesBaseOf, linksTo } from '../src/pages/page-files.ts'
import { describeApi } from '../src/http/openapi.ts'

export const docs = createFunction('docs', 'This API, described for people and for programs.')

const openApiDocument = z.looseObject({
  openapi: z.string(),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.looseObject({})),
})

/**
 * Made once for each app, whose functions do not change: anybody may ask for it, as often as they like. Who asks while it is
 * being made makes it, too: on Workers no request may wait for the work of another.
 */
function madeOnce<T>(
  make: (api: readonly ApiDescription[]) => Promise<T>,
): (api: readonly ApiDescription[]) => Promise<T> {
  const made = new WeakMap<readonly ApiDescription[], Awaited<T>>()
  return async (api) => {
    const value = made.get(api) ?? (await make(api))
    made.set(api, value)
    return value
  }
}

const documentOf = madeOnce(describeApi)
const contentOf = madeOnce(async (api) => renderDocs(await documentOf(api)))

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
  async (c) => ({ status: 200, json: await documentOf(c.get('api')) }),
)

docs.add(
  {
    method: 'get',
    path: '/docs',
    operationId: 'getDocsPage',
    summary: 'This API as a page to read, to search and to try',
    description: 'A browser that runs no script shows the page to read.',
    access: 'public',
    responses: {
      200: { description: 'The page; it loads nothing but files of this deployment.', mediaType: 'text/html' },
    },
    errors: ['bad_request'],
  },
  async (c) => {
    const [api, files] = [c.get('api'), c.env?.reference]
    const base = files === undefined ? undefined : filesBaseOf(c)
    const links = files === undefined || base === undefined ? '' : linksTo(files, base)
    return {
      status: 200,
      mediaType: 'text/html; charset=UTF-8',
      headers: { 'Content-Security-Policy': await docsPolicy(base), 'Cache-Control': 'no-cache' },
      body: renderDocsPage((await documentOf(api)).info.title, await contentOf(api), links),
    }
  },
)
