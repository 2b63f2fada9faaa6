// What a process remembers of the keys of accounts, and what it does while it can ask nobody.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createOwnKeys, KEYS_MAX_AGE_MS, putProviderKey } from '../../src/accounts/provider-keys.ts'
import type { Config } from '../../src/config.ts'
import { connectAsService } from '../../src/services/supabase.ts'
import { signUp } from '../support/client.ts'
import { makeStack, type Stack } from '../support/stack.ts'
import { startSwitch, type Switch } from '../support/switch.ts'

let database: Switch
let stack: Stack
let config: Config

beforeAll(async () => {
  database = await startSwitch(inject('environment')['SUPABASE_URL'] ?? '')
  stack = makeStack({
    SUPABASE_URL: database.url,
    PROVIDER_KEY_RING: `one=${randomBytes(32).toString('base64')}`,
  })
  config = stack.config
})
afterAll(async () => {
  await stack.idle()
  await database.close()
})

const open = () => connectAsService(config)
const put = (userId: string, key: string) => putProviderKey({ config, userId }, 'openai', { key, baseUrl: undefined })

describe('the keys of an account', () => {
  it('are known for five seconds, and anew when they are forgotten', async () => {
    const { userId } = await signUp(stack.app)
    let now = 0
    const keys = createOwnKeys(config, () => now)
    const read = async () => (await keys.read(userId, open)).map(({ key }) => key)
    expect(await read()).toEqual([])
    await put(userId, 'sk-the-first')
    expect(await read()).toEqual([])
    now += KEYS_MAX_AGE_MS
    expect([await read(), KEYS_MAX_AGE_MS]).toEqual([['sk-the-first'], 5000])
    await connectAsService(config).rpc('delete_provider_key', { p_owner: userId, p_provider: 'openai' })
    expect(await read()).toEqual(['sk-the-first'])
    keys.forget(userId)
    expect(await read()).toEqual([])
  })

  it('are those that were known while the database does not answer; of whom nothing is known, no call is made', async () => {
    const [known, unknown] = [await signUp(stack.app), await signUp(stack.app)]
    await put(known.userId, 'sk-known')
    let now = 0
    const keys = createOwnKeys(config, () => now)
    expect(await keys.read(known.userId, open)).toHaveLength(1)
    await database.stop('refuses')
    now += KEYS_MAX_AGE_MS
    expect((await keys.read(known.userId, open))[0]?.key).toBe('sk-known')
    await expect(keys.read(unknown.userId, open)).rejects.toMatchObject({ code: 'service_unavailable' })
    await database.restart()
    expect(await keys.read(unknown.userId, open)).toEqual([])
  })

  it('are asked of nobody where there is no ring', async () => {
    const keys = createOwnKeys({ ...config, PROVIDER_KEY_RING: [], SUPABASE_URL: 'http://127.0.0.1:9' })
    expect(await keys.read('whoever', open)).toEqual([])
  })
})
