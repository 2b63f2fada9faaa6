import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodeNetwork } from '../../src/adapters/node-network.ts'
import { postByNode } from '../../src/adapters/node-post.ts'
import { attachNetwork, type Network } from '../../src/app.ts'
import { connectAsService, rowsOf } from '../../src/services/supabase.ts'
import { clientOf, signUp, type Client } from '../support/client.ts'
import { startScriptedModel, type Script, type ScriptedModel } from '../support/scripted-model.ts'
import { makeStack, type Stack } from '../support/stack.ts'
import {
  brokenGzip,
  choice,
  DONE,
  frames,
  gzipBomb,
  halfOf,
  hang,
  hello,
  json,
  page,
  refuse,
  refuseParam,
  repeat,
  reset,
  role,
  stop,
  usage,
  whole,
} from './faults.ts'

type Scenario = [
  fault: string,
  how: 'streamed' | 'in one piece',
  script: Script,
  /** What the caller gets when no other model is in the chain: the code, with `in band` behind an answer that has begun. */
  alone: string,
  /** Requests to the provider for that; a call is made again once. */
  requests: number,
  /** The row of the ledger for that: its outcome, if there is one. */
  row: string | undefined,
  /** Who answers when a second provider is in the chain; else the code is as alone. */
  chained: 'second' | 'first' | 'as alone',
  /** How long the caller waits for that at least, in milliseconds, alone; in a chain only where nobody else is asked. */
  waitMs?: number,
]

/** A deadline is kept to within this on a busy machine; no provider's wait of half a minute is kept. */
const SLACK_MS = 25_000
const TIMER_EARLY_MS = 50
const FIRST_TOKEN_MS = 3000
const IDLE_MS = 700

const CONTEXT = { code: 'context_length_exceeded', param: 'messages', type: 'invalid_request_error' }
const NOTHING = [{ index: 0, message: { role: 'assistant', content: '' }, finish_reason: 'stop' }]
const thought = choice({ reasoning_content: 'Hm.' })
const toolCall = choice({
  tool_calls: [{ index: 0, id: 'a', type: 'function', function: { name: 'f', arguments: '{' } }],
})
const SOON = { 'Retry-After': '1' }
const LATER = { 'Retry-After': '30' }

const SCENARIOS: Scenario[] = [
  // Before an answer.
  ['is whole', 'streamed', frames([role, hello, stop, usage, DONE]), 'whole', 1, 'whole', 'first'],
  ['is whole', 'in one piece', json(whole()), 'whole', 1, 'whole', 'first'],
  ['resets', 'streamed', reset, 'provider_unavailable', 2, undefined, 'second'],
  ['resets', 'in one piece', reset, 'provider_unavailable', 2, undefined, 'second'],
  ['hangs', 'streamed', hang, 'provider_timeout', 1, undefined, 'second', FIRST_TOKEN_MS],
  ['hangs', 'in one piece', hang, 'provider_timeout', 1, undefined, 'second', FIRST_TOKEN_MS],
  ['hangs within it', 'in one piece', halfOf(hang), 'provider_timeout', 1, undefined, 'second', FIRST_TOKEN_MS],
  [
    'hangs behind its role',
    'streamed',
    frames([role], hang),
    'provider_timeout',
    1,
    undefined,
    'second',
    FIRST_TOKEN_MS,
  ],
  ['repeats its role', 'streamed', repeat(frame(role)), 'provider_timeout', 1, undefined, 'second', FIRST_TOKEN_MS],
  [
    'sends comments only',
    'streamed',
    repeat(': keep-alive\n\n'),
    'provider_timeout',
    1,
    undefined,
    'second',
    FIRST_TOKEN_MS,
  ],
  [
    'sends empty frames only',
    'streamed',
    repeat('data: \n\n'),
    'provider_timeout',
    1,
    undefined,
    'second',
    FIRST_TOKEN_MS,
  ],
  [
    'sends keepalive frames only',
    'streamed',
    repeat('data: : keepalive\n\n'),
    'provider_timeout',
    1,
    undefined,
    'second',
    FIRST_TOKEN_MS,
  ],
  ['is reset within it', 'in one piece', halfOf(reset), 'provider_unavailable', 2, undefined, 'second'],
  ['does not stream', 'streamed', json(whole()), 'provider_invalid', 2, undefined, 'second'],
  ['talks HTML', 'streamed', page, 'provider_invalid', 2, undefined, 'second'],
  ['talks HTML', 'in one piece', page, 'provider_invalid', 2, undefined, 'second'],
  ['sends broken gzip', 'streamed', brokenGzip, 'provider_unavailable', 2, undefined, 'second'],
  ['sends broken gzip', 'in one piece', brokenGzip, 'provider_unavailable', 2, undefined, 'second'],
  ['sends a gzip bomb', 'streamed', gzipBomb(), 'provider_invalid', 1, undefined, 'second'],
  ['sends a gzip bomb', 'in one piece', gzipBomb(), 'provider_invalid', 1, undefined, 'second'],
  ['sends half of a body', 'in one piece', json('{"choices": ['), 'provider_invalid', 2, undefined, 'second'],
  [
    'sends half of a frame',
    'streamed',
    frames(['data: {"choices": [\n\n']),
    'provider_invalid',
    2,
    undefined,
    'second',
  ],
  ['has no choices', 'in one piece', json(whole([])), 'provider_invalid', 2, 'provider_invalid', 'second'],
  ['has no choices', 'streamed', frames([{ choices: [] }, DONE]), 'provider_invalid', 2, undefined, 'second'],
  ['ends at once', 'streamed', frames([]), 'provider_invalid', 2, undefined, 'second'],
  ['says [DONE] at once', 'streamed', frames([DONE]), 'provider_invalid', 2, undefined, 'second'],
  ['answers with nothing', 'streamed', frames([role, stop, DONE]), 'whole', 1, undefined, 'second'],
  ['answers with nothing', 'in one piece', json(whole(NOTHING)), 'whole', 1, 'whole', 'second'],
  [
    'knows no stream_options',
    'streamed',
    refuseParam('stream_options', frames([hello, stop, DONE])),
    'whole',
    2,
    'whole',
    'first',
  ],
  [
    'has an error in a 200',
    'in one piece',
    json({ error: { message: 'x', code: 502 } }),
    'provider_unavailable',
    2,
    undefined,
    'second',
  ],
  [
    'has an error in a 200',
    'streamed',
    json({ error: { message: 'x' } }),
    'provider_unavailable',
    2,
    undefined,
    'second',
  ],
  [
    'ends with the reason error',
    'streamed',
    frames([role, choice({}, 'error'), DONE]),
    'provider_unavailable',
    2,
    undefined,
    'second',
  ],
  [
    'ends with the reason error',
    'in one piece',
    json(whole([{ index: 0, message: { content: 'Hel' }, finish_reason: 'error' }])),
    'provider_unavailable',
    2,
    'provider_unavailable',
    'second',
  ],
  ['redirects', 'streamed', json('', 307, { Location: '/elsewhere' }), 'provider_invalid', 2, undefined, 'second'],
  ['is down', 'streamed', refuse(503), 'provider_unavailable', 2, undefined, 'second'],
  ['is overloaded', 'in one piece', refuse(529), 'provider_unavailable', 2, undefined, 'second'],
  ['timed out itself', 'in one piece', refuse(408), 'provider_timeout', 2, undefined, 'second'],
  [
    'does not have the model',
    'streamed',
    refuse(404, { code: 'model_not_found' }),
    'model_not_found',
    1,
    undefined,
    'second',
  ],
  ['takes no key', 'streamed', refuse(401), 'provider_denied', 1, undefined, 'second'],
  [
    'has nothing left to spend',
    'streamed',
    refuse(429, { code: 'insufficient_quota' }),
    'provider_quota',
    1,
    undefined,
    'second',
  ],
  ['is full for a second', 'streamed', refuse(429, {}, SOON), 'provider_rate_limited', 2, undefined, 'second', 1000],
  ['is full for longer', 'streamed', refuse(429, {}, LATER), 'provider_rate_limited', 1, undefined, 'second'],
  ['is full for longer', 'in one piece', refuse(503, {}, LATER), 'provider_rate_limited', 1, undefined, 'second'],
  ['takes no more money', 'in one piece', refuse(402), 'provider_quota', 1, undefined, 'second'],
  // What is the caller's own.
  ['refuses', 'streamed', refuse(400), 'provider_refused', 1, undefined, 'as alone'],
  ['cannot process it', 'in one piece', refuse(422), 'provider_unprocessable', 1, undefined, 'as alone'],
  ['finds it too large', 'in one piece', refuse(413), 'payload_too_large', 1, undefined, 'as alone'],
  ['finds it too long', 'streamed', refuse(400, CONTEXT), 'context_length_exceeded', 1, undefined, 'as alone'],
  ['filters it', 'streamed', refuse(400, { code: 'content_filter' }), 'content_filter', 1, undefined, 'as alone'],
  // Within an answer.
  ['is cut', 'streamed', frames([hello]), 'provider_cut, in band', 1, 'provider_cut', 'first'],
  ['is reset', 'streamed', frames([hello], reset), 'provider_cut, in band', 1, 'provider_cut', 'first'],
  ['is cut in its thoughts', 'streamed', frames([thought]), 'provider_cut, in band', 1, 'provider_cut', 'first'],
  ['is cut in a call of a tool', 'streamed', frames([toolCall]), 'provider_cut, in band', 1, 'provider_cut', 'first'],
  [
    'falls silent',
    'streamed',
    frames([hello], hang),
    'provider_timeout, in band',
    1,
    'provider_timeout',
    'first',
    IDLE_MS,
  ],
  [
    'goes on with comments',
    'streamed',
    repeat(': x\n\n', [hello]),
    'provider_timeout, in band',
    1,
    'provider_timeout',
    'first',
    IDLE_MS,
  ],
  [
    'ends with no reason',
    'streamed',
    frames([choice({ content: 'Hi' }, '')]),
    'provider_cut, in band',
    1,
    'provider_cut',
    'first',
  ],
  [
    'tells of an error',
    'streamed',
    frames([hello, { error: { message: 'x' } }, DONE]),
    'provider_unavailable, in band',
    1,
    'provider_unavailable',
    'first',
  ],
  [
    'ends one of two choices',
    'streamed',
    frames([hello, choice({ content: 'Hi' }, null, 1), stop, DONE]),
    'provider_cut, in band',
    1,
    'provider_cut',
    'first',
  ],
  // At its end.
  [
    'keeps alive with comments and empty frames',
    'streamed',
    frames([': x\n\n', 'data: \n\n', role, 'data: : keepalive\n\n', hello, ': x\n\n', stop, DONE]),
    'whole',
    1,
    'whole',
    'first',
  ],
  [
    'ends both of two choices',
    'streamed',
    frames([hello, choice({ content: 'Hi' }, null, 1), stop, choice({}, 'stop', 1), DONE]),
    'whole',
    1,
    'whole',
    'first',
  ],
  ['gives no reason, but [DONE]', 'streamed', frames([hello, DONE]), 'whole', 1, 'whole', 'first'],
  ['gives a reason, but no [DONE]', 'streamed', frames([hello, stop]), 'whole', 1, 'whole', 'first'],
  ['is reset behind its reason', 'streamed', frames([hello, stop], reset), 'whole', 1, 'whole', 'first'],
  ['stays open behind [DONE]', 'streamed', frames([hello, stop, DONE], hang), 'whole', 1, 'whole', 'first'],
  ['stays open behind its reason', 'streamed', frames([hello, stop], hang), 'whole', 1, 'whole', 'first'],
  [
    'ends its lines otherwise',
    'streamed',
    frames([frame(hello).replaceAll('\n', '\r\n'), frame(stop).replaceAll('\n', '\r')]),
    'whole',
    1,
    'whole',
    'first',
  ],
]

const NUMBERED = SCENARIOS.map(([fault, how, , alone, requests, row, chained, waitMs = 0], index) => {
  return { fault, how, alone, requests, row, chained, waitMs, id: String(index) }
})

/** What the caller is told of when to come back. */
const RETRY_AFTER: Record<string, string> = { 'is full for a second': '1', 'is full for longer': '30' }

let model: ScriptedModel
let client: Client
let service: ReturnType<typeof connectAsService>

beforeAll(async () => {
  model = await startScriptedModel()
  const stack = makeStack({ ...model.environment, SERVICE_TIMEOUT_MS: '60000' })
  client = await signUp(stack.app)
  service = connectAsService(stack.config)
  model.script((reply, call) => {
    const [who = '', index = ''] = call.model.split('-')
    if (who === 'first') return SCENARIOS[Number.parseInt(index, 10)]?.[2](reply, call)
    const second = call.body['stream'] === true ? frames([choice({ content: 'Second' }), stop, DONE]) : json(whole())
    return second(reply, call)
  })
})
afterAll(() => model.close())

function frame(chunk: object): string {
  return `data: ${JSON.stringify(chunk)}\n\n`
}

/** Providers of this scenario alone: one that fails often is not asked for a while. */
function stackFor(id: string, network: Network): Stack {
  const settings = {
    AI_PROVIDERS: `one${id}=${model.url},two${id}=${model.url}`,
    AI_MODELS: `one${id}/first-${id},two${id}/second-${id}`,
    AI_MAX_RETRIES: '1',
    AI_FIRST_TOKEN_TIMEOUT_MS: String(FIRST_TOKEN_MS),
    AI_ANSWER_TIMEOUT_MS: String(FIRST_TOKEN_MS),
    AI_IDLE_TIMEOUT_MS: String(IDLE_MS),
    SERVICE_TIMEOUT_MS: '60000',
    // The stream is not opened before the answer is there.
    EVENTS_HEARTBEAT_MS: '10000',
  }
  const stack = makeStack(settings, () => undefined)
  attachNetwork(stack.config, network)
  return stack
}

async function ask({ app, idle }: Stack, names: readonly string[], stream: boolean) {
  const [first = '', ...models] = names
  const body = { model: first, models, stream, messages: [{ role: 'user', content: 'Say hello' }] }
  const since = performance.now()
  const answer = await clientOf(app, client.token, client.userId).call('POST', '/v1/chat/completions', body)
  const tookMs = performance.now() - since
  await idle()
  return { ...answer, tookMs, outcome: outcomeOf(answer.status, answer.text) }
}

/** No clean end for what is not whole. */
function outcomeOf(status: number, text: string): string {
  const codeOf = (json: string) => (JSON.parse(json) as { error: { code: string } }).error.code
  if (status !== 200) return codeOf(text)
  if (!text.startsWith('data: ')) return 'whole'
  const last = text.trim().split('\n\n').at(-1) ?? ''
  if (last === 'data: [DONE]') return 'whole'
  expect(text).not.toContain('[DONE]')
  return `${codeOf(last.slice(6))}, in band`
}

/** Each way in which a runtime makes its calls, and what its models are called by. */
const WAYS = [
  { way: 'fetch', mark: 'f', network: nodeNetwork },
  { way: 'the client of Node', mark: 'n', network: { ...nodeNetwork, post: postByNode } },
]

describe.concurrent.each(WAYS)('by $way, when a provider', ({ mark, network }) => {
  it.each(NUMBERED.map((scenario) => ({ ...scenario, id: `${scenario.id}${mark}` })))(
    '$fault, $how, the outcome, the requests, the time that it takes and the ledger are as documented',
    async ({ fault, how, alone, requests, row, chained, waitMs, id }) => {
      const stack = stackFor(id, network)
      const first = `one${id}/first-${id}`
      const mine = await ask(stack, [first], how === 'streamed')
      expect(mine.outcome).toBe(alone)
      expect(model.calls.filter((call) => call.model === `first-${id}`)).toHaveLength(requests)
      const rows = rowsOf(await service.from('usage_ledger').select().eq('model', first))
      // One for each request, where the provider told what it took.
      expect(new Set(rows.map(({ outcome }) => outcome))).toEqual(new Set(row === undefined ? [] : [row]))
      expect(mine.tookMs).toBeGreaterThan(waitMs - TIMER_EARLY_MS)
      expect(mine.tookMs).toBeLessThan(waitMs + SLACK_MS)
      const told = ['Retry-After', 'X-Should-Retry'].map((name) => mine.headers.get(name))
      if (mine.status === 200) expect(told).toEqual([null, null])
      else expect(told).toEqual(fault in RETRY_AFTER ? [RETRY_AFTER[fault], null] : [null, 'false'])

      const chain = await ask(stackFor(id, network), [first, `two${id}/second-${id}`], how === 'streamed')
      if (chained === 'as alone') return expect(chain.outcome).toBe(alone)
      const expected = chained === 'second' ? ['whole', `two${id}`, '2'] : [alone, `one${id}`, '1']
      const { headers } = chain
      const [provider, attempts] = ['Provider', 'Attempts'].map((name) => headers.get(`X-Samokoder-${name}`))
      expect([chain.outcome, provider, attempts]).toEqual(expected)
    },
  )
})
