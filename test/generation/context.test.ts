import { beforeEach, expect, it } from 'vitest'
import { connectAsService } from '../../src/services/supabase.ts'
import { createProject, runPrompt } from '../support/client.ts'
import { startScriptedStack } from '../support/scripted-stack.ts'

const PLAN = '<plan title="Two files">\nA page.\n- index.html: page\n- app.js: behaviour\n</plan>\n'
const PAGE = '<file path="index.html">\n<!doctype html>\n<title>Page</title>\n<script src="app.js"></script>\n</file>\n'
const CODE = '<file path="app.js">\nconst answer = 42\nconsole.log(answer)\n</file>\n'
const EDIT =
  '<edit path="app.js">\n<<<<<<< SEARCH\nconst answer = 42\n=======\nconst answer = 43\n>>>>>>> REPLACE\n</edit>\n'

const { model, stack, client } = await startScriptedStack({
  AI_MODELS: 'm,small',
  AI_MODEL_LIMITS: 'm=128000/16000,small=4000/1000',
})
beforeEach(() => void (model.calls.length = 0))

async function generate(): Promise<string> {
  model.script((reply, { task }) => {
    reply.text(task === 'plan' ? PLAN : PAGE + CODE)
    reply.end()
  })
  const projectId = await createProject(client)
  await runPrompt(client, projectId, { prompt: 'Two files' })
  model.calls.length = 0
  return projectId
}

async function outputsOf(runId: unknown): Promise<unknown[]> {
  const { data } = await connectAsService(stack.config).from('run_steps').select('output').eq('run_id', String(runId))
  return (data ?? []).map(({ output }) => output)
}

it('never sends a prompt that does not fit the model, and says so by a code of its own', async () => {
  const projectId = await createProject(client)
  const events = await runPrompt(client, projectId, { prompt: 'word '.repeat(4000), model: 'small' })
  expect(events.at(-1)).toMatchObject({ event: 'run.failed', data: { error: { code: 'context_overflow' } } })
  expect(model.calls).toEqual([])
})

it('takes the same code from a provider that knows its window better', async () => {
  model.script(
    ({ raw }) => void raw.writeHead(400).end('{"error":{"code":"context_length_exceeded","message":"long"}}'),
  )
  const events = await runPrompt(client, await createProject(client), { prompt: 'Two files' })
  expect(events.at(-1)).toMatchObject({ event: 'run.failed', data: { error: { code: 'context_overflow' } } })
})

it('gives a model what it asks to read, and keeps with the step what each call was shown', async () => {
  const projectId = await generate()
  const filler = 'One more line of notes that nobody has asked for.\n'.repeat(8000)
  await client.call('PUT', `/api/projects/${projectId}/files/notes.txt`, filler)
  model.script((reply, { messages }) => {
    reply.text(messages.length === 2 ? 'Let me look.\n<read path="app.js"/>\n' : EDIT)
    reply.end()
  })
  const events = await runPrompt(client, projectId, { prompt: 'Make it 43' })
  expect(events.at(-1)).toMatchObject({ event: 'run.succeeded' })
  const [first, second] = model.calls
  expect(first?.messages[1]?.content).toMatch(/- notes\.txt \(400\.0 kB\)/)
  expect(first?.messages[1]?.content).not.toContain('nobody has asked')
  expect(second?.messages.slice(0, 2)).toEqual(first?.messages)
  expect(second?.messages.at(-1)?.content).toContain('const answer = 42')
  const runId = events.find(({ event }) => event === 'stream.opened')?.data['run_id']
  expect(await outputsOf(runId)).toContainEqual(
    expect.objectContaining({
      context: [
        { whole: ['app.js', 'index.html'], listed: 1, prompt_tokens: expect.any(Number) },
        { whole: ['app.js'], listed: 2, prompt_tokens: expect.any(Number) },
      ],
    }),
  )
})

it('sends what AGENTS.md says with every change', async () => {
  const projectId = await generate()
  await client.call('PUT', `/api/projects/${projectId}/files/AGENTS.md`, '# Rules\n\nUse tabs.\n')
  model.script((reply) => {
    reply.text(EDIT)
    reply.end()
  })
  await runPrompt(client, projectId, { prompt: 'Make it 43' })
  expect(model.calls[0]?.messages[0]?.content).toContain('Use tabs.')
})
