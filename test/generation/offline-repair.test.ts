import { expect, it } from 'vitest'
import { loadCatalogue } from '../../local/offline-model/catalogue.ts'
import { createProject, runPrompt } from '../support/client.ts'
import { askOffline } from '../support/offline-chat.ts'
import { startScriptedStack } from '../support/scripted-stack.ts'

const catalogue = await loadCatalogue()
const { model, client } = await startScriptedStack()

it('puts right by the offline model what the check has found in a starter app that was spoiled on its way', async () => {
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
