// The ring that keys of accounts are sealed with gets a new key, and the process that seals them anew is killed over it.
import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openProviderKey, resealProviderKey } from '../../../src/accounts/provider-keys.ts'
import { parseConfig, type Config } from '../../../src/app.ts'
import type { ProviderKeyRow } from '../../../src/services/database-types.ts'
import { readPages } from '../../../src/services/read-pages.ts'
import { connectAsService } from '../../../src/services/supabase.ts'
import { openWebhookSecret, sealWebhookSecret } from '../../../src/webhooks/webhook.ts'
import { samokoder } from '../../support/cli.ts'
import { openLite } from '../../support/data-access.ts'
import { forwardRequest } from '../../support/forward.ts'

const KEYS = 1000
const PER_ACCOUNT = 50
const [OLD, YOUNG] = ['old', 'young'].map((id) => `${id}=${randomBytes(32).toString('base64')}`) as [string, string]

let data: Awaited<ReturnType<typeof openLite>>
let environment: Record<string, string>
/** Called with every batch that is to be stored, and says whether the database gets to see it. */
let onBatch: () => boolean = () => true
const front = createServer((request, response) => {
  if (request.url?.endsWith('/rpc/reseal_provider_keys') === true && !onBatch()) return
  forwardRequest(request, response, data.environment['SUPABASE_URL'] ?? '')
})

const configOf = (ring: string): Config => parseConfig({ ...environment, PROVIDER_KEY_RING: ring })
const secretOf = (row: Pick<ProviderKeyRow, 'owner_id' | 'provider'>) => `sk-${row.owner_id}-${row.provider}`

function readAll(): Promise<ProviderKeyRow[]> {
  const database = connectAsService(configOf(OLD))
  return readPages<ProviderKeyRow>((first, last) =>
    database
      .from('provider_keys')
      .select('*', { count: 'exact' })
      .order('owner_id')
      .order('provider')
      .range(first, last),
  )
}

const countOf = async (id: string) => (await readAll()).filter(({ ring_key }) => ring_key === id).length

beforeAll(async () => {
  data = await openLite()
  await new Promise<void>((resolve) => {
    front.listen(0, '127.0.0.1', resolve)
  })
  environment = {
    ...data.environment,
    SUPABASE_URL: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
    UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:9',
    UPSTASH_REDIS_REST_TOKEN: 't',
    AI_API_KEY: 'k',
    AI_MODELS: 'm',
  }
  const config = configOf(OLD)
  for (let account = 0; account < KEYS / PER_ACCOUNT; account++) {
    const owner_id = randomUUID()
    await data.sql(`insert into auth.users (id, email) values ('${owner_id}', '${owner_id}@example.com')`)
    const rows = await Promise.all(
      Array.from({ length: PER_ACCOUNT }, async (_, index) => {
        const row = { owner_id, provider: `p${String(index).padStart(2, '0')}`, base_url: null, last_four: '0000' }
        return { ...row, ...(await resealProviderKey(config, { ...row, ring_key: '', sealed: '' }, secretOf(row))) }
      }),
    )
    expect((await connectAsService(config).from('provider_keys').insert(rows)).error).toBeNull()
  }
})
afterAll(async () => {
  front.close()
  front.closeAllConnections()
  await data.close()
})

/** Runs the rotation until so many batches are stored; the next one is lost with the process. */
async function killAfter(batches: number, ring: string): Promise<void> {
  let child: ChildProcess | undefined
  let stored = 0
  const killed = new Promise<void>((resolve) => {
    onBatch = () => {
      if (stored++ < batches) return true
      child?.kill('SIGKILL')
      resolve()
      return false
    }
  })
  child = spawn(process.execPath, ['dist/cli.js', 'keys', 'rotate'], {
    env: { ...environment, PROVIDER_KEY_RING: ring },
    stdio: 'ignore',
  })
  const ended = once(child, 'exit')
  await Promise.race([killed, ended.then(() => expect.fail('it ended before it was killed'))])
  await ended
  onBatch = () => true
}

describe('rotating the ring over a thousand keys', () => {
  it('leaves each of them readable when it is killed halfway, and by the new key alone when it is run again', async () => {
    await killAfter(5, `${YOUNG},${OLD}`)
    expect([await countOf('young'), await countOf('old')]).toEqual([500, 500])
    for (const row of await readAll())
      expect(await openProviderKey(configOf(`${YOUNG},${OLD}`), row)).toBe(secretOf(row))

    const told = await samokoder({ ...environment, PROVIDER_KEY_RING: `${YOUNG},${OLD}` }, 'keys', 'rotate', '--json')
    expect(told).toMatchObject({ code: 0, json: { newest: 'young', rotated: 500, unreadable: {} } })
    const rows = await readAll()
    expect(rows).toHaveLength(KEYS)
    for (const row of rows) expect(await openProviderKey(configOf(YOUNG), row)).toBe(secretOf(row))
    const again = await samokoder({ ...environment, PROVIDER_KEY_RING: YOUNG }, 'keys', 'rotate')
    expect([again.code, again.stdout]).toEqual([0, '0 keys encrypted with "young"\n'])
  })

  it('says how many it cannot read, passes over them, and leaves them as they are', async () => {
    const [first, second] = await readAll()
    if (first === undefined || second === undefined) throw new Error('there are no keys')
    const other = configOf(`lost=${randomBytes(32).toString('base64')}`)
    const sealed = await resealProviderKey(other, first, secretOf(first))
    const database = connectAsService(configOf(YOUNG))
    await database.rpc('reseal_provider_keys', { p_rows: [{ ...first, before: first.sealed, ...sealed }] })
    const told = await samokoder({ ...environment, PROVIDER_KEY_RING: `${OLD},${YOUNG}` }, 'keys', 'rotate', '--json')
    expect(told).toMatchObject({ code: 1, json: { newest: 'old', rotated: KEYS - 1, unreadable: { lost: 1 } } })
    expect((await readAll()).find(({ ring_key }) => ring_key === 'lost')).toMatchObject(sealed)
  })

  it('leaves a key alone that was changed meanwhile', async () => {
    const row = (await readAll()).find(({ ring_key }) => ring_key === 'old')
    if (row === undefined) throw new Error('there is no such key')
    const change = { ...row, before: 'what it was before', sealed: 'x', ring_key: 'young' }
    const { data: changed } = await connectAsService(configOf(OLD)).rpc('reseal_provider_keys', { p_rows: [change] })
    expect([changed, (await readAll()).find(({ sealed }) => sealed === 'x')]).toEqual([0, undefined])
  })

  it('takes along the secrets of webhooks', async () => {
    const [owner_id, id, secret] = [randomUUID(), randomUUID(), 'whsec_c2VjcmV0']
    await data.sql(`insert into auth.users (id, email) values ('${owner_id}', '${owner_id}@example.com')`)
    const sealed = await sealWebhookSecret(configOf(OLD), { id, owner_id }, secret)
    const database = connectAsService(configOf(OLD))
    const webhook = { id, url: 'https://example.com/', events: ['run.succeeded'], ...sealed }
    expect((await database.rpc('create_webhook', { p_owner: owner_id, p_webhook: webhook })).error).toBeNull()
    await samokoder({ ...environment, PROVIDER_KEY_RING: `${YOUNG},${OLD}` }, 'keys', 'rotate')
    const { data: row } = await database.from('webhooks').select().eq('id', id).single()
    if (row === null) throw new Error('the webhook is gone')
    expect(await openWebhookSecret(configOf(YOUNG), row)).toBe(secret)
  })

  it('needs a ring', async () => {
    expect(await samokoder(environment, 'keys', 'rotate', '--json')).toMatchObject({
      code: 1,
      json: { error: { code: 'not_configured' } },
    })
  })
})
