/** The official client, which nobody here wrote, against the bridge with either store behind it. */
import { Redis } from '@upstash/redis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientCases } from './client-cases.ts'
import { serverClientCases } from './client-cases-server.ts'
import { describeWithServer, emptyBackend, serve, TOKEN, type Kind, type Served } from './support.ts'

const SUITES: [Kind, typeof describe | typeof describeWithServer][] = [
  ['embedded', describe],
  ['redis-server', describeWithServer],
]

for (const [kind, suite] of SUITES) {
  suite(`@upstash/redis on ${kind}`, () => {
    let served: Served
    beforeAll(async () => {
      served = await serve(await emptyBackend(kind))
    })
    afterAll(() => served.close())

    test.each(kind === 'embedded' ? clientCases : [...clientCases, ...serverClientCases])(
      '$name',
      async ({ name, run, expected }) => {
        expect(await run(served.redis, (key) => `${name}:${key}`)).toEqual(expected)
      },
    )

    test('a client that asks for plain answers gets the same text', async () => {
      const redis = new Redis({
        url: served.bridge.url,
        token: TOKEN,
        responseEncoding: false,
        automaticDeserialization: false,
      })
      await redis.hset('plain', { text: 'ж🎉', number: 1 })
      expect(await redis.hget('plain', 'text')).toBe('ж🎉')
      expect(await redis.hget('plain', 'number')).toBe('1')
    })

    test('calls of one moment share a request when auto-pipelining is on, each with its own outcome', async () => {
      const redis = new Redis({ url: served.bridge.url, token: TOKEN, enableAutoPipelining: true })
      const outcomes = await Promise.allSettled([
        redis.set('auto', 'text'),
        redis.incr('auto'),
        redis.append('auto', '!'),
        redis.get('auto-none'),
      ])
      expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : 'failed'))).toEqual([
        'OK',
        'failed',
        5,
        null,
      ])
      expect((redis as unknown as { pipelineCounter: number }).pipelineCounter).toBe(2)
    })

    test('many clients at once lose nothing', async () => {
      await Promise.all(Array.from({ length: 200 }, () => served.redis.incr('counter')))
      expect(await served.redis.get('counter')).toBe(200)
    })

    test('a wrong token is told apart from a failed command', async () => {
      const redis = new Redis({ url: served.bridge.url, token: 'wrong', retry: false })
      await expect(redis.get('a')).rejects.toThrow('Unauthorized')
    })

    test('a client that was handed a sync token by a write reads that write', async () => {
      const writer = served.redis
      const reader = new Redis({ url: served.bridge.url, token: TOKEN })
      await writer.set('seen', 'yes')
      reader.readYourWritesSyncToken = writer.readYourWritesSyncToken
      expect(writer.readYourWritesSyncToken).toBeTruthy()
      expect(await reader.get('seen')).toBe('yes')
    })

    test('a command that is refused throws with the reason', async () => {
      await expect(served.redis.exec(['SUBSCRIBE', 'channel'])).rejects.toThrow('not available')
      await expect(served.redis.exec(['BLPOP', 'list', 0])).rejects.toThrow('ask again')
    })

    test('subscribing reports an error instead of hanging', async () => {
      const subscription = served.redis.subscribe('channel')
      const error = await new Promise<Error>((resolve) => subscription.on('error', resolve))
      expect(error.message).toContain('not available')
    })

    test('flushdb empties the store', async () => {
      expect(await served.redis.flushdb()).toBe('OK')
      expect(await served.redis.dbsize()).toBe(0)
    })
  })
}
