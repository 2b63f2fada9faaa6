// The API from end to end; each step takes up what the one before has left.
import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { zipSync } from 'fflate'
import { parseEvents } from '../../support/client.ts'
import { group } from '../case.ts'
import { observe } from '../neutral.ts'
import { runToEnd } from '../event-stream.ts'
import { createProject, eventually, register, type Ask, type Site } from '../site.ts'
import { wholeAnswer } from '../suite-model.ts'

async function step(site: Site, expected: number, method: string, target: string, ask: Partial<Ask> = {}) {
  const answer = await site.send(method, target, { account: site.account, ...ask })
  assert.equal(answer.status, expected, `${method} ${target}: ${answer.body.toString().slice(0, 300)}`)
  return answer
}

function at(site: Site, path = ''): string {
  return `/api/projects/${site.shelf.get('project')}${path}`
}

const PAGE = '<!doctype html>\n<title>Мой список 😀</title>\n'

export const walk = group('the walk', {
  'GET /openapi.json': async (site) => observe(await step(site, 200, 'GET', '/openapi.json')),
  // A service that takes longer than it may to show that it is there is only busy.
  'GET /health/ready': async (site) =>
    eventually('readiness', async () => {
      const { status } = await site.send('GET', '/health/ready')
      return status === 200 ? status : undefined
    }),
  'GET /factors, for the operator': async (site) => {
    const ask = (authorization: string, accept: string) =>
      site.send('GET', '/factors', {
        headers: [
          ['Authorization', authorization],
          ['Accept', accept],
        ],
      })
    const answers = [
      await ask(`Bearer ${site.operatorToken}`, 'text/html'),
      await ask(`Bearer ${site.operatorToken}`, 'application/json'),
      await ask('Bearer wrong', 'text/html'),
    ]
    // Nobody has made a scorecard of this deployment.
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 404, 401],
    )
    return answers.map(observe)
  },
  'GET /docs': async (site) => observe(await step(site, 200, 'GET', '/docs')),
  'keys for programs, and what the account may have and has used': async (site) => {
    const json = { name: 'CI', scopes: ['ai', 'projects:read'] }
    const made = await step(site, 201, 'POST', '/api/keys', { json })
    const { id, key } = JSON.parse(made.body.toString()) as { id: string; key: string }
    const program = { account: { ...site.account, token: key } }
    const { items } = await site.json<{ items: { id: string }[] }>('GET', '/api/keys')
    assert.ok(items.some((one) => one.id === id))
    await step(site, 200, 'GET', '/v1/models', program)
    await step(site, 200, 'POST', `/api/keys/${id}/rotate`, { json: { overlap_seconds: 0 } })
    await step(site, 204, 'DELETE', `/api/keys/${id}`)
    await eventually('the end of the key', async () => {
      const { status } = await site.send('GET', '/v1/models', program)
      return status === 401 ? status : undefined
    })
    await step(site, 200, 'GET', '/api/usage')
    return observe(await step(site, 200, 'GET', '/api/limits'))
  },
  'own keys of providers': async (site) => {
    const account = await register(site)
    const at = (name: string, more = '') => `/api/provider-keys/${name}${more}`
    const put = await step(site, 200, 'PUT', at('custom'), { account, json: { key: 'sk-of-somebody' } })
    const listed = await step(site, 200, 'GET', '/api/provider-keys', { account })
    const told = await step(site, 200, 'POST', at('custom', '/validate'), { account })
    await step(site, 400, 'POST', at('No-Name', '/validate'), { account })
    await step(site, 204, 'DELETE', at('custom'), { account })
    await step(site, 400, 'DELETE', at('No-Name'), { account })
    return [put, listed, told].map(observe)
  },
  'POST /mcp': async (site) => {
    const say = (status: number, message: object) =>
      step(site, status, 'POST', '/mcp', { json: { jsonrpc: '2.0', ...message } })
    const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } }
    const called = { name: 'list_projects', arguments: { search: randomUUID() } }
    return [
      await say(200, { id: 1, method: 'initialize', params }),
      await say(202, { method: 'notifications/initialized' }),
      await say(200, { id: 2, method: 'tools/list' }),
      await say(200, { id: 3, method: 'tools/call', params: called }),
      await say(200, { id: 4, method: 'nothing' }),
    ].map(observe)
  },
  webhooks: async (site) => {
    const json = { url: 'http://127.0.0.1:9/nobody', events: ['run.created'] }
    const { body } = await step(site, 201, 'POST', '/api/webhooks', { json })
    const { id } = JSON.parse(body.toString()) as { id: string }
    const hook = (path = '') => `/api/webhooks/${id}${path}`
    await runToEnd(site, await createProject(site), site.model.scene(wholeAnswer).prompt)
    const { items } = await site.json<{ items: { id: string; type: string }[] }>('GET', hook('/deliveries'))
    assert.deepEqual(
      items.map(({ type }) => type),
      ['run.created'],
    )
    await step(site, 202, 'POST', hook(`/deliveries/${items[0]?.id}/redeliver`))
    const tested = await step(site, 200, 'POST', hook('/test'))
    await step(site, 200, 'PATCH', hook(), { json: { active: false, events: ['run.failed'] } })
    await step(site, 200, 'GET', hook())
    await step(site, 204, 'DELETE', hook())
    return [tested, await step(site, 200, 'GET', '/api/webhooks')].map(observe)
  },
  'POST /api/auth/register': async (site) => {
    const email = `${randomUUID()}@example.com`
    site.shelf.set('email', email)
    const json = { email, password: 'correct horse', name: 'Ада' }
    return observe(await step(site, 201, 'POST', '/api/auth/register', { json }))
  },
  'POST /api/auth/login': async (site) => {
    const json = { email: site.shelf.get('email'), password: 'correct horse' }
    const answer = await step(site, 200, 'POST', '/api/auth/login', { json })
    const session = JSON.parse(answer.body.toString()) as { access_token: string; refresh_token: string }
    site.shelf.set('token', session.access_token).set('refresh', session.refresh_token)
    return observe(answer)
  },
  'a session of a browser: signed up, signed in, renewed, ended': async (site) => {
    const origin: [string, string][] = [
      ['Origin', 'http://studio.example'],
      ['Sec-Fetch-Site', 'same-origin'],
    ]
    const json = { email: `${randomUUID()}@example.com`, password: 'correct horse' }
    const ask = (status: number, method: string, more: Partial<Ask> = {}) =>
      step(site, status, method, '/api/session', { headers: origin, ...more })
    const cookieOf = ({ headers }: Awaited<ReturnType<typeof ask>>): [string, string] => {
      const [, cookie = ''] = headers.find(([name]) => name.toLowerCase() === 'set-cookie') ?? []
      return ['Cookie', cookie.split(';')[0] ?? '']
    }
    const made = await ask(200, 'POST', { json: { ...json, sign_up: true } })
    const taken = await ask(409, 'POST', { json: { ...json, sign_up: true } })
    const opened = await ask(200, 'POST', { json })
    const wrong = await ask(401, 'POST', { json: { ...json, password: 'wrong horse' } })
    const renewed = await ask(200, 'PUT', { headers: [...origin, cookieOf(opened)] })
    const without = await ask(401, 'PUT')
    const elsewhere: [string, string] = ['Origin', 'https://elsewhere.example']
    const stranger = await ask(403, 'POST', { json, headers: [elsewhere] })
    const foreign = await ask(403, 'PUT', { headers: [elsewhere, cookieOf(renewed)] })
    const { access_token: token } = JSON.parse(renewed.body.toString()) as { access_token: string }
    const ended = await ask(204, 'DELETE', { account: { ...site.account, token } })
    const after = await ask(401, 'PUT', { headers: [...origin, cookieOf(renewed)] })
    return [made, taken, opened, wrong, renewed, without, stranger, foreign, ended, after].map(observe)
  },
  'GET / and what browsers ask besides': async (site) => [
    observe(await step(site, 200, 'GET', '/')),
    observe(await step(site, 200, 'GET', '/favicon.ico')),
    observe(await step(site, 308, 'GET', '/docs/')),
  ],
  'GET /api/auth/user': async (site) => observe(await step(site, 200, 'GET', '/api/auth/user')),
  'POST /api/auth/refresh, once': async (site) => {
    const json = { refresh_token: site.shelf.get('refresh') }
    const renewed = await step(site, 200, 'POST', '/api/auth/refresh', { json })
    return observe(renewed)
  },
  'POST /api/auth/logout': async (site) => {
    const account = { ...site.account, token: site.shelf.get('token') ?? '' }
    return observe(await step(site, 204, 'POST', '/api/auth/logout', { account }))
  },
  'a password that is changed and forgotten, and sessions that end': async (site) => {
    const account = await register(site)
    const change = { current_password: 'correct horse', password: 'another horse' }
    const changed = await step(site, 204, 'PUT', '/api/auth/password', { account, json: change })
    const listed = await site.send('GET', '/api/auth/sessions', { account })
    const [own] = (JSON.parse(listed.body.toString()) as { items: { id: string }[] }).items
    const json = { email: account.email }
    return [
      changed,
      listed,
      await step(site, 202, 'POST', '/api/auth/password-reset', { json }),
      await step(site, 401, 'POST', '/api/auth/password-reset/confirm', {
        json: { token_hash: 'unknown', password: 'another horse' },
      }),
      await step(site, 202, 'POST', '/api/auth/confirmation', { json }),
      await step(site, 401, 'POST', '/api/auth/confirmation/confirm', { json: { token_hash: 'unknown' } }),
      await step(site, 204, 'DELETE', '/api/auth/sessions?which=others', { account }),
      await step(site, 204, 'DELETE', `/api/auth/sessions/${own?.id}`, { account }),
    ].map(observe)
  },
  'an account that is exported and deleted': async (site) => {
    const account = await register(site)
    await step(site, 201, 'POST', '/api/projects', { account, json: { name: 'Mine' } })
    const exported = await step(site, 200, 'GET', '/api/account/export', { account })
    const kinds = exported.body
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { kind: string }).kind)
    assert.deepEqual(kinds, ['account', 'project', 'end'])
    const refused = await step(site, 401, 'POST', '/api/account/delete', { account, json: { password: 'wrong horse' } })
    const gone = await step(site, 204, 'POST', '/api/account/delete', { account, json: { password: 'correct horse' } })
    const after = await step(site, 401, 'GET', '/api/auth/user', { account })
    return [refused, gone, after].map(observe)
  },
  'POST /api/projects': async (site) => {
    const answer = await step(site, 201, 'POST', '/api/projects', { json: { name: 'Walk', description: 'Прогулка' } })
    site.shelf.set('project', (JSON.parse(answer.body.toString()) as { id: string }).id)
    return observe(answer)
  },
  'GET /api/templates': async (site) => observe(await step(site, 200, 'GET', '/api/templates')),
  'POST /api/projects from a template': async (site) => {
    const json = { name: 'Begun', instructions: 'По-русски', template: 'browser' }
    const answer = await step(site, 201, 'POST', '/api/projects', { json })
    const { id } = JSON.parse(answer.body.toString()) as { id: string }
    const files = await step(site, 200, 'GET', `/api/projects/${id}/files`)
    await step(site, 204, 'DELETE', `/api/projects/${id}`)
    return [observe(answer), observe(files)]
  },
  'GET /api/projects, a page': async (site) => {
    for (const name of ['Second', 'Third']) await step(site, 201, 'POST', '/api/projects', { json: { name } })
    const first = await step(site, 200, 'GET', '/api/projects?limit=2')
    const { next_cursor } = JSON.parse(first.body.toString()) as { next_cursor: string }
    const second = await step(site, 200, 'GET', `/api/projects?limit=2&cursor=${next_cursor}&search=walk`)
    return [observe(first), observe(second)]
  },
  'GET /api/projects/{id}': async (site) => observe(await step(site, 200, 'GET', at(site))),
  'PATCH /api/projects/{id}': async (site) =>
    observe(await step(site, 200, 'PATCH', at(site), { json: { name: 'Прогулка' } })),
  'POST …/runs as a stream': async (site) => {
    const ask: Partial<Ask> = { json: { prompt: 'Two files' }, headers: [['Accept', 'text/event-stream']] }
    const answer = await step(site, 201, 'POST', at(site, '/runs'), ask)
    site.shelf.set('run', String(parseEvents(answer.body.toString())[0]?.data['run_id']))
    return observe(answer)
  },
  'GET …/runs': async (site) => observe(await step(site, 200, 'GET', at(site, '/runs'))),
  'GET …/messages': async (site) => observe(await step(site, 200, 'GET', at(site, '/messages'))),
  'GET /api/runs/{id}': async (site) => observe(await step(site, 200, 'GET', `/api/runs/${site.shelf.get('run')}`)),
  'GET /api/runs/{id}, waiting for an end that has come': async (site) =>
    observe(await step(site, 200, 'GET', `/api/runs/${site.shelf.get('run')}?wait=30`)),
  'POST /api/runs/{id}/ticket, and the events at its address': async (site) => {
    const made = await step(site, 201, 'POST', `/api/runs/${site.shelf.get('run')}/ticket`)
    const { url } = JSON.parse(made.body.toString()) as { url: string }
    const events = await site.send('GET', url)
    assert.equal(events.status, 200)
    return [observe(made), observe(events)]
  },
  'GET /api/runs/{id}/events': async (site) =>
    observe(await step(site, 200, 'GET', `/api/runs/${site.shelf.get('run')}/events`)),
  'POST /api/runs/{id}/cancel after the end': async (site) =>
    observe(await step(site, 202, 'POST', `/api/runs/${site.shelf.get('run')}/cancel`)),
  'GET …/files': async (site) => observe(await step(site, 200, 'GET', at(site, '/files'))),
  'GET …/files/{path}': async (site) => observe(await step(site, 200, 'GET', at(site, '/files/index.html'))),
  'PUT …/files/{path}, changed and new': async (site) => [
    observe(await step(site, 200, 'PUT', at(site, '/files/index.html'), { body: PAGE })),
    observe(await step(site, 201, 'PUT', at(site, '/files/img/dot.bin'), { body: Buffer.from([0, 255, 0, 128]) })),
  ],
  'GET …/files/{path}, bytes that are no text': async (site) => {
    const answer = await step(site, 200, 'GET', at(site, '/files/img/dot.bin'))
    assert.deepEqual(answer.body, Buffer.from([0, 255, 0, 128]))
    return observe(answer)
  },
  'PUT …/files/{path} with conditions': async (site) => [
    observe(
      await step(site, 412, 'PUT', at(site, '/files/index.html'), { body: 'x', headers: [['If-Match', '"old"']] }),
    ),
    observe(
      await step(site, 412, 'PUT', at(site, '/files/index.html'), { body: 'x', headers: [['If-None-Match', '*']] }),
    ),
    observe(await step(site, 412, 'DELETE', at(site, '/files/index.html'), { headers: [['If-Match', '"old"']] })),
  ],
  'DELETE …/files/{path}': async (site) => observe(await step(site, 200, 'DELETE', at(site, '/files/img/dot.bin'))),
  'GET …/versions': async (site) => observe(await step(site, 200, 'GET', at(site, '/versions?limit=2'))),
  'GET …/versions/{n}': async (site) => observe(await step(site, 200, 'GET', at(site, '/versions/1'))),
  'GET …/versions/{n}/report, of a run and of nobody': async (site) => [
    observe(await step(site, 200, 'GET', at(site, '/versions/1/report'))),
    observe(await step(site, 200, 'GET', at(site, '/versions/2/report'))),
  ],
  'GET …/versions/{a}/diff/{b}': async (site) => observe(await step(site, 200, 'GET', at(site, '/versions/1/diff/2'))),
  'POST …/versions/{n}/restore': async (site) =>
    observe(await step(site, 201, 'POST', at(site, '/versions/1/restore'))),
  'GET …/export': async (site) => {
    const answer = await step(site, 200, 'GET', at(site, '/export?version=2'))
    const again = await step(site, 200, 'GET', at(site, '/export?version=2'))
    assert.equal(
      createHash('sha256').update(again.body).digest('hex'),
      createHash('sha256').update(answer.body).digest('hex'),
    )
    return observe(answer)
  },
  'PATCH …/files': async (site) => {
    const changes = [
      { action: 'write', path: 'заметки.md', content: '# Заметки 😀\n' },
      { action: 'rename', path: 'заметки.md', to: 'docs/notes.md' },
      { action: 'write', path: 'dot.bin', content: '/wA=', encoding: 'base64' },
    ]
    const stale: [string, string][] = [['If-Match', '"v99"']]
    return [
      observe(await step(site, 200, 'PATCH', at(site, '/files'), { json: { changes } })),
      observe(await step(site, 412, 'PATCH', at(site, '/files'), { json: { changes }, headers: stale })),
    ]
  },
  'an archive given out, and taken in again': async (site) => {
    const { body } = await step(site, 200, 'GET', at(site, '/export?format=tar.gz'))
    const type: [string, string][] = [['Content-Type', 'application/gzip']]
    const stale: [string, string][] = [...type, ['If-Match', '"v99"']]
    const made = await step(site, 201, 'POST', '/api/projects?name=Again', { body, headers: type })
    const { id } = JSON.parse(made.body.toString()) as { id: string }
    const { body: again } = await step(site, 200, 'GET', `/api/projects/${id}/export?format=tar.gz`)
    assert.equal(Buffer.compare(body, again), 0)
    return [
      observe(made),
      observe(await step(site, 200, 'POST', at(site, '/import'), { body, headers: type })),
      observe(await step(site, 412, 'POST', at(site, '/import'), { body, headers: stale })),
      observe(await step(site, 400, 'POST', at(site, '/import'), { body: body.subarray(0, -9), headers: type })),
    ]
  },
  'an archive of long texts, taken in': async (site) => {
    // Such a version is sent to the data API in parts.
    const text = Buffer.from('ж"\n\u0001'.repeat(150_000))
    const body = Buffer.from(zipSync({ 'a.txt': text, 'b.txt': text.subarray(2) }))
    const headers: [string, string][] = [['Content-Type', 'application/zip']]
    const made = await step(site, 201, 'POST', '/api/projects?name=Long', { body, headers })
    const { id } = JSON.parse(made.body.toString()) as { id: string }
    const turned = Buffer.from(zipSync({ 'a.txt': text.subarray(2), 'c.txt': text.subarray(3) }))
    const answer = await step(site, 200, 'POST', `/api/projects/${id}/import`, { body: turned, headers })
    for (const [path, from] of Object.entries({ 'a.txt': 2, 'b.txt': 2, 'c.txt': 3 })) {
      const { body: read } = await step(site, 200, 'GET', `/api/projects/${id}/files/${path}`)
      assert.equal(Buffer.compare(read, text.subarray(from)), 0)
    }
    return [observe(made), observe(answer)]
  },
  'POST …/fork': async (site) => observe(await step(site, 201, 'POST', at(site, '/fork'), { json: { name: 'Fork' } })),
  'DELETE /api/projects/{id}': async (site) => observe(await step(site, 204, 'DELETE', at(site))),
})
