import { describe, expect, it } from 'vitest'
import { createProject, runPrompt, type StreamEvent } from '../support/client.ts'
import type { Call, Reply } from '../support/scripted-model.ts'
import { startScriptedStack } from '../support/scripted-stack.ts'
import { BOTH, type Case, type Said } from './misbehaviours/case.ts'
import { MISBEHAVIOURS } from './misbehaviours/index.ts'

const { model, client } = await startScriptedStack({
  AI_FIRST_TOKEN_TIMEOUT_MS: '1000',
  AI_IDLE_TIMEOUT_MS: '1000',
  RATE_LIMIT_PER_ACCOUNT: '0',
})

/** Waits for a text to arrive, so that a connection which breaks does not take it along. */
function hangUp({ raw }: Reply): void {
  raw.write('', () => setTimeout(() => raw.destroy(), 50))
}

function play(said: Said, reply: Reply): void {
  if (typeof said === 'object' && 'status' in said) return void reply.raw.writeHead(said.status).end('{}')
  const { text, ends } = typeof said === 'string' ? { text: said, ends: 'stop' as const } : said
  const inParts = typeof said === 'object' && 'inParts' in said
  if (text !== '') reply.text(inParts ? [{ type: 'text', text }] : text)
  if (ends === 'hang up') hangUp(reply)
  else if (ends !== 'silence') reply.end(ends)
}

async function run({ kind, says, before = BOTH }: Case): Promise<{ projectId: string; events: StreamEvent[] }> {
  const projectId = await createProject(client)
  if (kind !== 'generate') {
    for (const [path, content] of Object.entries(before)) {
      await client.call('PUT', `/api/projects/${projectId}/files/${path}`, content)
    }
  }
  let at = 0
  model.calls.length = 0
  model.script((reply) => play(says[at++] ?? 'Nothing more.', reply))
  return { projectId, events: await runPrompt(client, projectId, { prompt: 'Two files', kind }) }
}

async function filesOf(projectId: string): Promise<Record<string, string>> {
  const { json } = await client.call('GET', `/api/projects/${projectId}/files`)
  const paths = (json as { files: { path: string }[] }).files.map(({ path }) => path)
  const contents = paths.map(async (path) => {
    const { text } = await client.call('GET', `/api/projects/${projectId}/files/${encodeURI(path)}`)
    return [path, text] as const
  })
  return Object.fromEntries(await Promise.all(contents))
}

async function answerIn(projectId: string): Promise<string | undefined> {
  const { json } = await client.call('GET', `/api/projects/${projectId}/messages`)
  return (json as { items: { role: string; content: string }[] }).items.find(({ role }) => role === 'assistant')
    ?.content
}

const TOLD = /^(?:answer\.|file\.(?:failed|unchanged)|check\.|repair\.)/

/** What the facts of a run tell besides its files and its end, a line for each. */
function toldBy(events: StreamEvent[]): string[] {
  return events
    .filter(({ event }) => TOLD.test(event))
    .flatMap(({ event, data }) => {
      if (event === 'check.completed') {
        const codes = (data['problems'] as { code: string }[]).map(({ code }) => code)
        return codes.length === 0 ? [] : [`${event} ${[...new Set(codes)].join(' ')}`]
      }
      if (event === 'repair.completed') return [`${event} ${data['is_kept'] === true ? 'kept' : 'dropped'}`]
      return [`${event} ${String(data['code'] ?? data['path'])}`]
    })
}

function endOf(events: StreamEvent[]): string {
  if (events.at(-1)?.event === 'run.awaiting_input') return 'awaiting_input'
  const { status = '', error } = events.at(-1)?.data ?? {}
  return `${String(status)} ${(error as { code: string } | undefined)?.code ?? ''}`.trim()
}

const taskOf = ({ messages }: Call) => /^Task: (\w+)/m.exec(messages[0]?.content ?? '')?.[1]

describe('the table of misbehaviours', () => {
  it('has at least 120 of them, each with a name of its own', () => {
    const names = Object.entries(MISBEHAVIOURS).flatMap(([who, cases]) => cases.map(({ name }) => `${who} ${name}`))
    expect(names.length).toBeGreaterThanOrEqual(120)
    expect(new Set(names).size).toBe(names.length)
  })
})

describe.each(Object.entries(MISBEHAVIOURS))('%s', (_, cases) => {
  it.each(cases)('and $name', async (misbehaviour) => {
    const { projectId, events } = await run(misbehaviour)
    const { calls, end, told, files = BOTH, message, heard = [] } = misbehaviour
    expect({
      calls: model.calls.map(taskOf).join(' '),
      end: endOf(events),
      told: toldBy(events).toSorted(),
      files: await filesOf(projectId),
    }).toEqual({ calls, end, told: told.toSorted(), files })
    if (message !== undefined) expect((await answerIn(projectId)) ?? '').toBe(message)
    const later = JSON.stringify(model.calls.slice(1).map(({ messages }) => messages))
    for (const words of heard) expect(later).toContain(words)
  })
})
