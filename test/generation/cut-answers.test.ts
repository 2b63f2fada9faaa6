import { describe, expect, it } from 'vitest'
import { clientOf, createProject, runPrompt, type Client } from '../support/client.ts'
import type { Reply } from '../support/scripted-model.ts'
import { startScriptedStack } from '../support/scripted-stack.ts'
import { makeStack } from '../support/stack.ts'

const PATHS = Array.from({ length: 12 }, (_, index) => `part-${index + 1}/notes.txt`)
const contentOf = (path: string) => `The notes of ${path}.\nSecond line, with a word or two more.\n`
const PLAN = `<plan title="Twelve">\nTwelve files.\n${PATHS.map((path) => `- ${path}: notes`).join('\n')}\n</plan>\n`
const answerFor = (paths: readonly string[]) =>
  `Here they are.\n${paths.map((path) => `<file path="${path}">\n${contentOf(path)}</file>\n`).join('')}`

/** An answer is cut at every so many bytes. */
const EVERY_BYTES = 41

const unlimited = { RATE_LIMIT_PER_ACCOUNT: '0' }
const { model, client } = await startScriptedStack({ ...unlimited, RUN_FILES_PER_CALL: '12' })

const askedFor = (content = '') => (/^Write these files: (.*)$/m.exec(content)?.[1] ?? '').split(', ')

/** Lets `answer` write what is asked for; calls count from 1. Gives how the run ended, and the calls that it took. */
async function run(caller: Client, answer: (reply: Reply, text: string, call: number) => void) {
  let calls = 0
  model.script((reply, { task, messages }) => {
    if (task !== 'plan') return answer(reply, answerFor(askedFor(messages[1]?.content)), (calls += 1))
    reply.text(PLAN)
    return reply.end()
  })
  const projectId = await createProject(caller)
  const events = await runPrompt(caller, projectId, { prompt: 'Twelve files' })
  const cuts = events.filter(({ event }) => event === 'answer.cut').length
  return { projectId, calls, cuts, end: events.at(-1)?.event }
}

async function filesOf(projectId: string): Promise<unknown> {
  const { json } = await client.call('GET', `/api/projects/${projectId}/files`)
  return (json as { files: { path: string; hash: string }[] }).files.map(({ path, hash }) => [path, hash])
}

describe('a project of twelve files', () => {
  it('is made whole by one call when nothing is cut, and is the same when that is cut at any byte', async () => {
    const calm = await run(client, (reply, text) => {
      reply.text(text)
      reply.end()
    })
    expect(calm).toMatchObject({ calls: 1, cuts: 0, end: 'run.succeeded' })
    const expected = await filesOf(calm.projectId)

    const length = answerFor(PATHS).length
    for (let at = EVERY_BYTES; at < length; at += EVERY_BYTES) {
      const cut = await run(client, (reply, text, call) => {
        reply.text(call === 1 ? text.slice(0, at) : text)
        reply.end(call === 1 ? 'length' : 'stop')
      })
      // With no file closed, half of them are asked for, and then the others; with all closed, nothing is.
      const hasNone = at < answerFor(PATHS.slice(0, 1)).length - 1
      const calls = hasNone ? 3 : at < length - 1 ? 2 : 1
      expect(cut, `cut at byte ${at}`).toMatchObject({ calls, cuts: 1, end: 'run.succeeded' })
      expect(await filesOf(cut.projectId), `cut at byte ${at}`).toEqual(expected)
    }
  }, 600_000)

  it('takes at most one more call for each cut when the answers to several calls are cut', async () => {
    const small = makeStack({ ...model.environment, ...unlimited, RUN_FILES_PER_CALL: '6' })
    const caller = clientOf(small.app, client.token, client.userId)
    const cut = await run(caller, (reply, text, call) => {
      // Each of the two answers is cut once: within its fourth file.
      const isCut = call % 2 === 1
      reply.text(isCut ? text.slice(0, text.length * 0.6) : text)
      reply.end(isCut ? 'length' : 'stop')
    })
    expect(cut).toMatchObject({ cuts: 2, calls: 4, end: 'run.succeeded' })
    expect(await filesOf(cut.projectId)).toHaveLength(12)
    await small.idle()
  })
})
