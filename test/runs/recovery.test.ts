import { describe, expect, it } from 'vitest'
import { pipelines } from '../../src/generation/pipelines.ts'
import { driveRun } from '../../src/runs/drive.ts'
import { createRun } from '../../src/runs/run.ts'
import { connectAsService, connectAsUser, rowsOf } from '../../src/services/supabase.ts'
import { clientOf, createProject, parseEvents } from '../support/client.ts'
import { startScriptedStack } from '../support/scripted-stack.ts'
import { makeStack } from '../support/stack.ts'
import { startSwitch } from '../support/switch.ts'

const PLAN = '<plan title="Two">\nTwo files.\n- one.txt: first\n- two.txt: second\n</plan>\n'
const silent = () => undefined

// A lease that is over at once stands for one whose holder died long ago.
const { model, stack, client } = await startScriptedStack({ RUN_LEASE_SECONDS: '2' })

async function newRun(): Promise<{ projectId: string; runId: string }> {
  const projectId = await createProject(client)
  const database = connectAsUser(stack.config, client.token)
  const { id } = await createRun(database, projectId, { kind: 'generate', prompt: 'Two files', model: 'm' })
  return { projectId, runId: id }
}

describe('a run whose process dies', () => {
  it('goes on behind the last finished file, in another process, for whoever watches it', async () => {
    const { projectId, runId } = await newRun()
    const service = connectAsService(stack.config)
    const [dead] = rowsOf(await service.rpc('claim_run', { p_run: runId, p_lease_seconds: 0 }))
    const content = 'one\n'
    const hash = '2c8b08da5ce60398e1f19af0e5dccc744df274b826abe585eaba68c525434806'
    const plan = {
      title: 'Two',
      summary: 'Two files.',
      files: ['one.txt', 'two.txt'].map((path) => ({ path, purpose: '' })),
    }
    rowsOf(
      await service.rpc('record_run', {
        p_run: runId,
        p_epoch: dead?.epoch ?? 0,
        p_lease_seconds: 0,
        p_events: [
          { type: 'plan.ready', data: plan },
          { type: 'file.completed', data: { path: 'one.txt', hash, size_bytes: content.length } },
        ],
        p_blobs: [{ hash, size_bytes: content.length, encoding: 'utf8', content }],
        p_step: { name: 'plan', attempt: 1, output: { ...plan, message: 'Planned.' } },
      }),
    )

    model.calls.length = 0
    model.script((reply) => {
      reply.text('<file path="two.txt">\ntwo\n</file>\n')
      reply.end()
    })
    const { text } = await client.call('GET', `/api/runs/${runId}/events`)
    const events = parseEvents(text)
    expect(
      model.calls.map(({ task, messages }) => [
        task,
        /^Write these files: (.*)$/m.exec(messages[1]?.content ?? '')?.[1],
      ]),
    ).toEqual([['write', 'two.txt']])
    expect(events.filter(({ event }) => event === 'file.completed').map(({ data }) => data['path'])).toEqual([
      'one.txt',
      'two.txt',
    ])
    expect(events.at(-1)).toMatchObject({ event: 'run.succeeded', data: { version: 1 } })
    expect((await client.call('GET', `/api/projects/${projectId}/files/one.txt`)).text).toBe(content)
  })

  it('is not written to by that process any more', async () => {
    const { runId } = await newRun()
    const service = connectAsService(stack.config)
    const [dead] = rowsOf(await service.rpc('claim_run', { p_run: runId, p_lease_seconds: 0 }))
    const [next] = rowsOf(await service.rpc('claim_run', { p_run: runId, p_lease_seconds: 30 }))
    expect([dead?.epoch, next?.epoch]).toEqual([1, 2])
    const stale = await service.rpc('record_run', {
      p_run: runId,
      p_epoch: 1,
      p_lease_seconds: 30,
      p_events: [{ type: 'file.deleted', data: { path: 'x' } }],
      p_blobs: [],
      p_step: null,
    })
    expect(stale.error?.message).toBe('stale_epoch')
    const ending = await service.rpc('finish_run', {
      p_run: runId,
      p_epoch: 1,
      p_result: { status: 'succeeded' },
      p_manifest: {},
    })
    expect(ending.error?.message).toBe('stale_epoch')
  })

  it('is driven once when many processes take it up at the same time', async () => {
    const { runId } = await newRun()
    model.calls.length = 0
    model.script((reply, { task }) => {
      reply.text(task === 'plan' ? PLAN : '<file path="one.txt">\n1\n</file>\n<file path="two.txt">\n2\n</file>\n')
      reply.end()
    })
    await Promise.all(
      Array.from({ length: 5 }, () => driveRun({ config: stack.config, log: silent, pipelines }, runId)),
    )
    expect(model.calls.map(({ task }) => task)).toEqual(['plan', 'write'])
  })

  it('is taken up for whoever reads it, too', async () => {
    const { runId } = await newRun()
    model.script((reply, { task }) => {
      reply.text(task === 'plan' ? PLAN : '<file path="one.txt">\n1\n</file>\n<file path="two.txt">\n2\n</file>\n')
      reply.end()
    })
    await client.call('GET', `/api/runs/${runId}`)
    await stack.idle()
    expect((await client.call('GET', `/api/runs/${runId}`)).json).toMatchObject({ status: 'succeeded' })
  })

  it('does not commit once its cancellation was accepted', async () => {
    const { projectId, runId } = await newRun()
    const service = connectAsService(stack.config)
    const [driver] = rowsOf(await service.rpc('claim_run', { p_run: runId, p_lease_seconds: 30 }))
    await client.call('POST', `/api/runs/${runId}/cancel`)
    const ended = rowsOf(
      await service.rpc('finish_run', {
        p_run: runId,
        p_epoch: driver?.epoch ?? 0,
        p_result: { status: 'succeeded' },
        p_manifest: {},
      }),
    )
    expect(ended).toMatchObject({ status: 'canceled', version: null })
    expect((await client.call('GET', `/api/projects/${projectId}`)).json).toMatchObject({ head: 0 })
  })

  it('can be canceled though nobody drives it', async () => {
    const { runId } = await newRun()
    const canceled = await client.call('POST', `/api/runs/${runId}/cancel`)
    expect(canceled.json).toMatchObject({ status: 'canceled' })
    await driveRun({ config: stack.config, log: silent, pipelines }, runId)
    expect((await client.call('GET', `/api/runs/${runId}`)).json).toMatchObject({ status: 'canceled' })
  })
})

describe('a run that has ended', () => {
  it('tells its watchers of its end without another read', async () => {
    const supabase = await startSwitch(stack.config.SUPABASE_URL)
    await supabase.stop('refuses', '/rest/v1/run_events')
    const { runId } = await newRun()
    model.script((reply, { task }) => {
      reply.text(task === 'plan' ? PLAN : '<file path="one.txt">\n1\n</file>\n<file path="two.txt">\n2\n</file>\n')
      reply.end()
    })
    const messages: string[] = []
    const config = { ...stack.config, SUPABASE_URL: supabase.url }
    await driveRun({ config, pipelines, log: (_, message) => void messages.push(message) }, runId)
    expect(messages.at(-1)).toBe('run ended')
    expect(messages).not.toContain('live events were lost')
    const { text } = await client.call('GET', `/api/runs/${runId}/events`)
    expect(parseEvents(text).at(-1)).toMatchObject({ event: 'run.succeeded' })
    await supabase.close()
  })
})

describe('a run and the head of its project', () => {
  it('does not overwrite what was written meanwhile, and says so', async () => {
    const { projectId, runId } = await newRun()
    model.script(async (reply, { task }) => {
      if (task === 'plan') reply.text(PLAN)
      else {
        await client.call('PUT', `/api/projects/${projectId}/files/one.txt`, 'mine')
        reply.text('<file path="one.txt">\n1\n</file>\n<file path="two.txt">\n2\n</file>\n')
      }
      reply.end()
    })
    await driveRun({ config: stack.config, log: silent, pipelines }, runId)
    const run = await client.call('GET', `/api/runs/${runId}`)
    expect(run.json).toMatchObject({ status: 'partial', version: 2, error: { code: 'conflict' } })
    expect((await client.call('GET', `/api/projects/${projectId}/files`)).json).toMatchObject({
      version: 1,
      files: [{ path: 'one.txt' }],
    })
  })

  it('is alone: a second run is refused while one is under way', async () => {
    const { projectId } = await newRun()
    const second = await client.call('POST', `/api/projects/${projectId}/runs`, { prompt: 'Another' })
    expect([second.status, second.json]).toMatchObject([409, { error: { code: 'run_active' } }])
  })
})

describe('without Redis', () => {
  it('a run ends as well, and its watcher gets every fact', async () => {
    const lonely = makeStack({
      AI_BASE_URL: model.url,
      AI_API_KEY: 'k',
      AI_MODELS: 'm',
      UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:9',
      // Otherwise nobody may begin one, as it cannot be counted.
      RATE_LIMIT_PER_ACCOUNT: '0',
      LOG_LEVEL: 'error',
    })
    model.script((reply, { task }) => {
      reply.text(task === 'plan' ? PLAN : '<file path="one.txt">\n1\n</file>\n<file path="two.txt">\n2\n</file>\n')
      reply.end()
    })
    const caller = clientOf(lonely.app, client.token, client.userId)
    const projectId = await createProject(caller)
    const { text } = await caller.call(
      'POST',
      `/api/projects/${projectId}/runs`,
      { prompt: 'x' },
      { Accept: 'text/event-stream' },
    )
    const facts = [
      'stream.opened',
      'run.created',
      'run.started',
      'plan.ready',
      'file.completed',
      'file.completed',
      'check.completed',
      'version.committed',
      'run.succeeded',
    ]
    const live = new Set(['step.started', 'file.started', 'file.delta', 'usage.updated'])
    const events = parseEvents(text)
    // The caller that drives the run gets the text, too: it comes from the driver itself.
    expect(events.filter(({ event }) => event === 'file.delta').map(({ data }) => data['text'])).toEqual(['1\n', '2\n'])
    expect(events.map(({ event }) => event).filter((event) => !live.has(event))).toEqual(facts)
    const elsewhere = await caller.call('GET', `/api/runs/${String(events[0]?.data['run_id'])}/events`)
    expect(parseEvents(elsewhere.text).map(({ event }) => event)).toEqual(facts)
    await lonely.idle()
  })
})
