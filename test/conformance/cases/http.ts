import assert from 'node:assert/strict'
import { group } from '../case.ts'
import { observe, observeHeaders } from '../neutral.ts'
import { valueOf } from '../raw-http.ts'
import { createProject, eventually, type Ask, type Site } from '../site.ts'

const GETS = ['/health', '/openapi.json', '/docs', '/nothing', '/api/projects', '/api/auth/user']

/** HEAD, and a GET behind it on the same connection: a HEAD that sent a body would spoil it. */
async function head(site: Site, target: string) {
  const connection = site.open()
  const headers: [string, string][] = [['Authorization', `Bearer ${site.account.token}`]]
  connection.send({ method: 'HEAD', target, headers })
  const first = await connection.head()
  connection.send({ method: 'GET', target, headers })
  const second = await connection.answer('GET')
  connection.abort()
  assert.equal(first.status, second.status)
  return { target, status: first.status, headers: observeHeaders(first, second.body.length) }
}

async function preflight(site: Site, target: string, method: string) {
  const headers: [string, string][] = [
    ['Origin', 'https://app.example'],
    ['Access-Control-Request-Method', method],
    ['Access-Control-Request-Headers', 'authorization,content-type,last-event-id'],
  ]
  const answer = await site.send('OPTIONS', target, { headers })
  assert.equal(answer.status, 204)
  assert.equal(answer.body.length, 0)
  return observe(answer)
}

function get(site: Site, target: string, ask: Partial<Ask> = {}) {
  return site.send('GET', target, { account: site.account, ...ask }).then(observe)
}

async function eachOf<T, R>(items: T[], ask: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const item of items) results.push(await ask(item))
  return results
}

export const http = group('HTTP', {
  'GET /health tells the hash of what was loaded': async (site) => {
    const answer = await site.send('GET', '/health')
    const health = JSON.parse(answer.body.toString()) as Record<string, string>
    const { appSha256, configSha256, id } = site.release
    assert.deepEqual([health['app_sha256'], health['config_sha256'], health['release']], [appSha256, configSha256, id])
    return observe(answer)
  },
  'HEAD, without a body': (site) => eachOf(GETS, (target) => head(site, target)),
  'OPTIONS as a preflight': (site) =>
    eachOf(['/api/projects', '/api/auth/login', '/nothing'], (target) => preflight(site, target, 'POST')),
  'OPTIONS without an Origin': async (site) => observe(await site.send('OPTIONS', '/api/projects')),
  'CORS headers on an answer and on an error': async (site) => {
    const headers: [string, string][] = [['Origin', 'https://app.example']]
    return [await get(site, '/api/projects?limit=1', { headers }), await get(site, '/nothing', { headers })]
  },
  '204 without a body': async (site) => {
    const project = await createProject(site)
    const connection = site.open()
    const headers: [string, string][] = [['Authorization', `Bearer ${site.account.token}`]]
    connection.send({ method: 'DELETE', target: `/api/projects/${project}`, headers })
    const first = await connection.answer('DELETE')
    connection.send({ method: 'GET', target: '/nothing', headers })
    const second = await connection.answer('GET')
    connection.abort()
    assert.deepEqual([first.status, second.status], [204, 404])
    return observe(first)
  },
  'percent-encoded file names': async (site) => {
    const project = await createProject(site)
    const names = [
      '%D0%BF%D1%80%D0%B8%D0%B2%D0%B5%D1%82.txt',
      'a%20b+c.txt',
      'a%2Fb.txt',
      'x%25y.txt',
      '%F0%9F%98%80.md',
      "it's(1)~!*.txt",
    ]
    const root = `/api/projects/${project}/files`
    const written = await eachOf(names, (name) =>
      site.send('PUT', `${root}/${name}`, { account: site.account, body: name }),
    )
    const read = await eachOf(names, (name) => get(site, `${root}/${name}`))
    return { written: written.map(observe), read, list: await get(site, root) }
  },
  'malformed and odd paths': async (site) => {
    const project = await createProject(site)
    const files = `/api/projects/${project}/files`
    const names = ['%zz', '%C0%AF', '%E0%A4%A', '%00', '..%2F..%2Fetc%2Fpasswd', 'a//b', '']
    const paths = [
      '//health',
      '/health/',
      '/HEALTH',
      '/api/../health',
      '/api/%2e%2e/health',
      '/%68ealth',
      '/api/projects/%zz',
    ]
    const queries = ['/?', '/health?', '/health?a=b&a=c', '/health#fragment', `/${'a'.repeat(4000)}`]
    const targets = [...names.map((name) => `${files}/${name}`), ...paths, ...queries]
    return eachOf(targets, async (target) => ({
      target: target.replace(project, '<id>').slice(0, 80),
      ...(await get(site, target)),
    }))
  },
  'a host that is none': (site) =>
    eachOf(['a/health?', 'a?b', 'a#b', 'u:p@h', 'a b', 'a,b', 'api.test:', 'api.test:99999'], async (host) => {
      const headers: [string, string][] = [['Host', host]]
      const plain = await site.send('GET', '/nothing', { headers })
      const dotted = await site.send('GET', '/api/%2e%2e/health', { headers })
      const chunked = await site.send('POST', '/api/projects', { headers, body: '{}', chunkBytes: 1 })
      // Some servers say so themselves, in their own words.
      assert.deepEqual(
        [plain, dotted, chunked].map(({ status }) => status),
        [400, 400, 400],
      )
    }),
  'malformed and repeated query parameters': (site) =>
    eachOf(
      [
        '?limit=%zz',
        '?limit=1&limit=2',
        '?limit=',
        '?limit=1.5',
        '?search=%D0%9F',
        '?search=%FF',
        '?search=a+b%2Bc',
        '?cursor=%%%',
        '?%6Cimit=1',
      ],
      async (query) => ({ query, ...(await get(site, `/api/projects${query}`)) }),
    ),
  'methods that are not there': async (site) =>
    eachOf(['POST', 'PUT', 'DELETE', 'PATCH'], async (method) => ({
      method,
      ...observe(await site.send(method, '/health', method === 'DELETE' ? {} : { body: 'x' })),
    })),
  'TRACE, which echoes nothing': (site) =>
    eachOf(['/health', '/api/%2e%2e/health', '/x/../nothing'], async (target) => {
      const body = Buffer.alloc(site.bodyLimitBytes + 1)
      return [observe(await site.send('TRACE', target)), observe(await site.send('TRACE', target, { body }))]
    }),
  'a request id that the client chose': async (site) => {
    const ids = ['mine-1', 'x'.repeat(64), 'x'.repeat(65), 'bad id', 'a/b', '']
    return eachOf(ids, async (id) => ({ id, ...(await get(site, '/nothing', { headers: [['X-Request-Id', id]] })) }))
  },
  'repeated headers, and headers without a value': async (site) => {
    const token = site.account.token
    const twice = (name: string, a: string, b: string) =>
      site.send('GET', '/api/auth/user', {
        headers: [
          [name, a],
          [name, b],
        ],
      })
    const file = `/api/projects/${await createProject(site)}/files/a.txt`
    const conditions: [string, string][] = [
      ['If-Match', ''],
      ['If-None-Match', ''],
    ]
    return {
      withoutValue: observe(await site.send('PUT', file, { account: site.account, body: 'x', headers: conditions })),
      authorizationBehindNone: (await twice('Authorization', '', `Bearer ${token}`)).status,
      accept: observe(
        await site.send('GET', '/health', {
          headers: [
            ['Accept', 'text/html'],
            ['Accept', '*/*'],
          ],
        }),
      ),
      requestId: (await twice('X-Request-Id', 'one', 'two')).status,
      authorization: (await twice('Authorization', `Bearer ${token}`, 'Bearer other')).status,
    }
  },
  'odd Authorization headers': (site) =>
    eachOf(
      [
        'Bearer',
        'Bearer ',
        'bearer x.y.z',
        'Basic dXNlcjpwYXNz',
        `Bearer  ${site.account.token}`,
        `Bearer ${site.account.token} x`,
        'Bearer a.b.c.d',
      ],
      async (value) => observe(await site.send('GET', '/api/auth/user', { headers: [['Authorization', value]] })),
    ),
  'no compression that the app did not choose': async (site) => {
    const answer = await site.send('GET', '/openapi.json', { headers: [['Accept-Encoding', 'gzip']] })
    assert.equal(valueOf(answer, 'content-encoding'), undefined)
    return observe(answer)
  },
  'the address of the client behind a trusted hop': async (site) => {
    const id = `hop-${site.runtime}`
    const forwarded: [string, string] = ['X-Forwarded-For', '203.0.113.9, 198.51.100.7']
    await site.send('GET', '/health', { headers: [['X-Request-Id', id], forwarded] })
    const line = await eventually('the log line of the request', () => site.log.find((one) => one['request_id'] === id))
    assert.equal(line['client_address'], '198.51.100.7')
  },
})
