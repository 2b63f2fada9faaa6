import { describe, expect, it } from 'vitest'
import { pipelines } from '../../src/generation/pipelines.ts'
import { driveRun } from '../../src/runs/drive.ts'
import { createRun } from '../../src/runs/run.ts'
import { connectAsService, connectAsUser, rowsOf } from '../../src/services/supabase.ts'
import { createProject } from '../support/client.ts'
import { expireLease } from '../support/kill-driver.ts'
import { startScriptedStack } from '../support/scripted-stack.ts'

const PLAN = '<plan title="Three">\nThree files.\n- one.txt: a\n- two.txt: b\n- three.txt: c\n</plan>\n'
const MOST_IDLE = 5

const { model, stack, client } = await startScriptedStack()

async function newRun(): Promise<{ projectId: string; runId: string }> {
  const projectId = await createProject(client)
  const run = { kind: 'generate' as const, prompt: 'Three files', model: 'm' }
  const { id } = await createRun(connectAsUser(stack.config, client.token), projectId, run)
  return { projectId, runId: id }
}

/** A driver that takes the run and dies, having stored these facts. */
async function dieAfter(runId: string, facts: { type: string; data: Record<string, unknown> }[], blobs: never[] = []) {
  const service = connectAsService(stack.config)
  const [run] = rowsOf(await service.rpc('claim_run', { p_run: runId, p_lease_seconds: 30 }))
  if (facts.length > 0) {
    const within = { step: 'write', attempt: 1 }
    const record = { p_run: runId, p_epoch: run?.epoch ?? 0, p_lease_seconds: 30, p_blobs: blobs, p_step: null }
    rowsOf(await service.rpc('record_run', { ...record, p_events: facts.map((fact) => ({ ...fact, ...within })) }))
  }
  await expireLease(stack.config, runId)
}

const failure = (path: string) => ({
  type: 'file.failed',
  data: { path, code: 'placeholder', message: 'Line 1 stands for code that was left out.' },
})

describe('a run whose drivers die, one after the other', () => {
  it('goes on as long as each leaves something', async () => {
    const { runId } = await newRun()
    for (let index = 0; index < MOST_IDLE + 3; index += 1) await dieAfter(runId, [failure(`file-${index}.txt`)])
    model.script((reply, { task }) => {
      reply.text(
        task === 'plan'
          ? PLAN
          : ['one', 'two', 'three'].map((name) => `<file path="${name}.txt">\n1\n</file>\n`).join(''),
      )
      reply.end()
    })
    await driveRun({ config: stack.config, log: () => undefined, pipelines }, runId)
    expect((await client.call('GET', `/api/runs/${runId}`)).json).toMatchObject({ status: 'partial', version: 1 })
  })

  it('is given up when many in a row left nothing, and keeps what is stored', async () => {
    const { projectId, runId } = await newRun()
    model.script(async (reply, { task, closed }) => {
      reply.text(task === 'plan' ? PLAN : '<file path="one.txt">\nkept\n</file>\n')
      if (task === 'plan') return reply.end()
      // The next file never comes.
      await closed
    })
    const stop = new AbortController()
    const driving = driveRun({ config: stack.config, log: () => undefined, pipelines }, runId)
    while (!stop.signal.aborted) {
      const { count } = await connectAsService(stack.config)
        .from('run_events')
        .select('seq', { count: 'exact', head: true })
        .eq('run_id', runId)
        .eq('type', 'file.completed')
      if (count === 1) stop.abort()
    }
    // Others take it from that driver, which is told by its next write.
    await expireLease(stack.config, runId)
    for (let index = 0; index < MOST_IDLE; index += 1) await dieAfter(runId, [])
    const calls = model.calls.length
    await driveRun({ config: stack.config, log: () => undefined, pipelines }, runId)

    expect(model.calls).toHaveLength(calls)
    expect((await client.call('GET', `/api/runs/${runId}`)).json).toMatchObject({
      status: 'partial',
      version: 1,
      error: { code: 'abandoned' },
      failed_files: [
        { path: 'two.txt', code: 'not_written' },
        { path: 'three.txt', code: 'not_written' },
      ],
    })
    expect((await client.call('GET', `/api/projects/${projectId}/files/one.txt`)).text).toBe('kept\n')
    await driving
  })

  it('is given up as failed when nothing is stored', async () => {
    const { runId } = await newRun()
    for (let index = 0; index < MOST_IDLE; index += 1) await dieAfter(runId, [])
    await driveRun({ config: stack.config, log: () => undefined, pipelines }, runId)
    const run = await client.call('GET', `/api/runs/${runId}`)
    expect(run.json).toMatchObject({ status: 'failed', version: null, error: { code: 'abandoned' } })
  })
})
