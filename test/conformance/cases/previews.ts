// Previews: the same bytes for whoever looks, by hosts that each runtime tells apart.
import assert from 'node:assert/strict'
import { group } from '../case.ts'
import { observe, observeHeaders, type Observation } from '../neutral.ts'
import type { RawAnswer } from '../raw-http.ts'
import { createProject, eventually, type Site } from '../site.ts'

const FILES = {
  'index.html': '<!doctype html>\n<title>Мой список 😀</title>\n<script src="app.js"></script>\n',
  'app.js': 'document.body.append("Привет")\n',
  'docs/index.html': '<!doctype html>\n<title>Docs</title>\n',
  'public/clip.mp4': Buffer.from(Array.from({ length: 512 }, (_, index) => index % 256)),
}

const REACT = {
  'index.html':
    '<!doctype html>\n<html><head></head><body><script type="module" src="/src/main.tsx"></script></body></html>\n',
  'package.json': '{"dependencies":{"react":"^19.1.0","react-dom":"^19.1.0"}}',
  'tsconfig.json': '{"compilerOptions":{"paths":{"@/*":["./src/*"]}}}',
  'src/main.tsx':
    'import { createRoot } from "react-dom/client"\nimport { App } from "@/App"\nimport "./index.css"\ncreateRoot(document.body as HTMLElement).render(<App name="Ада" />)\n',
  'src/App.tsx':
    'enum Mood { Good, Bad }\nexport function App({ name }: { name: string }) {\n  return <h1 title={import.meta.env.MODE}>{name} {Mood.Good} 😀</h1>\n}\n',
  'src/index.css': 'h1 { color: red }\n',
  'src/broken.ts': 'const a: = 1\n',
}

type Made = { id: string; url: string }

async function projectWith(site: Site, files: Record<string, string | Buffer>): Promise<string> {
  const project = await createProject(site)
  const changes = Object.entries(files).map(([path, content]) =>
    typeof content === 'string'
      ? { action: 'write', path, content }
      : { action: 'write', path, content: content.toString('base64'), encoding: 'base64' },
  )
  await site.json('PATCH', `/api/projects/${project}/files`, { json: { changes } })
  return project
}

function preview(site: Site, project: string, json: unknown = { version: 1 }): Promise<Made> {
  return site.json<Made>('POST', `/api/projects/${project}/previews`, { json })
}

async function ask(site: Site, { url }: Made, target: string, headers: [string, string][] = [], method = 'GET') {
  const has = (wanted: string) => headers.some(([name]) => name === wanted)
  const accept: [string, string][] = has('Accept') ? [] : [['Accept', has('Range') ? '*/*' : 'text/html']]
  return site.send(method, target, { headers: [['Host', new URL(url).host], ...accept, ...headers] })
}

/** Without what names the project. */
function seen(answer: RawAnswer): Observation {
  return JSON.parse(JSON.stringify(observe(answer)).replace(/[0-9a-f]{32}-[0-9a-z]{30}/g, '<preview>')) as Observation
}

export const previews = group('previews', {
  'a plain project, its pages and its files': async (site) => {
    const project = await projectWith(site, FILES)
    const made = await preview(site, project)
    const list = await site.send('GET', `/api/projects/${project}/previews`, { account: site.account })
    const targets = ['/', '/app.js', '/docs', '/docs/', '/some/where', '/nothing.js', '/%zz', '/index.html?a=b']
    const answers = []
    for (const target of targets) answers.push({ target, ...seen(await ask(site, made, target)) })
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 308, 200, 200, 404, 404, 200],
    )
    return { list: seen(list), answers }
  },
  'a React and TypeScript project': async (site) => {
    const made = await preview(site, await projectWith(site, REACT))
    const targets = ['/', '/src/main.tsx', '/src/App.tsx', '/src/index.css?import', '/src/index.css', '/src/broken.ts']
    const answers = []
    for (const target of targets) answers.push({ target, ...seen(await ask(site, made, target)) })
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200, 200, 200, 422],
    )
    return answers
  },
  'what a page tells of itself': async (site) => {
    const project = await projectWith(site, FILES)
    const made = await preview(site, project)
    const body = JSON.stringify({ problems: [{ kind: 'error', message: 'Ой 😀', path: 'app.js', line: 1 }] })
    const headers: [string, string][] = [
      ['Host', new URL(made.url).host],
      ['Content-Type', 'text/plain'],
    ]
    const told = await site.send('POST', '/.samokoder/report', { headers, body })
    assert.equal(told.status, 204)
    const script = await ask(site, made, '/.samokoder/reporter.js')
    const report = await site.send('GET', `/api/projects/${project}/versions/1/report`, { account: site.account })
    assert.match(report.body.toString(), /Ой 😀/)
    return [seen(told), seen(script), seen(report)]
  },
  'media in parts, and what is known already': async (site) => {
    const made = await preview(site, await projectWith(site, FILES))
    const range = (value: string) => ask(site, made, '/clip.mp4', [['Range', value]])
    const whole = await ask(site, made, '/clip.mp4')
    const etag = whole.headers.find(([name]) => name.toLowerCase() === 'etag')?.[1] ?? ''
    const answers = [
      whole,
      await range('bytes=0-9'),
      await range('bytes=-5'),
      await range('bytes=512-'),
      await ask(site, made, '/clip.mp4', [['If-None-Match', etag]]),
    ]
    assert.deepEqual(
      answers.map(({ status, body }) => [status, body.length]),
      [
        [200, 512],
        [206, 10],
        [206, 5],
        [416, 0],
        [304, 0],
      ],
    )
    const connection = site.open()
    const headers: [string, string][] = [['Host', new URL(made.url).host]]
    connection.send({ method: 'HEAD', target: '/clip.mp4', headers })
    const head = await connection.head()
    connection.abort()
    return { answers: answers.map(seen), head: [head.status, observeHeaders(head, 512)] }
  },
  'expired and revoked': async (site) => {
    const project = await projectWith(site, FILES)
    const [short, revoked] = [await preview(site, project, { expires_in_seconds: 1 }), await preview(site, project)]
    const removed = await site.send('DELETE', `/api/projects/${project}/previews/${revoked.id}`, {
      account: site.account,
    })
    assert.equal(removed.status, 204)
    const expired = await eventually('the end of a preview', async () => {
      const answer = await ask(site, short, '/')
      return answer.status === 410 ? answer : undefined
    })
    const gone = await ask(site, revoked, '/app.js')
    assert.equal(gone.status, 410)
    return [seen(expired), seen(gone), observe(removed)]
  },
  "another project's file, and an address that was made up": async (site) => {
    const [one, other] = [await projectWith(site, FILES), await projectWith(site, { 'secret.txt': 'secret' })]
    const [mine, foreign] = [await preview(site, one), await preview(site, other)]
    const [host = '', otherHost = ''] = [mine, foreign].map(({ url }) => new URL(url).host)
    const forged = { ...mine, url: `http://${otherHost.slice(0, 33)}${host.slice(33)}/` }
    const answers = [await ask(site, mine, '/secret.txt'), await ask(site, forged, '/secret.txt')]
    for (const { status, body } of answers)
      assert.deepEqual([status, body.toString().includes('>secret<')], [404, false])
    return answers.map(seen)
  },
  'no API on the host of a preview, and no preview on that of the API': async (site) => {
    const made = await preview(site, await projectWith(site, FILES))
    const authorization: [string, string] = ['Authorization', `Bearer ${site.account.token}`]
    const answers = []
    for (const target of ['/api/projects', '/health', '/v1/models', '/openapi.json']) {
      answers.push(await ask(site, made, target, [authorization, ['Accept', '*/*']]))
    }
    answers.push(await ask(site, made, '/api/projects', [authorization], 'OPTIONS'))
    answers.push(await site.send('GET', `/previews/${new URL(made.url).host.split('.')[0]}/`))
    assert.deepEqual(
      answers.map(({ status }) => status),
      [404, 404, 404, 404, 405, 404],
    )
    return answers.map(seen)
  },
})
