import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { pipelines } from '../../src/generation/pipelines.ts'
import { driveRun } from '../../src/runs/drive.ts'
import { createRun } from '../../src/runs/run.ts'
import type { RunKind } from '../../src/services/database-types.ts'
import { connectAsUser } from '../../src/services/supabase.ts'
import { createProject, parseEvents, signUp, type Client, type StreamEvent } from '../support/client.ts'
import { driveAndKill } from '../support/kill-driver.ts'
import { startScriptedModel, type ScriptedModel } from '../support/scripted-model.ts'
import { makeStack, type Stack } from '../support/stack.ts'

const editOf = (search: string) =>
  `<edit path="one.txt">\n<<<<<<< SEARCH\n${search}\n=======\nuno\n>>>>>>> REPLACE\n</edit>\n`

/** What the model says to each kind of question, a piece at a time; LENGTH ends an answer for its length. */
const LENGTH = 'length'
const ANSWERS: Record<string, (question: string, task: string) => string[]> = {
  'an edit run that is cut, and goes on in parts': (question, task) => {
    if (task === 'continue') return ['<file path="one.txt">\ndos\ntres\n</file>\n']
    if (question.includes('broke off')) return ['<delete path="three.txt"/>\n']
    return ['<file path="one.txt">\nuno\nd', LENGTH]
  },
  'an edit run': () => [
    'I change two files, and one goes.\n',
    editOf('one'),
    '<rename from="two.txt" to="dos.txt"/>\n',
    '<file path="new.txt">\nnew\n</file>\n',
    '<delete path="three.txt"/>\n',
  ],
  'an edit run that is repaired, first for the worse': (question, task) => {
    if (task === 'edit') return [editOf('eins'), '<rename from="two.txt" to="dos.txt"/>\n']
    if (question.includes('as a whole, in a <file>')) return ['<file path="one.txt">\nuno\n</file>\n']
    return ['<file path="new.json">\n{\n</file>\n', '<delete path="three.txt"/>\n']
  },
}
/** A chat goes on from what was said, and may end without a version. */
const CHATS: Record<string, (question: string, task: string) => string[]> = {
  'a chat run that changes files': ANSWERS['an edit run'] ?? (() => []),
  'a chat run that only talks': () => ['The project has three texts,\n', 'one word each.\n'],
}
const LIVE = new Set(['step.started', 'file.started', 'file.delta', 'message.delta', 'stream.opened'])

let model: ScriptedModel
let stack: Stack
let client: Client
let environment: Record<string, string>

beforeAll(async () => {
  model = await startScriptedModel()
  const overrides = { ...model.environment }
  environment = { ...inject('environment'), ...overrides, RUN_LEASE_SECONDS: '30' }
  stack = makeStack(overrides)
  client = await signUp(stack.app)
})
afterAll(() => model.close())

async function makeRun(kind: RunKind): Promise<{ projectId: string; runId: string }> {
  const projectId = await createProject(client)
  for (const name of ['one', 'two', 'three']) {
    await client.call('PUT', `/api/projects/${projectId}/files/${name}.txt`, `${name}\n`)
  }
  const database = connectAsUser(stack.config, client.token)
  const { id } = await createRun(database, projectId, { kind, prompt: 'Translate', model: 'm' })
  return { projectId, runId: id }
}

const drive = (runId: string) => driveRun({ config: stack.config, log: () => undefined, pipelines }, runId)

/** What a watcher that knows of withdrawn facts holds in the end, without the numbers. */
function standing(facts: StreamEvent[]): [string, unknown][] {
  const ranges = facts.filter(({ event }) => event === 'facts.withdrawn').map(({ data }) => data)
  const withdrawn = (seq: number) =>
    ranges.some(({ first_seq, last_seq }) => Number(first_seq) <= seq && seq <= Number(last_seq))
  return facts
    .filter(({ id, event }) => !withdrawn(seqOf(id)) && !/^(?:run\.(?:created|started)|facts\.withdrawn)$/.test(event))
    .map(({ event, data }) => {
      const { usage: _, ...rest } = data
      return [event, rest]
    })
}

const seqOf = (id: string | undefined) => Number(id?.split('-')[0])

async function stateOf(projectId: string) {
  const { items } = (await client.call('GET', `/api/projects/${projectId}/versions`)).json as { items: unknown[] }
  const { files } = (await client.call('GET', `/api/projects/${projectId}/files`)).json as { files: unknown[] }
  return { versions: items.length, files }
}

const CASES = [
  ...Object.entries(ANSWERS).map(([name, answer]) => ({ name, kind: 'edit' as const, answer })),
  ...Object.entries(CHATS).map(([name, answer]) => ({ name, kind: 'chat' as const, answer })),
]

describe.each(CASES)('$name', ({ kind, answer }) => {
  it('that is killed at any of its events ends with the version of an undisturbed one, and its watchers see each fact once', async () => {
    model.script((reply, { task, messages }) => {
      const parts = answer(messages.at(-1)?.content ?? '', task)
      for (const part of parts) if (part !== LENGTH) reply.text(part)
      reply.end(parts.at(-1) === LENGTH ? 'length' : 'stop')
    })
    const calm = await makeRun(kind)
    await drive(calm.runId)
    const calmEvents = parseEvents((await client.call('GET', `/api/runs/${calm.runId}/events`)).text)
    const expected = standing(calmEvents.filter(({ event }) => !LIVE.has(event)))
    const expectedState = await stateOf(calm.projectId)

    let withdrawals = 0
    let killed = true
    for (let boundary = 1; killed; boundary += 1) {
      const { projectId, runId } = await makeRun(kind)
      killed = await driveAndKill(stack.config, environment, runId, boundary)
      const watching = client.call('GET', `/api/runs/${runId}/events`)
      await drive(runId)
      const facts = parseEvents((await watching).text).filter(({ event }) => !LIVE.has(event))
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
    const hasFacts = expected.some(([type]) => type.startsWith('file.'))
    expect(withdrawals > 0).toBe(hasFacts)
  }, 600_000)
})
