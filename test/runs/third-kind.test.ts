import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { driveRun } from '../../src/runs/drive.ts'
import { connectAsService, rowsOf } from '../../src/services/supabase.ts'
import { createProject, parseEvents, signUp, type Client } from '../support/client.ts'
import { driveAndKill } from '../support/kill-driver.ts'
import { makeStack } from '../support/stack.ts'
import { pipelines } from '../support/third-kind.ts'

const MODULE = fileURLToPath(new URL('../support/third-kind.ts', import.meta.url))
const stack = makeStack()
let client: Client

beforeAll(async () => {
  client = await signUp(stack.app)
})

describe('a kind of run that the engine has never heard of', () => {
  it('is killed after its first step, recovered by another process, and watched by Last-Event-ID', async () => {
    const service = connectAsService(stack.config)
    const run = { p_kind: 'count-words', p_prompt: 'one two three', p_model: 'none' }
    const { id } = rowsOf(await service.rpc('insert_run', { p_project: await createProject(client), ...run }))

    // run.started, step.started, the fact of the first step, and step.started of the second.
    expect(await driveAndKill(stack.config, inject('environment'), id, 4, MODULE)).toBe(true)
    const steps = () => service.from('run_steps').select('name,epoch,output').eq('run_id', id).order('finished_at')
    expect(rowsOf(await steps())).toEqual([{ name: 'split', epoch: 1, output: ['one', 'two', 'three'] }])

    // Nobody here has a pipeline for it, and so it is not taken up by the app.
    expect((await client.call('GET', `/api/runs/${id}`)).json).toMatchObject({ status: 'running' })
    const watching = client.call('GET', `/api/runs/${id}/events`, undefined, { 'Last-Event-ID': '3-0' })
    await driveRun({ config: stack.config, log: () => undefined, pipelines }, id)

    const facts = parseEvents((await watching).text).filter(({ event }) => event !== 'step.started')
    expect(facts.map(({ id: at, event, data }) => [at, event, data['content'] ?? data['epoch']])).toEqual([
      ['3-0', 'stream.opened', undefined],
      ['4-0', 'run.started', 2],
      ['5-0', 'message.completed', 'The words are counted.'],
      ['6-0', 'message.completed', '3 words'],
      ['7-0', 'run.succeeded', undefined],
    ])
    expect(rowsOf(await steps()).map(({ name, epoch }) => [name, epoch])).toEqual([
      ['split', 1],
      ['count', 2],
    ])
  })

  it('is refused to users, who are told by the database which kinds there are', async () => {
    const projectId = await createProject(client)
    const { status } = await client.call('POST', `/api/projects/${projectId}/runs`, {
      prompt: 'x',
      kind: 'count-words',
    })
    expect(status).toBe(400)
  })
})
