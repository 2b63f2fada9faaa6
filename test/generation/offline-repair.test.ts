import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadCatalogue } from '../../local/offline-model/catalogue.ts'
import { createProject, runPrompt, signUp } from '../support/client.ts'
import { askOffline } from '../support/offline-chat.ts'
import { startScriptedModel, type ScriptedModel } from '../support/scripted-model.ts'
import { makeStack, type Stack } from '../support/stack.ts'

const catalogue = await loadCatalogue()
let model: ScriptedModel
let stack: Stack

beforeAll(async () => {
  model = await startScriptedModel()
  stack = makeStack(model.environment)
})
afterAll(async () => {
  await stack.idle()
  await model.close()
})

it('puts right by the offline model what the check has found in a starter app that was spoiled on its way', async () => {
  const client = await signUp(stack.app)
  const projectId = await createProject(client)
  model.script((reply, { task, messages }) => {
    const { text } = askOffline(catalogue, messages)
    reply.text(task === 'write' ? text.replace('src="app.js"', 'src="apps.js"') : text)
    reply.end()
  })
  const events = await runPrompt(client, projectId, { prompt: 'A todo list with filters' })
  const found = events.filter(({ event }) => event === 'check.completed').map(({ data }) => data['problems'])
  expect(found[0]).not.toEqual([])
  expect(found.at(-1)).toEqual([])
  expect(events.filter(({ event }) => event === 'repair.completed').map(({ data }) => data['is_kept'])).toEqual([true])
  expect(events.at(-1)?.event).toBe('run.succeeded')
})
