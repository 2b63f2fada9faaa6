// The story that the database alone tells of a run, held to what stands in the database; and what goes on meanwhile.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { parseConfig, type Config } from '../../../src/app.ts'
import { startServices } from '../../../local/services.ts'
import type { Frame } from '../../../src/cli/top/frame.ts'
import type { Story } from '../../../src/cli/trace/story.ts'
import { pipelines } from '../../../src/generation/pipelines.ts'
import { driveRun } from '../../../src/runs/drive.ts'
import { createRun, readRunRow } from '../../../src/runs/run.ts'
import { connectAsService, connectAsUser, rowsOf, type DatabaseClient } from '../../../src/services/supabase.ts'
import { createCheckedApp } from '../../support/checked-app.ts'
import { samokoder } from '../../support/cli.ts'
import { createProject, signUp, type Client } from '../../support/client.ts'
import { expireLease } from '../../support/kill-driver.ts'
import { startScriptedModel, type Call, type Reply, type ScriptedModel } from '../../support/scripted-model.ts'
import { makeTemporaryFolder } from '../../support/temporary-folder.ts'

const DRIVER = fileURLToPath(new URL('../../support/driver-process.ts', import.meta.url))
const PLAN = '<plan title="Two">\nTwo files.\n- one.txt: first\n- two.txt: second\n</plan>\n'
const ONE = '<file path="one.txt">\n1\n</file>\n'
const TWO = '<file path="two.txt">\n2\n</file>\n'

let services: Awaited<ReturnType<typeof startServices>>
let model: ScriptedModel
let environment: Record<string, string>
let config: Config
let database: DatabaseClient
let client: Client

beforeAll(async () => {
  services = await startServices({ dataDir: await makeTemporaryFolder(), database: 'in memory' }, {})
  model = await startScriptedModel()
  environment = {
    ...services.environment,
    ...model.environment,
    AI_MODELS: 'main',
    AI_FALLBACK_MODELS: 'main,spare',
    AI_PRICES: 'spare=1/2',
    LOG_LEVEL: 'error',
    RUN_LEASE_SECONDS: '30',
  }
  config = parseConfig(environment)
  database = connectAsService(config)
  client = await signUp(createCheckedApp(config))
})
afterAll(() => Promise.all([services.close(), model.close()]))

async function newRun(): Promise<string> {
  const project = await createProject(client)
  const made = connectAsUser(config, client.token)
  return (await createRun(made, project, { kind: 'generate', prompt: 'A secret wish', model: 'main' })).id
}

const drive = (run: string) => driveRun({ config, log: () => undefined, pipelines }, run)

function refuse(reply: Reply, status: number): void {
  reply.raw.writeHead(status, { 'Content-Type': 'application/json' })
  reply.raw.end('{"error":{"message":"no"}}')
}

/** Of two models, the first is down: the second answers the plan, and breaks off behind the first file. */
function answerHalf(reply: Reply, { model: asked, task }: Call): void {
  if (asked === 'main') return refuse(reply, 503)
  reply.text(task === 'plan' ? PLAN : ONE)
  if (task === 'plan') reply.end()
}

/** Drives the run in another process, which is killed when it has stored a file and told of the call that goes on. */
async function driveHalf(run: string): Promise<void> {
  model.script(answerHalf)
  const child = spawn(process.execPath, [DRIVER, run, '1000000'], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const ended = once(child, 'exit')
  await vi.waitFor(
    async () => {
      const files = await database.from('run_events').select('seq').eq('run_id', run).eq('type', 'file.completed')
      const calls = await database.from('usage_ledger').select('id').eq('run_id', run).eq('outcome', 'under_way')
      expect([rowsOf(files).length, rowsOf(calls).length]).toEqual([1, 1])
    },
    { timeout: 60_000, interval: 50 },
  )
  child.kill('SIGKILL')
  await ended
  await expireLease(config, run)
}

/** Has no capacity at first, so that the run rests, and then writes the second file. */
function answerLater(): (reply: Reply) => void {
  let refusals = 2
  return (reply) => {
    if (refusals-- > 0) return refuse(reply, 429)
    reply.text(TWO)
    reply.end()
  }
}

async function driveToEnd(run: string): Promise<void> {
  await vi.waitFor(
    async () => {
      await drive(run)
      expect((await readRunRow(database, run)).finished_at).not.toBeNull()
    },
    { timeout: 60_000, interval: 100 },
  )
}

describe('trace', () => {
  it('tells takeover, failover and rest, and agrees with the ledger and the journal to the token', async () => {
    const run = await newRun()
    await driveHalf(run)
    model.script(answerLater())
    await driveToEnd(run)
    const told = await samokoder(environment, 'trace', run, '--json')
    const { drivers, timeline, spending, waits, run: of } = told.json as Story

    expect(of).toMatchObject({ id: run, trace_id: null, status: 'succeeded', version: 1 })
    expect(drivers).toMatchObject([
      { epoch: 1, took_over: false, left: 'taken over', steps: 1, calls: 2 },
      { epoch: 2, took_over: true, left: 'rested', calls: 0 },
      { epoch: 3, took_over: false, left: 'ended', calls: 1 },
    ])
    expect(waits).toEqual([
      { at: expect.any(String), why: 'provider_rate_limited', seconds: expect.toSatisfy((s: number) => s >= 2) },
    ])

    const facts = rowsOf(await database.from('run_events').select().eq('run_id', run).order('seq'))
    const toldFacts = timeline.flatMap((entry) =>
      entry.entry === 'fact' ? [[entry.seq, entry.type, entry.epoch]] : [],
    )
    expect(toldFacts).toEqual(facts.map(({ seq, type, epoch }) => [seq, type, epoch]))
    const steps = rowsOf(await database.from('run_steps').select().eq('run_id', run))
    const toldSteps = timeline.flatMap((entry) => (entry.entry === 'step' ? [`${entry.step} ${entry.attempt}`] : []))
    expect(toldSteps.toSorted()).toEqual(steps.map(({ name, attempt }) => `${name} ${attempt}`).toSorted())

    const calls = rowsOf(await database.from('usage_ledger').select().eq('run_id', run))
    const sum = (field: 'prompt_tokens' | 'completion_tokens') => calls.reduce((total, call) => total + call[field], 0)
    const tokens = { prompt_tokens: sum('prompt_tokens'), completion_tokens: sum('completion_tokens') }
    expect(spending).toMatchObject({ calls: calls.length, attempts: calls.length, ...tokens, agrees: true })
    expect(spending.in_the_run).toMatchObject(tokens)
    expect(facts.at(-1)).toMatchObject({ type: 'run.succeeded', data: { usage: tokens } })
    // Of those, the one that was cut off by the kill is estimated, and stays what it is.
    const toldCalls = timeline.flatMap((entry) => (entry.entry === 'call' ? [entry] : []))
    expect(toldCalls.map(({ epoch, model: asked, outcome, estimated }) => [epoch, asked, outcome, estimated])).toEqual([
      [1, 'spare', 'whole', false],
      [1, 'spare', 'broken_off', true],
      [3, expect.any(String), 'whole', false],
    ])
    const failover = { from: 'main', to: 'spare', code: 'provider_unavailable', attempts: 1 }
    expect(spending.failovers.slice(0, 2)).toEqual([failover, failover])
    const cost = calls.reduce((total, { cost_usd }) => total + (cost_usd ?? 0), 0)
    expect(spending.cost_usd).toBeCloseTo(cost, 12)
    expect(told.stdout).not.toContain('secret wish')
  })

  it('reads as a timeline, with what is still under way', async () => {
    const run = await newRun()
    const none = await samokoder(environment, 'trace', run)
    expect(none).toMatchObject({ code: 0, stdout: expect.stringContaining('Nobody has driven it.') })
    await driveHalf(run)
    const { stdout, code } = await samokoder(environment, 'trace', run.toUpperCase())
    expect(code).toBe(0)
    expect(stdout).toMatch(/^run .*: generate with main, running$/m)
    expect(stdout).toMatch(/^#1 claimed it, at .*: 2 calls, 1 step, \d+ facts; under way$/m)
    expect(stdout).toMatch(
      /^\+\d+\.\d s +#1 +call +main \(provider_unavailable\) → spare: whole, 1 request, 10 \+ 20 tokens/m,
    )
    expect(stdout).toMatch(/^\+\d+\.\d s +#1 +plan\.ready +2 files$/m)
    expect(stdout).toMatch(/^\+\d+\.\d s +#1 +file\.completed +one\.txt, 2 bytes$/m)
  })

  it('refuses what is no run', async () => {
    const unknown = await samokoder(environment, 'trace', '00000000-0000-4000-8000-000000000000', '--json')
    expect(unknown).toMatchObject({ code: 1, json: { error: { code: 'not_found' } } })
    expect((await samokoder(environment, 'trace', 'x')).code).toBe(2)
  })
})

describe('top', () => {
  it('tells of runs under way, of models that fail, of routes, and of what the hour cost', async () => {
    const run = await newRun()
    await driveHalf(run)
    const { json, code } = await samokoder(environment, 'top', '--json')
    const { runs, models, routes, hour, seconds } = json as Frame
    expect([code, seconds]).toEqual([0, null])
    expect(runs.oldest).toContainEqual(
      expect.objectContaining({ id: run, model: 'main', status: 'running', epoch: 1, driven: false }),
    )
    expect(runs.unattended).toBeGreaterThanOrEqual(1)
    // The process that was killed has not told of its calls; those that came to their end in this one have.
    expect(models?.map(({ model: name }) => name)).toContain('main')
    expect(models?.find(({ model: name }) => name === 'main')?.by_outcome).toHaveProperty('provider_rate_limited')
    expect(routes?.map(({ route }) => route)).toContain('/api/auth/register')
    const rows = rowsOf(await database.from('usage_ledger').select())
    expect(hour.calls).toBe(rows.length)
    expect(hour.cost_usd).toBeCloseTo(
      rows.reduce((total, { cost_usd }) => total + (cost_usd ?? 0), 0),
      9,
    )
  })

  it('shows one frame after the other, and says what Redis does not tell', async () => {
    const two = await samokoder(environment, 'top', '--frames', '2', '--every', '1')
    expect(two.stdout.match(/^Runs under way: /gm)).toHaveLength(2)
    expect(two.stdout).toMatch(/requests and models of the last \d+ s$/m)
    const away = await samokoder({ ...environment, UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:9' }, 'top')
    expect(away).toMatchObject({ code: 0, stdout: expect.stringContaining('Redis does not tell.') })
  })

  it('is out of reach for users themselves', async () => {
    const own = connectAsUser(config, client.token)
    expect((await own.rpc('report_calls', { p_since: '2000-01-01' })).error?.code).toBe('42501')
  })
})
