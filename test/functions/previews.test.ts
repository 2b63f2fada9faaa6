import { createHash, randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { createProject, signUp, type Client } from '../support/client.ts'
import { makePreview, PREVIEW_HOSTS, visit, writeFiles, type MadePreview } from '../support/previews.ts'
import { makeStack } from '../support/stack.ts'

const { app, config } = makeStack(PREVIEW_HOSTS)
const PAGE = '<!doctype html>\n<title>Hello</title>\n<h1>Привет</h1>\n'
const PICTURE = Uint8Array.from({ length: 256 }, (_, index) => index)
const FILES = {
  'index.html': PAGE,
  'app.js': 'document.title = "Hi"\n',
  'docs/index.html': '<!doctype html><title>Docs</title>',
  'about.html': '<!doctype html><title>About</title>',
  'public/logo.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'img/все.png': PICTURE,
  'notes.md': '# Notes\n',
}

/** A page begins with the script by which it tells of itself. */
const asShown = (text: string) => text.replace('<!doctype html>', '$&<script src="/.samokoder/reporter.js"></script>')

let client: Client
let projectId: string
let preview: MadePreview

beforeAll(async () => {
  client = await signUp(app)
  projectId = await createProject(client)
  await writeFiles(client, projectId, FILES)
  preview = await makePreview(client, projectId, { version: 1 })
})

const previewsOf = (id = projectId) => `/api/projects/${id}/previews`

describe('the address of a preview', () => {
  it('is a host of its own, which names the project and neither the account nor the secret', () => {
    const { hostname } = new URL(preview.url)
    const label = hostname.replace('.preview.test', '')
    expect(label).toMatch(new RegExp(`^${projectId.replaceAll('-', '')}-[0-9a-z]{30}$`))
    expect(label).toHaveLength(63)
    expect(label).not.toContain(client.userId.replaceAll('-', ''))
  })

  it('is another one each time, and lives for half a day, or as long as it is told', async () => {
    const other = await makePreview(client, projectId, { expires_in_seconds: 60 })
    expect(other.url).not.toBe(preview.url)
    const lifeMs = (one: MadePreview) => Date.parse(one.expires_at) - Date.now()
    expect(lifeMs(other)).toBeLessThanOrEqual(60_000)
    expect(lifeMs(preview)).toBeGreaterThan(11 * 3_600_000)
    const shared = await makePreview(client, projectId, { shared: true })
    expect(lifeMs(shared)).toBeGreaterThan(6 * 86_400_000)
  })

  it.each([
    ['a version that is not there', { version: 99 }, 404],
    ['a run that is not there', { run_id: randomUUID() }, 404],
    ['a version and a run', { version: 1, run_id: randomUUID() }, 400],
    ['a life of years', { expires_in_seconds: 40_000_000 }, 400],
  ])('is not made for %s', async (_, json, status) => {
    expect((await client.call('POST', previewsOf(), json)).status).toBe(status)
  })

  it('is listed newest first, a page at a time, with whether it was revoked', async () => {
    const id = await createProject(client)
    const made = [await makePreview(client, id), await makePreview(client, id), await makePreview(client, id)]
    expect((await client.call('DELETE', `${previewsOf(id)}/${made[0]?.id}`)).status).toBe(204)
    type Page = { items: (MadePreview & { revoked_at: string | null })[]; next_cursor: string | null }
    const first = (await client.call('GET', `${previewsOf(id)}?limit=2`)).json as Page
    const second = (await client.call('GET', `${previewsOf(id)}?limit=2&cursor=${first.next_cursor}`)).json as Page
    const items = [...first.items, ...second.items]
    expect(items.map(({ id }) => id)).toEqual(made.map(({ id }) => id).toReversed())
    expect(items.map(({ url }) => url)).toEqual(made.map(({ url }) => url).toReversed())
    expect(items.map(({ revoked_at }) => revoked_at === null)).toEqual([true, true, false])
    expect(second.next_cursor).toBeNull()
  })
})

describe('what a preview serves', () => {
  it.each([
    ['/', 'index.html', 'text/html; charset=utf-8'],
    ['/app.js', 'app.js', 'text/javascript; charset=utf-8'],
    ['/docs/', 'docs/index.html', 'text/html; charset=utf-8'],
    ['/about', 'about.html', 'text/html; charset=utf-8'],
    ['/logo.svg', 'public/logo.svg', 'image/svg+xml; charset=utf-8'],
    ['/img/%D0%B2%D1%81%D0%B5.png', 'img/все.png', 'image/png'],
    ['/notes.md', 'notes.md', 'text/markdown; charset=utf-8'],
  ] as const)('is at %s the file %s', async (path, file, type) => {
    const answer = await visit(app, preview.url, path)
    const content = FILES[file]
    const expected = Buffer.from(typeof content === 'string' ? asShown(content) : content)
    expect(answer.status).toBe(200)
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(expected)
    expect(answer.headers.get('Content-Type')?.toLowerCase()).toBe(type)
    expect(answer.headers.get('Content-Length')).toBe(String(expected.byteLength))
    expect(answer.headers.get('ETag')).toBe(`"${createHash('sha256').update(expected).digest('hex')}"`)
  })

  it('of a version may be kept for good, but for its pages, which a revoked preview must not show', async () => {
    const cachingAt = async (url: string, path: string) => (await visit(app, url, path)).headers.get('Cache-Control')
    expect(await cachingAt(preview.url, '/app.js')).toBe('private, max-age=31536000, immutable')
    expect(await cachingAt(preview.url, '/')).toBe('private, no-cache')
    const ofHead = await makePreview(client, projectId)
    expect(await cachingAt(ofHead.url, '/app.js')).toBe('private, no-cache')
  })

  it('is not sent again to who has it', async () => {
    const tag = (await visit(app, preview.url, '/app.js')).headers.get('ETag') ?? ''
    const again = await visit(app, preview.url, '/app.js', { 'If-None-Match': `"other", W/${tag}` })
    expect([again.status, await again.text(), again.headers.get('ETag')]).toEqual([304, '', tag])
  })

  it('is sent in part to who asks for a part of what it still is', async () => {
    const ask = (headers: Record<string, string>) => visit(app, preview.url, '/img/%D0%B2%D1%81%D0%B5.png', headers)
    const part = await ask({ Range: 'bytes=10-19' })
    expect([part.status, part.headers.get('Content-Range')]).toEqual([206, 'bytes 10-19/256'])
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(PICTURE.subarray(10, 20))
    const beyond = await ask({ Range: 'bytes=256-' })
    expect([beyond.status, beyond.headers.get('Content-Range')]).toEqual([416, 'bytes */256'])
    const tag = part.headers.get('ETag') ?? ''
    expect((await ask({ Range: 'bytes=0-0', 'If-Range': tag })).status).toBe(206)
    expect((await ask({ Range: 'bytes=0-0', 'If-Range': '"older"' })).status).toBe(200)
  })

  it('is told of without being sent to a HEAD', async () => {
    const request = new Request(preview.url, { method: 'HEAD', headers: { Host: new URL(preview.url).host } })
    const answer = await app.fetch(request)
    expect([answer.status, answer.headers.get('Content-Length')]).toEqual([
      200,
      String(Buffer.byteLength(asShown(PAGE))),
    ])
    expect(await answer.text()).toBe('')
  })

  it('is the page of a single-page application at every address of its own, but not in place of a file', async () => {
    expect(await (await visit(app, preview.url, '/todo/12?x=1')).text()).toBe(asShown(PAGE))
    expect((await visit(app, preview.url, '/todo/12', { Accept: '*/*' })).status).toBe(404)
    expect((await visit(app, preview.url, '/missing.js')).status).toBe(404)
  })

  it('sends who leaves out the slash behind a folder to where its links lead right', async () => {
    const answer = await visit(app, preview.url, '/docs?x=1')
    expect([answer.status, answer.headers.get('Location')]).toEqual([308, '/docs/?x=1'])
  })

  it('says of a file that is missing which one it is, with its name as text, and links the pages there are', async () => {
    const answer = await visit(app, preview.url, '/%3Cscript%3E.js')
    const text = await answer.text()
    expect(answer.status).toBe(404)
    expect(text).toContain('no file &lt;script&gt;.js')
    expect(text).toContain('<a href="/about.html">about.html</a>')
    expect((await visit(app, preview.url, '/%E0%A4%A')).status).toBe(404)
  })

  it.each(['/constructor', '/__proto__', '/../../etc/passwd', '/%2e%2e%2fapp.js'])(
    'has nothing at %s',
    async (path) => {
      expect((await visit(app, preview.url, path, { Accept: '*/*' })).status).toBe(404)
    },
  )

  it('follows the head, unless it is of a version', async () => {
    const id = await createProject(client)
    const ofHead = await makePreview(client, id)
    expect((await visit(app, ofHead.url)).status).toBe(404)
    await writeFiles(client, id, { 'index.html': 'one' })
    const ofFirst = await makePreview(client, id, { version: 1 })
    await writeFiles(client, id, { 'index.html': 'two' })
    expect(await (await visit(app, ofHead.url)).text()).toContain('two')
    expect(await (await visit(app, ofFirst.url)).text()).toContain('one')
  })
})

describe('a preview keeps to itself', () => {
  it('by headers, whatever is asked of it', async () => {
    const revoked = await makePreview(client, projectId)
    await client.call('DELETE', `${previewsOf()}/${revoked.id}`)
    const answers = [
      await visit(app, preview.url),
      await visit(app, preview.url, '/missing.png'),
      await visit(app, preview.url, '/docs'),
      await visit(app, revoked.url),
    ]
    for (const { headers } of answers) {
      expect(headers.get('Content-Security-Policy')).toBe('frame-ancestors test.local')
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
      expect(headers.get('X-Robots-Tag')).toContain('noindex')
      expect(headers.get('Referrer-Policy')).toBe('no-referrer')
      expect(headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin')
      expect(headers.get('Origin-Agent-Cluster')).toBe('?1')
      for (const name of ['Set-Cookie', 'Access-Control-Allow-Origin', 'Service-Worker-Allowed'])
        expect(headers.get(name)).toBeNull()
    }
  })

  it('from all pages but those of who made it', async () => {
    const headers = { Origin: 'https://studio.example' }
    const made = await client.call('POST', previewsOf(), {}, headers)
    const { url } = made.json as MadePreview
    expect((await visit(app, url)).headers.get('Content-Security-Policy')).toBe(
      'frame-ancestors https://studio.example',
    )
  })

  it('once it was revoked or has expired', async () => {
    const revoked = await makePreview(client, projectId, { version: 1 })
    expect((await visit(app, revoked.url)).status).toBe(200)
    for (const _ of [1, 2]) expect((await client.call('DELETE', `${previewsOf()}/${revoked.id}`)).status).toBe(204)
    const answer = await visit(app, revoked.url, '/app.js')
    expect([answer.status, await answer.text()]).toEqual([410, expect.stringContaining('was revoked')])
    const short = await makePreview(client, projectId, { expires_in_seconds: 1 })
    await expect.poll(async () => (await visit(app, short.url)).status, { timeout: 20_000 }).toBe(410)
    expect(await (await visit(app, short.url)).text()).toContain('has expired')
  })

  it('from addresses that were made up', async () => {
    const other = await makePreview(client, await createProject(client))
    const [mine = '', foreign = ''] = [preview, other].map(({ url }) => new URL(url).hostname.split('.')[0] ?? '')
    const forged = `${mine.slice(0, 33)}${foreign.slice(33)}`
    const changed = `${mine.slice(0, -1)}${mine.endsWith('0') ? '1' : '0'}`
    for (const label of [forged, changed, mine.slice(1), 'www', `a.${mine}`, '']) {
      const answer = await visit(app, `http://${label}${label === '' ? 'x' : ''}.preview.test/`)
      expect([label, answer.status]).toEqual([label, 404])
    }
  })

  it('on a host on which there is no API, as there are no previews on that of the API', async () => {
    for (const path of ['/health', '/api/projects', '/openapi.json', '/v1/models']) {
      const answer = await visit(app, preview.url, path, { Accept: '*/*', Authorization: `Bearer ${client.token}` })
      expect([path, answer.status]).toEqual([path, 404])
      expect(answer.headers.get('Content-Type')).toContain('text/html')
    }
    const label = new URL(preview.url).hostname.split('.')[0]
    expect((await client.fetch(`/previews/${label}/`)).status).toBe(404)
    expect((await client.fetch('/health')).status).toBe(200)
  })

  it('and takes no other method', async () => {
    const headers = { Host: new URL(preview.url).host }
    const answer = await app.fetch(new Request(preview.url, { method: 'POST', body: 'x', headers }))
    expect([answer.status, answer.headers.get('Allow')]).toEqual([405, 'GET, HEAD'])
  })
})

describe('without hosts of their own', () => {
  const plain = makeStack()

  it('previews are below a path of the API, in a sandbox that has no origin', async () => {
    const { json } = await client.call('POST', previewsOf(), { version: 1 })
    const label = new URL((json as MadePreview).url).hostname.split('.')[0]
    const listed = await plain.app.fetch(
      new Request(`http://test.local${previewsOf()}?limit=1`, { headers: { Authorization: `Bearer ${client.token}` } }),
    )
    const { items } = (await listed.json()) as { items: MadePreview[] }
    expect(items[0]?.url).toBe(`http://test.local/previews/${label}/`)
    const answer = await visit(plain.app, items[0]?.url ?? '')
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('Привет')])
    const policy = answer.headers.get('Content-Security-Policy') ?? ''
    expect(policy).toMatch(/^sandbox allow-scripts [\w -]+; frame-ancestors 'self' test\.local$/)
    expect(policy).not.toContain('allow-same-origin')
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect((await visit(plain.app, `http://test.local/previews/${label}/docs`)).headers.get('Location')).toBe(
      `/previews/${label}/docs/`,
    )
    const slash = await visit(plain.app, `http://test.local/previews/${label}`)
    expect([slash.status, slash.headers.get('Location')]).toEqual([308, `/previews/${label}/`])
  })

  it('their addresses are what PREVIEW_URL says, and those within them below it', async () => {
    const { app } = makeStack({ PREVIEW_URL: 'https://api.example/functions/v1/api/' })
    const made = await app.fetch(
      new Request(`http://test.local${previewsOf()}`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${client.token}`, 'Content-Type': 'application/json' },
        body: '{}',
      }),
    )
    const { url } = (await made.json()) as MadePreview
    expect(url).toMatch(/^https:\/\/api\.example\/functions\/v1\/api\/previews\/[\w-]{63}\/$/)
    const { pathname } = new URL(url)
    const path = pathname.replace('/functions/v1/api', '')
    expect(await (await visit(app, `http://test.local${path}`)).text()).toContain(
      `src="${pathname}.samokoder/reporter.js"`,
    )
    expect((await visit(app, `http://test.local${path}docs`)).headers.get('Location')).toBe(`${pathname}docs/`)
  })
})

describe('a process that does not serve previews', () => {
  it('has nothing on their hosts, the API least of all', async () => {
    const { app } = makeStack({ ...PREVIEW_HOSTS, FUNCTIONS: 'health' })
    expect((await visit(app, preview.url, '/health')).status).toBe(404)
    expect(config.PREVIEW_URL).toBe(PREVIEW_HOSTS.PREVIEW_URL)
  })
})
