// Runs under a budget, against a model that takes what it is allowed to, and tells so.
import { expect } from 'vitest'
import { countMessages } from '../../src/generation/context/room.ts'
import { clientOf, createProject, runPrompt, signUp, type Client, type StreamEvent } from './client.ts'
import type { Call, Reply, ScriptedModel } from './scripted-model.ts'
import { makeStack, type Stack } from './stack.ts'

export const PATHS = Array.from({ length: 6 }, (_, index) => `file-${index}.txt`)
export const PLAN = `<plan title="Six">\nSix files.\n${PATHS.map((path) => `- ${path}: it`).join('\n')}\n</plan>\n`

/** Ends the answer as one that took so much. */
function endWith({ raw }: Reply, finish_reason: string, prompt_tokens: number, completion_tokens: number): void {
  const chunk = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm' }
  raw.write(`data: ${JSON.stringify({ ...chunk, choices: [{ index: 0, delta: {}, finish_reason }] })}\n\n`)
  const usage = { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens }
  raw.end(`data: ${JSON.stringify({ ...chunk, choices: [], usage })}\n\ndata: [DONE]\n\n`)
}

const mostOf = ({ body }: Call) => Number(body['max_tokens'] ?? Infinity)
const longestPrompt = ({ messages }: Call) =>
  countMessages(messages.map(({ content }) => ({ role: 'user' as const, content })))

/** Answers with one file a call, and takes so many tokens for it, but no more than it is allowed. */
export function takes(model: ScriptedModel, tokens: () => number): void {
  model.calls.length = 0
  model.script((reply, call) => {
    const [, paths = ''] = /Write these files: (.*)/.exec(call.messages.at(-1)?.content ?? '') ?? []
    const wanted = tokens()
    reply.text(
      call.task === 'plan'
        ? PLAN
        : paths
            .split(', ')
            .map((path) => `<file path="${path}">\n1\n</file>\n`)
            .join(''),
    )
    endWith(reply, wanted > mostOf(call) ? 'length' : 'stop', longestPrompt(call), Math.min(wanted, mostOf(call)))
  })
}

type Priced = { stack: Stack; client: Client }

export async function serve(model: ScriptedModel, prices: string, as?: Client): Promise<Priced> {
  const stack = makeStack({
    ...model.environment,
    AI_PRICES: prices,
    RUN_FILES_PER_CALL: '1',
    RATE_LIMIT_PER_ACCOUNT: '0',
  })
  const { app } = stack
  return { stack, client: as === undefined ? await signUp(app) : clientOf(app, as.token, as.userId) }
}

export async function runWithin(
  { client }: Priced,
  budget: Record<string, number>,
): Promise<{ events: StreamEvent[]; run: Run }> {
  const events = await runPrompt(client, await createProject(client), { prompt: 'Six files', budget })
  const id = events[0]?.data['run_id']
  return { events, run: (await client.call('GET', `/api/runs/${String(id)}`)).json as Run }
}

type Run = {
  id: string
  status: string
  version: number | null
  error: { code: string } | null
  usage: { prompt_tokens: number; completion_tokens: number; cost_usd: number }
  budget: Record<string, number>
}

/** Lets so many runs have a cent each, whatever their model costs and takes. */
export async function runForACent(model: ScriptedModel, rounds: number): Promise<void> {
  const { client } = await serve(model, 'm=1/1')
  for (let round = 0; round < rounds; round += 1) {
    const price = () => (10 ** (Math.random() * 3 - 1.5)).toFixed(3)
    const prices = `m=${price()}/${price()}`
    takes(model, () => Math.ceil(10 ** (Math.random() * 4)))
    const { run } = await runWithin(await serve(model, prices, client), { max_cost_usd: 0.01 })
    expect(run.usage.cost_usd, prices).toBeLessThanOrEqual(0.01 * (1 + 1e-9))
    expect(['succeeded', 'partial', 'failed']).toContain(run.status)
  }
}
