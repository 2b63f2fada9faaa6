// The probe against a deployment, whole and with each of its backing services stopped.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServices } from '../../../local/services.ts'
import { startWebProcess, type WebProcess } from '../../../local/web-process.ts'
import type { ProbeResult } from '../../../src/telemetry/probe.ts'
import { samokoder } from '../../support/cli.ts'
import { createRemoteClient, type RemoteClient } from '../../support/remote.ts'
import { startScriptedModel, type ScriptedModel } from '../../support/scripted-model.ts'
import { startSwitch, type Switch } from '../../support/switch.ts'
import { makeTemporaryFolder } from '../../support/temporary-folder.ts'

const STEPS = ['health', 'account', 'project', 'model', 'run', 'events', 'file', 'export', 'delete']
const RUNTIMES = ['node', 'workers'] as const
const PLAN = '<plan title="One">\nOne file.\n- src/one.txt: it\n</plan>\n'
const FILE = '<file path="src/one.txt">\n1\n</file>\n'

let services: Awaited<ReturnType<typeof startServices>>
let model: ScriptedModel
let switches: Record<'supabase' | 'redis' | 'ai', Switch>
/** The same deployment as a process of Node and as `wrangler dev`. */
let webs: Record<'node' | 'workers', WebProcess>
let environment: Record<string, string>
let client: RemoteClient
let key: string

beforeAll(async () => {
  services = await startServices({ dataDir: await makeTemporaryFolder(), database: 'in memory' }, {})
  model = await startScriptedModel()
  model.script((reply, { task }) => {
    reply.text(task === 'plan' ? PLAN : FILE)
    reply.end()
  })
  const { SUPABASE_URL = '', UPSTASH_REDIS_REST_URL = '' } = services.environment
  switches = {
    supabase: await startSwitch(SUPABASE_URL),
    redis: await startSwitch(UPSTASH_REDIS_REST_URL),
    ai: await startSwitch(model.url),
  }
  environment = {
    ...services.environment,
    SUPABASE_URL: switches.supabase.url,
    UPSTASH_REDIS_REST_URL: switches.redis.url,
    ...model.environment,
    AI_BASE_URL: switches.ai.url,
    AI_MODELS: 'dear,cheap',
    AI_PRICES: 'dear=10/20,cheap=1/2',
    // What is stopped refuses at once; the others take their time on a busy machine.
    SERVICE_TIMEOUT_MS: '30000',
  }
  const start = async (runtime: 'node' | 'workers') =>
    startWebProcess({ runtime, environment, port: 0, folder: await makeTemporaryFolder(), onLine: () => undefined })
  webs = { node: await start('node'), workers: await start('workers') }
  client = await createRemoteClient(webs.node.url)
  const made = { name: 'probe', scopes: ['projects:read', 'projects:write', 'runs'] }
  key = (await client.json<{ key: string }>('POST', '/api/keys', made)).key
})
afterAll(async () => {
  await Promise.all(Object.values(webs).map((web) => web.stop()))
  await Promise.all([...Object.values(switches), services, model].map((service) => service.close()))
})

/** With nothing in its environment but what is given, as from a machine that is no part of the deployment. */
async function probe(given: string[] = [], variables: Record<string, string> = {}, web = webs.node) {
  const told = await samokoder(variables, 'probe', '--url', web.url, '--json', ...given)
  const result = told.json as ProbeResult & { published?: boolean }
  return { ...told, result, failed: result.steps.find(({ ok }) => !ok)?.step }
}

const figures = async () => (await client.fetch('GET', '/metrics')).text()

describe('probe', () => {
  it.each(RUNTIMES)('walks the main job as a stranger, step by step, and leaves nothing: on %s', async (runtime) => {
    const { code, result } = await probe([], {}, webs[runtime])
    expect(result.steps.filter(({ ok }) => !ok)).toEqual([])
    expect(result.steps.map(({ step }) => step)).toEqual(STEPS)
    expect([code, result.ok]).toEqual([0, true])
    expect(result.first_text_ms).toBeGreaterThanOrEqual(0)
    expect(result.steps.find(({ step }) => step === 'file')?.evidence).toBe('src/one.txt, 2 bytes')
  })

  it('asks the cheapest model, with a given key, and publishes what it found', async () => {
    model.calls.length = 0
    const { result } = await probe(['--publish', '--model', 'dear'], { ...environment, SAMOKODER_KEY: key })
    expect(result).toMatchObject({ ok: true, published: true, model: 'dear' })
    expect((await probe([], environment)).result).toMatchObject({ ok: true, model: 'cheap' })
    expect(new Set(model.calls.map((call) => call.model))).toEqual(new Set(['dear', 'cheap']))
    const text = await figures()
    expect(text).toMatch(/^samokoder_probe_success 1$/m)
    for (const step of STEPS) {
      expect(text).toContain(`samokoder_probe_step_success{step="${step}"} 1`)
      expect(text).toMatch(new RegExp(`^samokoder_probe_step_duration_seconds\\{step="${step}"\\} [\\d.]+$`, 'm'))
    }
    expect((await client.json<{ items: unknown[] }>('GET', '/api/projects')).items).toEqual([])
  })

  describe.each(RUNTIMES)('on %s', (runtime) => {
    it.each([
      ['accounts', 'supabase', '/auth', 'account'],
      ['data', 'supabase', '/rest', 'project'],
      ['Redis', 'redis', '/', 'account'],
      ['the AI provider', 'ai', '/', 'events'],
    ] as const)('fails with the name of the step while the service is stopped: %s', async (_, name, path, step) => {
      await switches[name].stop('refuses', path)
      try {
        const { code, failed, result } = await probe([], {}, webs[runtime])
        expect([code, failed, result.steps.at(-1)?.step]).toEqual([1, step, step])
      } finally {
        await switches[name].restart()
      }
    })
  })

  it('fails at the run, with a key, while nobody can count what it spends', async () => {
    await switches.redis.stop('refuses')
    try {
      const { code, failed } = await probe(['--model', 'cheap', '--key', key])
      expect([code, failed]).toEqual([1, 'run'])
    } finally {
      await switches.redis.restart()
    }
    expect((await client.json<{ items: unknown[] }>('GET', '/api/projects')).items).toEqual([])
  })

  it('publishes a failure, too, and tells where it could not', async () => {
    await switches.ai.stop('refuses')
    expect((await probe(['--publish'], environment)).result).toMatchObject({ ok: false, published: true })
    await switches.ai.restart()
    const text = await figures()
    expect(text).toMatch(/^samokoder_probe_success 0$/m)
    expect(text).toContain('samokoder_probe_step_success{step="events"} 0')
    expect(text).not.toContain('step="file"')
    const away = { ...environment, UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:9' }
    expect(await probe(['--publish'], away)).toMatchObject({ code: 1, result: { ok: true, published: false } })
  })

  it('names the first step of a deployment that is away, and refuses what is no address', async () => {
    const told = await samokoder({}, 'probe', '--url', 'http://127.0.0.1:9')
    expect(told).toMatchObject({ code: 1, stdout: expect.stringMatching(/^✗ health .*GET \/health was not answered/) })
    expect((await samokoder({}, 'probe', '--url', 'ftp://x')).code).toBe(2)
  })
})
