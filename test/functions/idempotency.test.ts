import { randomUUID } from 'node:crypto'
import { describe, expect, inject, it } from 'vitest'
import { functions } from '../../functions/index.ts'
import { connectAsService } from '../../src/services/supabase.ts'
import { createProject, signUp, type Answer } from '../support/client.ts'
import { startScriptedStack } from '../support/scripted-stack.ts'
import { makeStack } from '../support/stack.ts'
import { startSwitch } from '../support/switch.ts'

const { model, stack, client } = await startScriptedStack()

const withKey = (key: string = randomUUID()) => ({ 'Idempotency-Key': key })
const codeOf = (answer: Answer) => (answer.json as { error?: { code: string } }).error?.code
const replayed = (answer: Answer) => answer.headers.get('Idempotent-Replayed')
const CHAT = { model: 'm', messages: [{ role: 'user', content: 'x' }] }

describe('a request with an Idempotency-Key', () => {
  it('is made once, and its answer given again, on any process', async () => {
    const headers = withKey()
    const first = await client.call('POST', '/api/projects', { name: 'Once' }, headers)
    const again = await client.call('POST', '/api/projects', { name: 'Once' }, headers)
    expect([first.status, replayed(first)]).toEqual([201, null])
    expect([again.status, replayed(again), again.text]).toEqual([201, 'true', first.text])
    expect(again.headers.get('Location')).toBe(first.headers.get('Location'))
    const { json } = await client.call('GET', '/api/projects?search=Once')
    expect((json as { items: object[] }).items).toHaveLength(1)
    const other = await signUp(stack.app)
    expect(replayed(await other.call('POST', '/api/projects', { name: 'Once' }, headers))).toBeNull()
  })

  it('is refused with another body, and is another request on another route', async () => {
    const headers = withKey()
    expect((await client.call('POST', '/api/projects', { name: 'One' }, headers)).status).toBe(201)
    const other = await client.call('POST', '/api/projects', { name: 'Two' }, headers)
    expect([other.status, codeOf(other)]).toEqual([422, 'idempotency_mismatch'])
    const key = await client.call('POST', '/api/keys', { name: 'One', scopes: ['ai'] }, headers)
    expect([key.status, replayed(key)]).toEqual([201, null])
    for (const wrong of ['x'.repeat(256), 'a b']) {
      expect((await client.call('POST', '/api/projects', { name: 'x' }, withKey(wrong))).status).toBe(400)
    }
  })

  it('is told from others by every byte of a body, however long that is', async () => {
    const headers = withKey()
    const chat = (end: string) => ({
      ...CHAT,
      messages: [{ role: 'user', content: 'ж'.repeat(400_000) + end }],
      stream: true,
    })
    const ask = (end: string) => client.call('POST', '/v1/chat/completions', chat(end), headers)
    model.script((reply) => {
      reply.text('hello')
      reply.end()
    })
    const first = await ask('a')
    const again = await ask('a')
    expect([first.status, again.status, replayed(again), again.text]).toEqual([200, 200, 'true', first.text])
    expect(codeOf(await ask('b'))).toBe('idempotency_mismatch')
  })

  it('is refused while its twin is under way, and answered like it then', async () => {
    const releases: (() => void)[] = []
    model.script((reply) => {
      releases.push(() => {
        reply.text('hello')
        reply.end()
      })
    })
    const headers = withKey()
    const body = { ...CHAT, stream: true }
    const first = client.call('POST', '/v1/chat/completions', body, headers)
    await expect.poll(() => releases.length, { timeout: 60_000 }).toBe(1)
    const twin = await client.call('POST', '/v1/chat/completions', body, headers)
    expect([twin.status, codeOf(twin)]).toEqual([409, 'request_under_way'])
    for (const release of releases) release()
    const { text } = await first
    await stack.idle()
    const calls = model.calls.length
    const again = await client.call('POST', '/v1/chat/completions', body, headers)
    expect([again.status, replayed(again), again.text, model.calls.length]).toEqual([200, 'true', text, calls])
  })

  it.each([
    ['/v1/chat/completions', CHAT],
    ['/v1/responses', { model: 'm', input: 'x' }],
  ])('for a stream of %s is answered again once that was whole, and made again where it was cut', async (path, ask) => {
    const body = { ...ask, stream: true }
    const headers = withKey()
    model.script((reply) => {
      reply.text('hel')
      reply.raw.end()
    })
    const cut = await client.call('POST', path, body, headers)
    await stack.idle()
    model.script((reply) => {
      reply.text('hello')
      reply.end()
    })
    const whole = await client.call('POST', path, body, headers)
    expect([cut.status, whole.status, replayed(whole)]).toEqual([200, 200, null])
    await stack.idle()
    const calls = model.calls.length
    const again = await client.call('POST', path, body, headers)
    expect([again.status, replayed(again), again.text, model.calls.length]).toEqual([200, 'true', whole.text, calls])
  })

  it('of which many come at once is made by one of them', async () => {
    const headers = withKey()
    const name = `Twins ${randomUUID()}`
    const twins = await Promise.all(
      Array.from({ length: 8 }, () => client.call('POST', '/api/projects', { name }, headers)),
    )
    expect(twins.map(({ status }) => status).filter((status) => status !== 201 && status !== 409)).toEqual([])
    const { json } = await client.call('GET', `/api/projects?search=${encodeURIComponent(name)}`)
    expect((json as { items: object[] }).items).toHaveLength(1)
  })

  it('that failed is made again', async () => {
    const headers = withKey()
    model.script(({ raw }) => void raw.writeHead(500).end('{}'))
    expect((await client.call('POST', '/v1/chat/completions', CHAT, headers)).status).toBe(502)
    model.script(({ raw }) => void raw.destroy())
    const cut = { ...CHAT, stream: true }
    const cutHeaders = withKey()
    await client.call('POST', '/v1/chat/completions', cut, cutHeaders)
    await stack.idle()
    model.script((reply) => {
      reply.text('hello')
      reply.end()
    })
    const again = await client.call('POST', '/v1/chat/completions', cut, cutHeaders)
    expect([again.status, replayed(again)]).toEqual([200, null])
  })

  it('for a run names the run again, also where its events were asked for', async () => {
    const project = await createProject(client)
    const headers = { ...withKey(), Accept: 'text/event-stream' }
    model.script(() => undefined)
    const path = `/api/projects/${project}/runs`
    const init = { method: 'POST', body: JSON.stringify({ prompt: 'Go' }) }
    const sent = { ...headers, 'Content-Type': 'application/json' }
    const first = await client.fetch(path, { ...init, headers: sent })
    const again = await client.call('POST', path, { prompt: 'Go' }, headers)
    expect([again.status, again.headers.get('Location')]).toEqual([201, first.headers.get('Location')])
    expect(again.json).toMatchObject({ project_id: project, prompt: 'Go' })
    await client.call('POST', `${first.headers.get('Location')}/cancel`)
    await first.body?.cancel()
  })

  it('keeps no key for programs that can be read in the database', async () => {
    const headers = withKey()
    const first = await client.call('POST', '/api/keys', { name: 'Sealed', scopes: ['ai'] }, headers)
    const { key } = first.json as { key: string }
    const again = await client.call('POST', '/api/keys', { name: 'Sealed', scopes: ['ai'] }, headers)
    expect(again.json).toMatchObject({ key })
    const { data } = await connectAsService(stack.config)
      .from('idempotent_requests')
      .select()
      .eq('owner_id', client.userId)
    expect(data?.length).toBeGreaterThan(0)
    expect(JSON.stringify(data)).not.toContain(key.slice(8, 40))
    expect(JSON.stringify(data)).not.toContain(headers['Idempotency-Key'])
  })

  it('is not made where nobody can tell whether it was, and costs nothing without the header', async () => {
    const database = await startSwitch(inject('environment')['SUPABASE_URL'] ?? '')
    const apart = makeStack({ ...model.environment, SUPABASE_URL: database.url })
    const { token } = await signUp(apart.app)
    await database.stop('refuses', '/rest/v1/rpc/begin_request')
    const ask = (headers: Record<string, string>) =>
      apart.app.fetch(
        new Request('http://test.local/api/projects', {
          method: 'POST',
          headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...headers },
          body: JSON.stringify({ name: 'x' }),
        }),
      )
    expect((await ask(withKey())).status).toBe(503)
    expect((await ask({})).status).toBe(201)
    await database.close()
  })

  it('is for every POST of a user that creates or spends', () => {
    const posts = functions
      .flatMap(({ contracts }) => contracts)
      .filter(({ method, access }) => method === 'post' && access === 'user')
    const others = posts.filter(({ idempotent }) => idempotent !== true).map(({ path }) => path)
    // These change nothing when they come twice, and what holds a secret is not kept for a second time.
    expect(others.toSorted()).toEqual([
      '/api/account/delete',
      '/api/admin/accounts/{id}/suspend',
      '/api/admin/accounts/{id}/unsuspend',
      '/api/admin/runs/{id}/cancel',
      '/api/auth/logout',
      '/api/auth/mfa',
      '/api/auth/mfa/{id}/verify',
      '/api/provider-keys/{provider}/validate',
      '/api/runs/{id}/cancel',
      '/api/runs/{id}/input',
      '/api/runs/{id}/ticket',
      '/api/session/verify',
      '/api/webhooks/{id}/deliveries/{delivery}/redeliver',
      '/api/webhooks/{id}/test',
    ])
  })
})
