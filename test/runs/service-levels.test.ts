// What the service levels of runs and streams are measured by.
import { randomUUID } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import { START } from '../../src/runs/event-id.ts'
import type { RunEvent } from '../../src/runs/events.ts'
import type { Asker } from '../../src/runs/facts.ts'
import { timeFirstText } from '../../src/runs/first-text.ts'
import { openLive } from '../../src/runs/live-stream.ts'
import { openRemote } from '../../src/runs/remote.ts'
import { createRun } from '../../src/runs/run.ts'
import { connectAsService, connectAsUser, rowsOf } from '../../src/services/supabase.ts'
import { createMeter } from '../../src/telemetry/metrics.ts'
import { createProject, signUp } from '../support/client.ts'
import { makeStack } from '../support/stack.ts'

const { app, config } = makeStack()
const database = connectAsService(config)
const WAIT = { timeout: 30_000, interval: 50 }

function listen(): { asker: Asker; noted: [string, number][] } {
  const noted: [string, number][] = []
  const noteLag = (source: string, ms: number) => void noted.push([source, ms])
  return { noted, asker: { openDatabase: () => database, log: () => undefined, noteLag } }
}

async function newRun(): Promise<string> {
  const client = await signUp(app)
  const made = connectAsUser(config, client.token)
  return (await createRun(made, await createProject(client), { kind: 'generate', prompt: 'x', model: 'm' })).id
}

describe('the lag of a stream', () => {
  it('is that of news, from when their driver sent them, and not of what was there before', async () => {
    const runId = randomUUID()
    const [driver, remote, { asker, noted }] = [openLive(config, runId), openRemote(config, runId), listen()]
    const text = (part: number): RunEvent => ({
      id: { seq: 1, part },
      type: 'message.delta',
      data: { text: 'x' },
      at: new Date().toISOString(),
    })
    await driver.exchange([text(1)])
    expect(await remote.next(asker, START, 0)).toHaveLength(1)
    expect(noted).toEqual([])
    const sent = Date.now()
    await driver.exchange([text(2)])
    expect(await remote.next(asker, { seq: 1, part: 1 }, 0)).toHaveLength(1)
    expect(noted).toEqual([['redis', expect.any(Number)]])
    expect(noted[0]?.[1]).toBeLessThanOrEqual(Date.now() - sent)
  })

  it('is at most the time since the last look where the database alone tells of facts', async () => {
    const runId = await newRun()
    rowsOf(await database.rpc('claim_run', { p_run: runId, p_lease_seconds: 600 }))
    const { asker, noted } = listen()
    const remote = openRemote({ ...config, UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:9' }, runId)
    expect(await remote.next(asker, START, 0)).toHaveLength(2)
    expect(noted).toEqual([])
    const [fact] = [{ type: 'file.deleted', data: { path: 'x' } }]
    const record = { p_run: runId, p_epoch: 1, p_lease_seconds: 600, p_events: [fact], p_blobs: [], p_step: null }
    rowsOf(await database.rpc('record_run', record))
    await vi.waitFor(async () => expect(await remote.next(asker, { seq: 2, part: 0 }, 0)).toHaveLength(1), WAIT)
    expect(noted).toEqual([['postgres', expect.toSatisfy((ms: number) => ms >= 1000)]])
  })
})

describe('the time to the first text', () => {
  const leaseSeconds = 30
  /** A run that was made 5 s before it was claimed, right now by the clock of the database. */
  async function timed(facts: number) {
    const [row] = rowsOf(
      await database
        .from('runs')
        .select()
        .eq('id', await newRun()),
    )
    if (row === undefined) throw new Error('there is no run')
    const lease_expires_at = new Date(Date.parse(row.created_at) + 5000 + leaseSeconds * 1000).toISOString()
    const shown: string[] = []
    const broadcast = {
      lastSeq: () => 0,
      repeat: () => undefined,
      addFacts: () => undefined,
      show: ({ type }: { type: string }) => void shown.push(type),
      beat: () => Promise.resolve(false),
    }
    const history = {
      outputOf: () => undefined,
      factsOf: () => [],
      standingFacts: () =>
        Array.from({ length: facts }, () => ({ seq: 1, type: 'x', data: {}, epoch: 1, step: 'plan', attempt: 1 })),
      idleDrivers: 0,
      waits: [],
    }
    const meter = createMeter()
    const { show } = timeFirstText(broadcast, meter, { run: { ...row, lease_expires_at }, history, leaseSeconds })
    show({ type: 'step.started', data: { step: 'plan', attempt: 1 } })
    for (const text of ['a', 'b']) show({ type: 'message.delta', data: { text } })
    return { shown, samples: meter.take() }
  }

  it('counts from the making of the run, once', async () => {
    const { shown, samples } = await timed(0)
    expect(shown).toEqual(['step.started', 'message.delta', 'message.delta'])
    const sum = samples.find(({ field }) => field === 'samokoder_run_first_text_seconds_sum{kind="generate"}')
    expect(sum?.by).toBeGreaterThanOrEqual(5)
    expect(sum?.by).toBeLessThan(6)
    expect(samples).toHaveLength(2)
  })

  it('is not counted where an earlier driver had shown text', async () => {
    expect((await timed(1)).samples).toEqual([])
  })
})
