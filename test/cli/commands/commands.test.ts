import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { parseConfig, type App } from '../../../src/app.ts'
import { startServices } from '../../../local/services.ts'
import { encodeBlob } from '../../../src/projects/blobs.ts'
import { createRun, readRunRow } from '../../../src/runs/run.ts'
import { connectAsService, connectAsUser, rowsOf } from '../../../src/services/supabase.ts'
import { createCheckedApp } from '../../support/checked-app.ts'
import { samokoder } from '../../support/cli.ts'
import { clientOf, createProject, runPrompt, signUp, type Client } from '../../support/client.ts'
import { makeTemporaryFolder } from '../../support/temporary-folder.ts'

// Services of its own: a sweep takes up every run it finds.
let services: Awaited<ReturnType<typeof startServices>>
let environment: Record<string, string>
let app: App
let client: Client

beforeAll(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const dataDir = await makeTemporaryFolder()
  services = await startServices({ dataDir, database: 'in memory' }, {})
  environment = services.environment
  app = createCheckedApp(parseConfig({ ...environment, LOG_LEVEL: 'error', EVENTS_POLL_MS: '20' }))
  client = await signUp(app)
})
afterAll(() => services.close())

const DEAD = 'http://127.0.0.1:9'

describe('doctor', () => {
  type Findings = { findings: { name: string; result: string; evidence: string; fix?: string }[] }
  const doctor = async (overrides: Record<string, string> = {}) => {
    const told = await samokoder({ ...environment, ...overrides }, 'doctor', '--json')
    const { findings = [] } = told.json as Partial<Findings>
    return { ...told, of: (name: string) => findings.find((finding) => finding.name === name), findings }
  }

  it('finds nothing wrong with what works', async () => {
    const { code, findings } = await doctor()
    expect(findings.filter(({ result }) => result !== 'ok')).toEqual([])
    expect(findings.map(({ name }) => name)).toEqual([
      'configuration',
      ...['data', 'accounts', 'redis', 'ai'].map((name) => `service ${name}`),
      'schema',
      'database clock',
      'publishable key',
      'secret key',
      'redis scripts',
      'redis clock',
      'models',
    ])
    expect(code).toBe(0)
  })

  it('tells a publishable key that opens everything, and how to mend it', async () => {
    await createProject(client)
    const { code, of } = await doctor({ SUPABASE_PUBLISHABLE_KEY: environment['SUPABASE_SECRET_KEY'] ?? '' })
    expect(of('publishable key')).toMatchObject({
      result: 'failed',
      evidence: expect.stringContaining('projects'),
      fix: expect.any(String),
    })
    expect(code).toBe(1)
  })

  it('only warns of what the API can do without', async () => {
    const { code, of } = await doctor({ UPSTASH_REDIS_REST_URL: DEAD, AI_BASE_URL: DEAD })
    expect([of('service redis')?.result, of('service ai')?.result, code]).toEqual(['warning', 'warning', 0])
    expect((await doctor({ AI_MODELS: 'no-such-model' })).of('models')).toMatchObject({ result: 'warning' })
  })

  it('ends with 69 when nothing can be reached, with 78 in a bad environment', async () => {
    expect((await doctor({ SUPABASE_URL: DEAD })).code).toBe(69)
    const bad = await samokoder({ ...environment, AI_MODELS: ',', PORT: 'hunter2' }, 'doctor', '--json')
    expect(bad).toMatchObject({ code: 78, json: { error: { code: 'bad_environment' } } })
    expect((bad.json as { error: { problems: string[] } }).error.problems).toHaveLength(2)
    expect(bad.stdout + bad.stderr).not.toContain('hunter2')
  })
})

describe('user', () => {
  it('is found by address or id, and set; the account sees it', async () => {
    const found = await samokoder(environment, 'user', 'show', client.userId, '--json')
    const account = found.json as { email: string; projects: number }
    expect(found.json).toMatchObject({ id: client.userId, role: 'user', tier: 'free' })
    const set = ['--role', 'admin', '--tier', 'pro']
    const told = await samokoder(environment, 'user', 'set', account.email.toUpperCase(), ...set, '--json')
    expect(told).toMatchObject({ code: 0, json: { id: client.userId, role: 'admin', tier: 'pro' } })
    expect((await client.call('GET', '/api/auth/user')).json).toMatchObject({ role: 'admin', tier: 'pro' })
    const one = await samokoder(environment, 'user', 'set', client.userId, '--tier', 'free', '--json')
    expect(one.json).toMatchObject({ role: 'admin', tier: 'free' })
  })

  it('is suspended, with all its keys, and let in again', async () => {
    // None of these processes knows anything.
    const makeApp = () => createCheckedApp(parseConfig({ ...environment, LOG_LEVEL: 'error' }))
    const other = await signUp(makeApp())
    const made = await other.call('POST', '/api/keys', { name: 'A key', scopes: ['projects:read'] })
    const askWithKey = async () =>
      (await clientOf(makeApp(), (made.json as { key: string }).key, '').call('GET', '/api/projects')).status
    expect(await askWithKey()).toBe(200)
    const told = await samokoder(environment, 'user', 'suspend', other.userId, '--reason', 'spam', '--json')
    expect(told).toMatchObject({ code: 0, json: { id: other.userId, suspended_at: expect.any(String) } })
    expect(await askWithKey()).toBe(401)
    const back = await samokoder(environment, 'user', 'unsuspend', other.userId, '--json')
    expect(back).toMatchObject({ code: 0, json: { suspended_at: null } })
    expect(await askWithKey()).toBe(200)
  })

  it('refuses who is not there, and what no role or tier is', async () => {
    expect((await samokoder(environment, 'user', 'show', 'nobody@example.com')).code).toBe(1)
    for (const wrong of [[], ['--role', 'king'], ['--tier', 'A tier']]) {
      expect((await samokoder(environment, 'user', 'set', client.userId, ...wrong)).code).toBe(2)
    }
  })

  it('is out of reach for users themselves', async () => {
    const own = connectAsUser(parseConfig(environment), client.token)
    for (const [name, parameters] of [
      ['find_user', { p_user: client.userId }],
      ['set_user', { p_id: client.userId, p_role: 'admin', p_tier: null }],
      ['report_usage', { p_since: '2000-01-01', p_by: 'user' }],
      ['describe_database', {}],
    ] as const) {
      expect((await own.rpc(name, parameters as never)).error?.code).toBe('42501')
    }
  })
})

describe('tiers', () => {
  type Tiers = { tiers: { tier: string; max_projects: number | null; monthly_ai_usd: number | null }[] }

  it('are none until they are set, one by one or as the five plans', async () => {
    const tiers = async (...given: string[]) => {
      const told = await samokoder(environment, 'tiers', ...given, '--json')
      expect([given, told.code]).toEqual([given, 0])
      return (told.json as Tiers).tiers
    }
    expect(await tiers('list')).toEqual([])
    expect(await tiers('set', 'gold', '--projects', '7', '--ai-usd', '2.5')).toMatchObject([
      { tier: 'gold', max_projects: 7, monthly_ai_usd: 2.5 },
    ])
    expect(await tiers('set', 'gold', '--projects', 'default')).toMatchObject([
      { tier: 'gold', max_projects: null, monthly_ai_usd: 2.5 },
    ])
    await tiers('seed')
    expect((await tiers('seed')).map(({ tier }) => tier)).toEqual([
      'business',
      'enterprise',
      'free',
      'gold',
      'professional',
      'starter',
    ])
    for (const wrong of [
      ['gold'],
      ['A tier', '--projects', '1'],
      ['gold', '--projects', 'x'],
      ['gold', '--keys', '-1'],
    ]) {
      expect((await samokoder(environment, 'tiers', 'set', ...wrong)).code).toBe(2)
    }
    await connectAsService(parseConfig(environment)).from('tier_limits').delete().neq('tier', '')
  })
})

describe('invite', () => {
  it('prints an invitation that is good for one account', async () => {
    const { code, json } = await samokoder(environment, 'invite', '--days', '2', '--json')
    expect([code, json]).toEqual([0, { invitation: expect.stringMatching(/^inv-[0-9a-f]{32}$/), email: null, days: 2 }])
    const { invitation } = json as { invitation: string }
    const asked = createCheckedApp(parseConfig({ ...environment, SIGN_UPS: 'invitation', LOG_LEVEL: 'error' }))
    const register = () =>
      asked.fetch(
        new Request('http://test.local/api/auth/register', {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ email: 'invited@example.com', password: 'correct horse', invitation }),
        }),
      )
    expect((await register()).status).toBe(201)
    expect((await register()).status).toBe(403)
    expect((await samokoder(environment, 'invite', '--days', 'x')).code).toBe(2)
  })
})

describe('usage', () => {
  it('sums up runs, tokens and what they cost at the prices of their moment', async () => {
    const pricesOf = (input: number) => ({ AI_PRICES: `${environment['AI_MODELS'] ?? ''}=${input}/0` })
    const priced = createCheckedApp(parseConfig({ ...environment, ...pricesOf(1_000_000), LOG_LEVEL: 'error' }))
    const buyer = clientOf(priced, client.token, client.userId)
    await runPrompt(buyer, await createProject(buyer), { prompt: 'A calculator' })
    const told = await samokoder({ ...environment, ...pricesOf(5) }, 'usage', '--json')
    const [row] = (told.json as { usage: Record<string, number | string>[] }).usage
    expect(row).toMatchObject({ key: environment['AI_MODELS'], runs: 1, succeeded: 1, failed: 0 })
    expect(row?.['completion_tokens']).toBeGreaterThan(0)
    expect(row?.['cost_usd']).toBe(row?.['prompt_tokens'])
    const byUser = await samokoder(environment, 'usage', '--by', 'user', '--since', '1d', '--json')
    expect(byUser.json).toMatchObject({ usage: [{ cost_usd: row?.['cost_usd'] }] })
    const none = await samokoder(environment, 'usage', '--since', '2999-01-01', '--json')
    expect((none.json as { usage: object[] }).usage).toEqual([])
    for (const wrong of ['yesterday', '5', '2026-02-31', '2026-13-01', '']) {
      expect((await samokoder(environment, 'usage', `--since=${wrong}`)).code).toBe(2)
    }
  })
})

describe('sweep', () => {
  it('drives runs that were left to their end, and then finds none', async () => {
    const database = connectAsUser(parseConfig(environment), client.token)
    const model = environment['AI_MODELS'] ?? ''
    const made = await Promise.all(
      ['A quiz', 'A timer'].map(async (prompt) => {
        const projectId = await createProject(client)
        return createRun(database, projectId, { kind: 'generate', prompt, model })
      }),
    )
    const told = await samokoder(environment, 'sweep', '--limit', '1', '--until-empty', '--json')
    expect(told).toMatchObject({ code: 0, json: { runs: 2 } })
    for (const { id } of made) expect(await readRunRow(database, id)).toMatchObject({ status: 'succeeded' })
    expect((await samokoder(environment, 'sweep')).stdout).toBe('0 runs taken up\n0 messages sent to webhooks\n')
    expect((await samokoder(environment, 'sweep', '--limit', '0')).code).toBe(2)
  })
})

describe('prune', () => {
  it('counts what a canceled run has left, takes it away, and then finds nothing', async () => {
    const config = parseConfig(environment)
    const service = connectAsService(config)
    const run = { kind: 'generate' as const, prompt: 'A quiz', model: environment['AI_MODELS'] ?? '' }
    const { id } = await createRun(connectAsUser(config, client.token), await createProject(client), run, 60)
    const driver = { p_run: id, p_epoch: 1 }
    const stored = { p_events: [], p_blobs: [await encodeBlob(new TextEncoder().encode('x'))], p_step: null }
    rowsOf(await service.rpc('record_run', { ...driver, p_lease_seconds: 60, ...stored }))
    const left = async (...options: string[]) => (await samokoder(environment, 'prune', '--json', ...options)).json
    // While the run is under way it may still come to need it, so that this leaves it.
    await left()
    rowsOf(await service.rpc('finish_run', { ...driver, p_result: { status: 'canceled' }, p_manifest: null }))
    expect(await left('--dry-run')).toEqual({
      dry_run: true,
      blobs: 1,
      run_facts: 0,
      awaiting_runs: 0,
      webhook_deliveries: 0,
      accounts: 0,
    })
    expect(await left()).toEqual({
      dry_run: false,
      blobs: 1,
      run_facts: 0,
      awaiting_runs: 0,
      webhook_deliveries: 0,
      accounts: 0,
    })
    expect((await samokoder(environment, 'prune', '--dry-run')).stdout).toContain('would prune 0 contents')
  })
})

describe('config', () => {
  it('shows what is in force and where it comes from, and no part of a secret', async () => {
    const told = await samokoder({ ...environment, PORT: '9000' }, 'config', '--json')
    const { variables } = told.json as { variables: { name: string; value: unknown; source: string }[] }
    const of = (name: string) => variables.find((variable) => variable.name === name)
    expect(of('PORT')).toEqual({ name: 'PORT', value: '9000', source: 'environment' })
    expect(of('HOST')).toEqual({ name: 'HOST', value: '0.0.0.0', source: 'default' })
    expect(of('SUPABASE_SECRET_KEY')?.value).toMatch(/^set, \d+ characters$/)
    const secrets = ['SUPABASE_SECRET_KEY', 'SUPABASE_JWT_SECRET', 'UPSTASH_REDIS_REST_TOKEN', 'AI_API_KEY']
    const text = told.stdout + (await samokoder(environment, 'config')).stdout
    for (const name of secrets) expect(text).not.toContain(environment[name])
  })
})

describe('seed', () => {
  it('makes an account with a project once, and then leaves it as it is', async () => {
    const first = await samokoder(environment, 'seed', '--json')
    const { password, project_id } = first.json as { password: string; project_id: string }
    expect(first).toMatchObject({ code: 0, json: { account_created: true, project_created: true } })
    const again = await samokoder(environment, 'seed', '--password', password, '--json')
    expect(again.json).toEqual({
      email: 'demo@example.com',
      account_created: false,
      project_id,
      project_created: false,
    })
    expect((await samokoder(environment, 'seed')).code).toBe(1)
    expect((await samokoder(environment, 'seed', '--password', 'not the one')).code).toBe(1)
    const refused = await samokoder(environment, 'seed', '--email', 'nobody', '--json')
    expect(refused).toMatchObject({ code: 1, json: { error: { hint: expect.stringContaining('--email: ') } } })
  })
})

describe('the command line', () => {
  it('explains itself: every command has its own help with the exit codes', async () => {
    const help = (await samokoder({}, '--help')).stdout
    for (const name of ['migrate', 'doctor', 'usage', 'sweep', 'prune', 'user', 'config', 'seed'])
      expect(help).toContain(name)
    for (const command of [
      ['doctor'],
      ['usage'],
      ['sweep'],
      ['prune'],
      ['config'],
      ['seed'],
      ['migrate', 'up'],
      ['user', 'set'],
    ]) {
      const told = await samokoder({}, ...command, '--help')
      expect(told).toMatchObject({ code: 0, stderr: '' })
      expect(told.stdout).toContain('Exit codes:')
    }
  })

  it('refuses what it does not know with code 2, in the form that was asked for', async () => {
    expect((await samokoder({}, 'nonsense')).code).toBe(2)
    expect((await samokoder({}, 'doctor', '--nonsense')).code).toBe(2)
    for (const wrong of [
      ['nonsense'],
      ['migrate'],
      ['usage', '--by', 'x'],
      ['user', 'set'],
      ['user', 'show', 'a', 'b'],
    ]) {
      const told = await samokoder({}, ...wrong, '--json')
      expect(told).toMatchObject({
        code: 2,
        stderr: '',
        json: { error: { code: 'bad_usage', hint: expect.any(String) } },
      })
    }
  })

  it('tells what to do about every failure', async () => {
    const failed = await Promise.all([
      samokoder({}, 'config', '--json'),
      samokoder({ ...environment, SUPABASE_URL: DEAD }, 'usage', '--json'),
      samokoder({ ...environment, SUPABASE_SECRET_KEY: 'wrong' }, 'usage', '--json'),
    ])
    expect(failed.map(({ code }) => code)).toEqual([78, 69, 1])
    const hint = { hint: expect.stringMatching(/.{10}/) }
    for (const { json } of failed) expect(json).toMatchObject({ error: hint })
  })

  it('ends as it would have when nobody reads it any more', async () => {
    const child = spawn(process.execPath, ['dist/cli.js', 'config'], { env: environment })
    child.stdout.destroy()
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    const [code] = (await once(child, 'close')) as [number]
    expect([code, said]).toEqual([0, ''])
  })

  it('shows no password of an address, and moves no cursor', async () => {
    const secrets = { AI_BASE_URL: 'http://127.0.0.1:9/v1?key=hunter2', UPSTASH_REDIS_REST_URL: DEAD }
    const told = await Promise.all([
      samokoder({ ...environment, ...secrets }, 'config'),
      samokoder({ ...environment, ...secrets }, 'factors', '--dist', 'dist', '--publish'),
      samokoder(environment, 'factors', '--url', 'http://me:hunter2@127.0.0.1:9'),
      samokoder(environment, 'user', 'show', '\u001b[2Jnobody'),
    ])
    expect(told.map(({ code }) => code)).toEqual([0, 69, 2, 1])
    for (const { stdout, stderr } of told) {
      expect(stdout + stderr).not.toContain('hunter2')
      expect(stdout + stderr).not.toContain('\u001b')
    }
  })
})
