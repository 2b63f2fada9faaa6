import { describe, expect, inject, it } from 'vitest'
import { pipelines } from '../../src/generation/pipelines.ts'
import { driveRun } from '../../src/runs/drive.ts'
import { createRun } from '../../src/runs/run.ts'
import type { RunKind } from '../../src/services/database-types.ts'
import { connectAsUser } from '../../src/services/supabase.ts'
import { createProject, parseEvents } from '../support/client.ts'
import { driveAndKill } from '../support/kill-driver.ts'
import { startScriptedStack } from '../support/scripted-stack.ts'
import { factsOf } from './deployment.ts'
import { PIPELINES, scriptOf, seqOf, standing } from './killed-runs.ts'

const { model, stack, client } = await startScriptedStack()
const environment = { ...inject('environment'), ...model.environment, RUN_LEASE_SECONDS: '30' }

async function makeRun(kind: RunKind): Promise<{ projectId: string; runId: string }> {
  const projectId = await createProject(client)
  for (const name of kind === 'generate' ? [] : ['one', 'two', 'three']) {
    await client.call('PUT', `/api/projects/${projectId}/files/${name}.txt`, `${name}\n`)
  }
  const database = connectAsUser(stack.config, client.token)
  const { id } = await createRun(database, projectId, { kind, prompt: 'Translate', model: 'm' })
  return { projectId, runId: id }
}

const drive = (runId: string) => driveRun({ config: stack.config, log: () => undefined, pipelines }, runId)

async function stateOf(projectId: string) {
  const { items } = (await client.call('GET', `/api/projects/${projectId}/versions`)).json as { items: unknown[] }
  const { files } = (await client.call('GET', `/api/projects/${projectId}/files`)).json as { files: unknown[] }
  return { versions: items.length, files }
}

describe.each(PIPELINES)('$name', ({ answer, kind }) => {
  it('that is killed at any of its events ends with the version of an undisturbed one, and its watchers see each fact once', async () => {
    model.script(scriptOf(answer))
    const calm = await makeRun(kind)
    await drive(calm.runId)
    const calmEvents = parseEvents((await client.call('GET', `/api/runs/${calm.runId}/events`)).text)
    const expected = standing(factsOf(calmEvents))
    const expectedState = await stateOf(calm.projectId)

    let withdrawals = 0
    let killed = true
    for (let boundary = 1; killed; boundary += 1) {
      const { projectId, runId } = await makeRun(kind)
      killed = await driveAndKill(stack.config, environment, runId, boundary)
      const watching = client.call('GET', `/api/runs/${runId}/events`)
      await drive(runId)
      const facts = factsOf(parseEvents((await watching).text))
      await stack.idle()

      const at = `killed at event ${boundary}`
      expect(
        facts.map(({ id }) => seqOf(id)),
        at,
      ).toEqual(facts.map((_, index) => index + 1))
      expect(standing(facts), at).toEqual(expected)
      expect(await stateOf(projectId), at).toEqual(expectedState)
      withdrawals += facts.filter(({ event }) => event === 'facts.withdrawn').length
    }
    // What generates goes on behind its last file.
    if (kind === 'edit') expect(withdrawals).toBeGreaterThan(0)
  }, 600_000)
})
