import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { functions } from '../../functions/index.ts'
import { ACCOUNT_MAX_AGE_MS, createAccountCheck } from '../../src/accounts/account-check.ts'
import { parseConfig } from '../../src/config.ts'
import { clientOf, signUp } from '../support/client.ts'
import { openLite } from '../support/data-access.ts'
import { makeStack } from '../support/stack.ts'

const ROW = JSON.stringify([{ max_requests_per_minute: 5, max_concurrent_calls: null, monthly_ai_usd: null }])

describe('the check of an account', () => {
  let status = 200
  let exists = true
  let calls = 0
  let now = 0
  const readToken = () => Promise.resolve('token')
  const server = createServer((_, response) => {
    calls += 1
    response
      .writeHead(status, { 'Content-Type': 'application/json' })
      .end(status === 200 ? (exists ? ROW : '[]') : '{}')
  })
  let ask: ReturnType<typeof createAccountCheck>['check']
  const check = async (caller: Parameters<typeof ask>[0]) => (await ask(caller)).exists

  beforeAll(async () => {
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    const { port } = server.address() as AddressInfo
    const config = parseConfig({ ...inject('environment'), SUPABASE_URL: `http://127.0.0.1:${port}` })
    ask = createAccountCheck(config, () => now).check
  })
  afterAll(() => server.close())

  it('asks once a minute for each account, and believes in one that is gone no longer', async () => {
    const caller = { userId: 'one', sessionId: undefined, readToken }
    for (let request = 0; request < 5; request++) expect(await check(caller)).toBe(true)
    expect(calls).toBe(1)
    expect((await ask(caller)).limits).toMatchObject({ max_requests_per_minute: 5 })
    exists = false
    now += ACCOUNT_MAX_AGE_MS - 1
    expect([await check(caller), calls]).toEqual([true, 1])
    now += 1
    expect([await check(caller), await check(caller), calls]).toEqual([false, false, 2])
    expect([await check({ userId: 'another', sessionId: undefined, readToken }), calls]).toEqual([false, 3])
  })

  it('goes by the token, and by what it knew, while the data API does not answer', async () => {
    status = 503
    const before = calls
    expect(await check({ userId: 'new', sessionId: undefined, readToken })).toBe(true)
    expect(await check({ userId: 'new', sessionId: undefined, readToken })).toBe(true)
    expect(calls - before).toBe(1)
    now += ACCOUNT_MAX_AGE_MS
    expect(await check({ userId: 'one', sessionId: undefined, readToken })).toBe(false)
  })
})

describe('the token of a deleted account', () => {
  it('is refused by every route that asks for one', async () => {
    const data = await openLite()
    const { app, idle } = makeStack(data.environment)
    const { token, userId } = await signUp(app)
    await data.sql(`delete from auth.users where id = '${userId}'`)
    const client = clientOf(app, token, userId)
    const routes = functions.flatMap(({ contracts }) => contracts).filter(({ access }) => access === 'user')
    expect(routes.length).toBeGreaterThan(15)
    for (const { method, path } of routes) {
      const filled = path.replaceAll('{id}', userId).replaceAll(/\{\w+\}/g, '1')
      const ask = async () => {
        const answer = await client.call(method.toUpperCase(), filled, method === 'post' ? {} : undefined)
        return [method, path, answer.status]
      }
      // A database that is too busy to answer in time is asked again by the next request.
      await expect.poll(ask, { timeout: 60_000 }).toEqual([method, path, 401])
    }
    await idle()
    await data.close()
  })
})
