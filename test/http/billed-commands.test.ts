import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOf, createProject, signUp, type Client } from '../support/client.ts'
import { NO_REDIS_SERVER, startCountedRedis, type CountedRedis } from '../support/counted-redis.ts'
import { makeStack, type Stack } from '../support/stack.ts'

/** The figures of one request, whatever they are. */
const FIGURES = { eval: 1, hmget: 1, hset: 1 }

describe.skipIf(NO_REDIS_SERVER !== '')(`what a store bills for${NO_REDIS_SERVER}`, () => {
  let redis: CountedRedis
  let stack: Stack
  let client: Client
  beforeAll(async () => {
    redis = await startCountedRedis()
    stack = makeStack(redis.environment)
    client = await signUp(stack.app)
    await stack.idle()
  })
  afterAll(() => redis.close())

  const billed = (method: string, path: string) =>
    redis.billed(async () => {
      await client.call(method, path)
      await stack.idle()
    })

  it('a signed-in request is at most seven commands, and three of them are for figures', async () => {
    const path = `/api/projects/${await createProject(client)}`
    await stack.idle()
    const first = await billed('GET', path)
    expect(first).toMatchObject({ hmget: FIGURES.hmget, hset: FIGURES.hset })
    expect(total(first)).toBeLessThanOrEqual(7)
    expect(total(await billed('GET', path))).toBeLessThanOrEqual(total(first))
  })

  it('a request with a key is at most eight commands, and five more once a minute', async () => {
    const path = `/api/projects/${await createProject(client)}`
    const { json } = await client.call('POST', '/api/keys', { name: 'A key', scopes: ['projects:read'] })
    await client.call('GET', path)
    await stack.idle()
    const withKey = clientOf(stack.app, (json as { key: string }).key, client.userId)
    const billedFor = () =>
      redis.billed(async () => {
        await withKey.call('GET', path)
        await stack.idle()
      })
    const first = await billedFor()
    expect(total(first)).toBeLessThanOrEqual(13)
    expect(total(await billedFor())).toBeLessThanOrEqual(8)
  })

  it('a request that needs no session is its figures alone', async () => {
    expect(await billed('GET', '/openapi.json')).toEqual(FIGURES)
  })

  it('the question whether a process lives is nothing', async () => {
    expect(await billed('GET', '/health')).toEqual({})
    expect(await billed('GET', '/health/ready')).toEqual({ ping: 1 })
  })
})

function total(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}
