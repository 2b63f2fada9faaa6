import { describe, expect, it } from 'vitest'
import { pipelines } from '../../src/generation/pipelines.ts'
import { createRun } from '../../src/runs/run.ts'
import { sweepRuns } from '../../src/runs/sweep.ts'
import { connectAsService, connectAsUser, rowsOf } from '../../src/services/supabase.ts'
import { createProject } from '../support/client.ts'
import { startOwnDatabase } from '../support/own-database.ts'
import { startScriptedStack } from '../support/scripted-stack.ts'

const PLAN = '<plan title="One">\nOne file.\n- one.txt: it\n</plan>\n'
const FILE = '<file path="one.txt">\n1\n</file>\n'
const silent = () => undefined

const { model, stack, client } = await startScriptedStack(await startOwnDatabase())

model.script((reply, { task }) => {
  reply.text(task === 'plan' ? PLAN : FILE)
  reply.end()
})

async function newRun(): Promise<string> {
  const projectId = await createProject(client)
  const database = connectAsUser(stack.config, client.token)
  return (await createRun(database, projectId, { kind: 'generate', prompt: 'One file', model: 'm' })).id
}

async function statusOf(id: string): Promise<unknown> {
  return ((await client.call('GET', `/api/runs/${id}`)).json as { status: unknown }).status
}

describe('a sweep', () => {
  it('drives runs to their end that nobody has taken, or whose process has died, and no other', async () => {
    const service = connectAsService(stack.config)
    const [left, dead, alive] = [await newRun(), await newRun(), await newRun()]
    rowsOf(await service.rpc('claim_run', { p_run: dead, p_lease_seconds: 0 }))
    rowsOf(await service.rpc('claim_run', { p_run: alive, p_lease_seconds: 600 }))
    expect(await sweepRuns({ config: stack.config, log: silent, pipelines }, 2)).toBe(2)
    expect([await statusOf(left), await statusOf(dead), await statusOf(alive)]).toEqual([
      'succeeded',
      'succeeded',
      'running',
    ])
  })
})
