import { expect, it } from 'vitest'
import { loadCatalogue } from '../../local/offline-model/catalogue.ts'
import { createProject, runPrompt } from '../support/client.ts'
import { askOffline } from '../support/offline-chat.ts'
import { startScriptedStack } from '../support/scripted-stack.ts'

const SAID = 'These are the files.'
const catalogue = await loadCatalogue()
const { model, client } = await startScriptedStack()

it('keeps once what several calls of a run have said in the same words', async () => {
  const projectId = await createProject(client)
  let writing = 0
  model.script((reply, { task, messages }) => {
    const { text } = askOffline(catalogue, messages)
    if (task === 'write') writing += 1
    reply.text(task === 'write' ? `${SAID}\n\n${text.slice(text.indexOf('<file'))}` : text)
    reply.end()
  })
  await runPrompt(client, projectId, { prompt: 'A todo list with filters' })
  const { json } = await client.call('GET', `/api/projects/${projectId}/messages`)
  const { items } = json as { items: { role: string; content: string }[] }
  const said = items.find(({ role }) => role === 'assistant')?.content ?? ''
  expect(writing).toBeGreaterThan(1)
  expect(said.split(SAID)).toHaveLength(2)
})
