// Direct calls to a model: what OpenAI's clients see, a provider that fails, and callers who leave.
import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { group, type Case } from '../case.ts'
import { neutralStream, observe } from '../neutral.ts'
import { valueOf } from '../raw-http.ts'
import { eventually, register, toRequest, type Ask, type Site } from '../site.ts'
import { cutSoon } from '../suite-model.ts'
import { UPSTREAM_SECRET } from '../witness.ts'
import type { Script } from '../../support/scripted-model.ts'

const PATH = '/v1/chat/completions'
const TEXT = 'Привет 😀, «world»'
const EVENT_STREAM = { 'Content-Type': 'text/event-stream', 'X-Upstream-Internal': UPSTREAM_SECRET }
/** Within what a caller's leaving has closed the call upstream on a busy machine; then the model goes on. */
const NOTICED_MS = 8000

function askFor(prompt: string, more: object = {}): Partial<Ask> {
  return { json: { model: 'm', messages: [{ role: 'user', content: prompt }], ...more } }
}

/** An answer that is not streamed. */
const whole: Script = ({ raw }) => {
  const choices = [{ index: 0, message: { role: 'assistant', content: TEXT }, finish_reason: 'stop' }]
  const usage = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 }
  raw.writeHead(200, { 'Content-Type': 'application/json', 'X-Upstream-Internal': UPSTREAM_SECRET })
  raw.end(JSON.stringify({ id: 'c', object: 'chat.completion', created: 1, model: 'm', choices, usage }))
}

/** What an account was charged for, once it was charged for anything. */
async function chargesOf(site: Site, userId: string) {
  const rows = await eventually('an entry in the ledger', async () => {
    const found = await site.ledgerOf(userId)
    return found.length > 0 ? found : undefined
  })
  return rows.map(({ outcome, estimated, model }) => ({ outcome, estimated, model }))
}

/** Asks as an account of its own, and tells what it was charged for in the end. */
async function ask(site: Site, script: Script, more: object = {}) {
  const account = await register(site)
  const answer = await site.send('POST', PATH, { account, ...askFor(site.model.scene(script).prompt, more) })
  const text = answer.body.toString()
  assert.ok(!text.includes(UPSTREAM_SECRET))
  assert.ok(!answer.headers.some(([name]) => /^x-upstream|content-encoding/i.test(name)))
  return { answer, text, account }
}

function streams(code: string | undefined, script: Script): Case['run'] {
  return async (site) => {
    const { answer, text, account } = await ask(site, script, { stream: true })
    assert.equal(answer.status, 200)
    const events = text.trim().split('\n\n')
    assert.equal(events.filter((event) => event === 'data: [DONE]').length, code === undefined ? 1 : 0)
    const last = events.at(-1)?.slice(6) ?? ''
    if (code === undefined) assert.equal(last, '[DONE]')
    else assert.equal((JSON.parse(last) as { error: { code: string } }).error.code, code)
    return { text: neutralStream(text), charges: await chargesOf(site, account.userId) }
  }
}

/** The status of a provider's failure before its answer has begun, streamed or not. */
function refuses(status: number, code: string, script: Script): Case['run'] {
  return async (site) => {
    const seen = []
    for (const stream of [false, true]) {
      const { answer, text, account } = await ask(site, script, { stream })
      assert.equal(answer.status, status)
      assert.equal((JSON.parse(text) as { error: { code: string } }).error.code, code)
      assert.deepEqual(await site.ledgerOf(account.userId), [])
      seen.push(observe(answer))
    }
    return seen
  }
}

type Leaving = {
  /** What the model does; it says no more than it must until the gate opens. */
  model: (gate: Promise<unknown>) => Script
  stream: boolean
  /** When the caller leaves. */
  once: 'called' | 'answered' | 'ended'
}

/** Leaves a call, and tells when it was closed upstream and how it was charged; nothing comes after that. */
function leaves({ model, stream, once }: Leaving): Case['run'] {
  return async (site) => {
    const account = await register(site)
    const gate = Promise.withResolvers<void>()
    const scene = site.model.scene(model(gate.promise))
    const connection = site.open()
    connection.send(toRequest('POST', PATH, { account, ...askFor(scene.prompt, { stream }) }))
    const call = await eventually('the call', () => scene.calls[0])
    if (once !== 'called') {
      const head = await connection.head()
      for await (const piece of connection.body(head, 'POST')) if (once === 'answered' && piece.length > 0) break
    }
    connection.abort()
    const closed = await Promise.race([call.closed.then(() => 'at once'), pause(NOTICED_MS, 'with the answer')])
    gate.resolve()
    await call.closed
    const charges = once === 'called' ? [] : await chargesOf(site, account.userId)
    await pause(300)
    const booked = (await site.ledgerOf(account.userId)).length
    if (once !== 'called') assert.deepEqual([booked, charges.length], [1, 1])
    // Who leaves before anything has begun pays nothing, unless the runtime tells of it after the answer alone.
    else assert.ok(booked === 0 || (booked === 1 && closed === 'with the answer'), `${booked} calls booked`)
    return { closed, charges, calls: scene.calls.length }
  }
}

/** Begins its answer behind the gate. */
function behind(script: Script): Leaving['model'] {
  return (gate) => async (reply, call) => {
    await gate
    return script(reply, call)
  }
}

/** Talks until its caller is gone, or until the gate opens. */
const talkOn: Leaving['model'] = (gate) => (reply, call) => {
  reply.text('on ')
  const talk = setInterval(() => reply.text('and on '), 50)
  void Promise.race([call.closed, gate]).then(() => {
    clearInterval(talk)
    reply.end()
  })
}

const hello: Script = (reply) => {
  for (const character of TEXT) reply.text(character)
  reply.end()
}

/** What each route of models is asked, with the words of a scene. */
const QUESTIONS: Record<string, (prompt: string) => object> = {
  [PATH]: (prompt) => ({ model: 'm', messages: [{ role: 'user', content: prompt }] }),
  '/v1/responses': (prompt) => ({ model: 'm', input: prompt }),
  '/v1/embeddings': (prompt) => ({ model: 'm', input: [prompt] }),
}

/** Asks every route of models for an answer in one piece. */
async function askEach(site: Site, status: number, script: Script) {
  const seen: Record<string, unknown> = {}
  for (const [path, question] of Object.entries(QUESTIONS)) {
    const json = question(site.model.scene(script).prompt)
    const answer = await site.send('POST', path, { account: site.account, json })
    assert.equal(answer.status, status, `${path}: ${answer.body.toString().slice(0, 300)}`)
    assert.ok(!answer.body.includes(UPSTREAM_SECRET))
    seen[path] = observe(answer)
  }
  return seen
}

/** A provider's refusal with a status of its own, and the status that its caller gets. */
const REFUSALS: [theirs: number, ours: number][] = [
  [400, 400],
  [404, 404],
  [408, 504],
  [413, 413],
  [422, 422],
  [429, 429],
  [500, 502],
]

/** An answer that is one of chat completions, and a list of vectors too. */
const wholeOfEither: Script = ({ raw }) => {
  const choices = [{ index: 0, message: { role: 'assistant', content: TEXT }, finish_reason: 'stop' }]
  const data = [{ object: 'embedding', index: 0, embedding: [0.5] }]
  raw.writeHead(200, { 'Content-Type': 'application/json' })
  raw.end(JSON.stringify({ id: 'c', object: 'list', created: 1, model: 'm', choices, data }))
}

const cases: Record<string, Case['run']> = {
  'an answer of every route': async (site) => {
    const seen = await askEach(site, 200, wholeOfEither)
    // Ids of responses are made here.
    return Object.keys(seen)
  },
  ...Object.fromEntries(
    REFUSALS.map(([theirs, ours]): [string, Case['run']] => [
      `a provider's ${theirs} on every route`,
      (site) =>
        askEach(site, ours, ({ raw }) => {
          raw.writeHead(theirs, EVENT_STREAM).end(JSON.stringify({ error: { message: UPSTREAM_SECRET } }))
        }),
    ]),
  ),
  'a streamed answer, [DONE] once': streams(undefined, hello),
  'with its usage': async (site) => {
    const { text } = await ask(site, hello, { stream: true, stream_options: { include_usage: true } })
    assert.match(
      text,
      /"usage":\{"prompt_tokens":10,"completion_tokens":20,"total_tokens":30\}\}\n\ndata: \[DONE\]\n\n$/,
    )
    return neutralStream(text)
  },
  'an answer in one piece': async (site) => {
    const { answer, account } = await ask(site, whole)
    assert.equal(answer.status, 200)
    return { answer: observe(answer), charges: await chargesOf(site, account.userId) }
  },
  'a long question, handed on whole however it comes': async (site) => {
    const answers = []
    for (const chunkBytes of [undefined, 77_777]) {
      const { prompt, calls } = site.model.scene(whole)
      const content = `${prompt} ${'ж"\n'.repeat(180_000)}`
      const way = chunkBytes === undefined ? {} : { chunkBytes }
      const answer = await site.send('POST', PATH, { account: site.account, ...askFor(content), ...way })
      assert.deepEqual([answer.status, calls[0]?.messages], [200, [{ role: 'user', content }]])
      answers.push(observe(answer))
    }
    return answers
  },
  'the models': async (site) => observe(await site.send('GET', '/v1/models', { account: site.account })),
  'one of the models': async (site) => {
    const answers = []
    for (const id of ['m', 'nobody%2Fx', 'x'.repeat(601)])
      answers.push(await site.send('GET', `/v1/models/${id}`, { account: site.account }))
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 404, 400],
    )
    return answers.map(observe)
  },
  'characters of several bytes, cut on the way': streams(undefined, async ({ raw }) => {
    raw.writeHead(200, EVENT_STREAM)
    const chunk = { id: 'c', choices: [{ index: 0, delta: { content: TEXT }, finish_reason: 'stop' }] }
    const bytes = Buffer.from(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`)
    for (let at = 0; at < bytes.length; at += 5) {
      await new Promise<void>((sent) => raw.write(bytes.subarray(at, at + 5), () => setImmediate(sent)))
    }
    raw.end()
  }),
  'the first chunk comes before the second is made': async (site) => {
    const gate = Promise.withResolvers<void>()
    const scene = site.model.scene(async (reply) => {
      reply.text('first')
      await gate.promise
      reply.text('second')
      reply.end()
    })
    const connection = site.open()
    connection.send(toRequest('POST', PATH, { account: site.account, ...askFor(scene.prompt, { stream: true }) }))
    const head = await connection.head()
    assert.equal(valueOf(head, 'content-type'), 'text/event-stream; charset=utf-8')
    let text = ''
    for await (const piece of connection.body(head, 'POST')) {
      text += piece.toString()
      if (!text.includes('second') && text.includes('first')) gate.resolve()
    }
    connection.abort()
    return neutralStream(text)
  },
  'sends [DONE] twice and talks on': streams(undefined, (reply) => {
    reply.text(TEXT)
    reply.raw.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\n\n`)
    reply.raw.end('data: [DONE]\n\ndata: [DONE]\n\ndata: {"choices":[{"index":0,"delta":{"content":"late"}}]}\n\n')
  }),
  'an answer that is cut': streams('provider_cut', (reply) => {
    reply.text(TEXT)
    cutSoon(reply)
  }),
  'an answer that stalls': streams('provider_timeout', (reply) => reply.text(TEXT)),
  'an answer with a malformed chunk': streams('provider_invalid', (reply) => {
    reply.text(TEXT)
    reply.raw.end('data: {"choices": [{"delta"\n\ndata: [DONE]\n\n')
  }),
  'an answer that ends without an end': streams('provider_cut', (reply) => {
    reply.text(TEXT)
    reply.raw.end()
  }),
  'an answer that tells of an error': streams('provider_unavailable', (reply) => {
    reply.text(TEXT)
    reply.raw.end(`data: {"error":{"message":"${UPSTREAM_SECRET}"}}\n\ndata: [DONE]\n\n`)
  }),
  'cannot process the request': refuses(422, 'provider_unprocessable', ({ raw }) => {
    raw.writeHead(422, EVENT_STREAM).end(JSON.stringify({ error: { message: UPSTREAM_SECRET } }))
  }),
  'refuses the key': refuses(502, 'provider_denied', ({ raw }) => void raw.writeHead(403).end(UPSTREAM_SECRET)),
  'has no capacity': refuses(429, 'provider_rate_limited', ({ raw }) => {
    raw.writeHead(429, { 'Retry-After': '7' }).end('{}')
  }),
  'breaks down at once': refuses(502, 'provider_unavailable', ({ raw }) => {
    raw.writeHead(500, EVENT_STREAM).end(UPSTREAM_SECRET)
  }),
  'answers in HTML': refuses(502, 'provider_invalid', ({ raw }) => {
    raw.writeHead(200, { 'Content-Type': 'text/html' }).end(`<h1>${UPSTREAM_SECRET}</h1>`)
  }),
  'never begins': async (site) => {
    // Who waits longer than a heartbeat is shown that the call is alive, so that its failure comes within the stream.
    const { answer, text } = await ask(site, () => undefined, { stream: true })
    assert.equal(answer.status, 200)
    const last = text.trim().split('\n\n').at(-1)?.slice(6) ?? ''
    const { error } = JSON.parse(last) as { error: { code: string } }
    assert.equal(error.code, 'provider_timeout')
    return error.code
  },
  'leaving before the head of a streamed answer closes the call': leaves({
    model: behind(hello),
    stream: true,
    once: 'called',
  }),
  'leaving before the head of a whole answer closes the call': leaves({
    model: behind(whole),
    stream: false,
    once: 'called',
  }),
  'leaving in mid-stream closes the call': leaves({ model: talkOn, stream: true, once: 'answered' }),
  'leaving after the end changes nothing': leaves({ model: () => hello, stream: true, once: 'ended' }),
}

export const chatCompletions = group('direct calls to a model', cases, { concurrent: true })
