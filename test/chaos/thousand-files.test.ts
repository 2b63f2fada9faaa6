import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { pipelines } from '../../src/generation/pipelines.ts'
import { driveRun } from '../../src/runs/drive.ts'
import { createRun } from '../../src/runs/run.ts'
import { connectAsUser } from '../../src/services/supabase.ts'
import { createProject, signUp, type Client } from '../support/client.ts'
import { driveAndKill } from '../support/kill-driver.ts'
import { startScriptedModel, type ScriptedModel } from '../support/scripted-model.ts'
import { makeStack, type Stack } from '../support/stack.ts'

const FILES = 1000
const KILLED_AFTER = 900
const pathOf = (index: number) => `data/file-${index}.txt`
const contentOf = (path: string) => `The content of ${path}.\n`

let model: ScriptedModel
let stack: Stack
let client: Client
let environment: Record<string, string>
const asked: string[][] = []

beforeAll(async () => {
  model = await startScriptedModel()
  model.script((reply, { task, messages }) => {
    if (task === 'plan') {
      const lines = Array.from({ length: FILES }, (_, index) => `- ${pathOf(index)}: data`)
      reply.text(`<plan title="Many">\nMany files.\n${lines.join('\n')}\n</plan>\n`)
    } else {
      const paths = (/^Write these files: (.*)$/m.exec(messages[1]?.content ?? '')?.[1] ?? '').split(', ')
      asked.push(paths)
      for (const path of paths) reply.text(`<file path="${path}">\n${contentOf(path)}</file>\n`)
    }
    reply.end()
  })
  const overrides = {
    ...model.environment,
    RUN_FILES_PER_CALL: '50',
  }
  environment = { ...inject('environment'), ...overrides }
  stack = makeStack(overrides)
  client = await signUp(stack.app)
})
afterAll(() => model.close())

describe('a project of a thousand files', () => {
  it('is made by a driver that dies after file 900 and one that asks for none of these again', async () => {
    const projectId = await createProject(client)
    const database = connectAsUser(stack.config, client.token)
    const { id } = await createRun(database, projectId, { kind: 'generate', prompt: 'Many files', model: 'm' })

    // A file is an event that says so, one with its text, and a fact; around them are few.
    expect(await driveAndKill(stack.config, environment, id, KILLED_AFTER * 3)).toBe(true)
    const { count: done } = await database
      .from('run_events')
      .select('seq', { count: 'exact', head: true })
      .eq('run_id', id)
      .eq('type', 'file.completed')
    expect(done).toBeGreaterThan(KILLED_AFTER - 50)

    const finished = new Set(Array.from({ length: done ?? 0 }, (_, index) => pathOf(index)))
    asked.length = 0
    await driveRun({ config: stack.config, log: () => undefined, pipelines }, id)
    expect(asked.flat().filter((path) => finished.has(path))).toEqual([])
    expect(asked.flat()).toHaveLength(FILES - (done ?? 0))

    expect((await client.call('GET', `/api/runs/${id}`)).json).toMatchObject({ status: 'succeeded', version: 1 })
    const { files } = (await client.call('GET', `/api/projects/${projectId}/files`)).json as { files: unknown[] }
    expect(files).toHaveLength(FILES)
    for (const path of [pathOf(0), pathOf(899), pathOf(999)]) {
      expect((await client.call('GET', `/api/projects/${projectId}/files/${path}`)).text).toBe(contentOf(path))
    }
  }, 600_000)
})
