import type { AppContext } from '../src/http/context.ts'
import { createFunction } from '../src/http/route.ts'
import { FAVICON } from '../src/pages/favicon.ts'
import { filesBaseOf } from '../src/pages/page-files.ts'
import { renderStudioPage, studioPolicy, WITHOUT_STUDIO } from '../src/pages/studio-page.ts'

export const studio = createFunction('studio', 'What a browser asks first: the Studio, a page for people.')

studio.add(
  {
    method: 'get',
    path: '/',
    operationId: 'getStudioPage',
    summary: 'The Studio',
    description:
      'A page for people, which works with this API alone. Where there is none, a page that leads to `/docs`.',
    access: 'public',
    responses: { 200: { description: 'The page.', mediaType: 'text/html' } },
    errors: ['bad_request'],
  },
  (c) => {
    const base = baseOf(c)
    const files = c.env?.studio
    const page = base === undefined || files === undefined ? WITHOUT_STUDIO : renderStudioPage(files, base)
    return {
      status: 200,
      mediaType: 'text/html; charset=UTF-8',
      headers: {
        'Content-Security-Policy': studioPolicy(base ?? '', c.get('config').PREVIEW_URL),
        'Cache-Control': 'no-cache',
      },
      body: page,
    }
  },
)

studio.add(
  {
    method: 'get',
    path: '/favicon.ico',
    operationId: 'getFavicon',
    summary: 'The picture in the tab of a browser',
    access: 'public',
    responses: { 200: { description: 'The picture.', mediaType: 'image/svg+xml' } },
    errors: ['bad_request'],
  },
  () => ({
    status: 200,
    mediaType: 'image/svg+xml',
    headers: { 'Cache-Control': 'public, max-age=86400' },
    body: FAVICON,
  }),
)

/** Where the files of the Studio are served; undefined where there is no Studio. */
function baseOf(c: AppContext): string | undefined {
  return c.get('config').STUDIO === 'off' ? undefined : filesBaseOf(c)
}
