// A provider that fails: the run ends with a code, in band, on a stream that ends as a stream should.
import assert from 'node:assert/strict'
import { group, type Case } from '../case.ts'
import { runToEnd } from '../event-stream.ts'
import { neutralStream, observe } from '../neutral.ts'
import { createProject } from '../site.ts'
import { CODE, cutSoon, PAGE, writing } from '../suite-model.ts'
import { UPSTREAM_SECRET } from '../witness.ts'
import type { Script } from '../../support/scripted-model.ts'

function fails(code: string, script: Script, end = 'run.failed'): Case['run'] {
  return async (site) => {
    const scene = site.model.scene(script)
    const project = await createProject(site)
    const { runId, events, text } = await runToEnd(site, project, scene.prompt)
    const ends = events.filter(({ event }) => /^run\.(?:succeeded|partial|failed|canceled)$/.test(event))
    assert.deepEqual(
      ends.map(({ event, data }) => [event, (data['error'] as { code?: string } | undefined)?.code]),
      [[end, code]],
    )
    assert.equal(events.at(-1), ends[0])
    assert.ok(!text.includes(UPSTREAM_SECRET))
    assert.ok(!text.includes('[DONE]'))
    const run = await site.send('GET', `/api/runs/${runId}`, { account: site.account })
    return { text: neutralStream(text), run: observe(run), calls: scene.calls.map(({ task }) => task) }
  }
}

const EVENT_STREAM = { 'Content-Type': 'text/event-stream', 'X-Upstream-Internal': UPSTREAM_SECRET }

const cases: Record<string, Case['run']> = {
  'cuts its answer in a file': fails(
    'provider_cut',
    writing((reply) => {
      reply.text(`${PAGE}<file path="app.js">\nconst cut = `)
      cutSoon(reply)
    }),
    'run.partial',
  ),
  'cuts its answer before any file': fails('provider_cut', (reply) => {
    reply.text('Let me see')
    cutSoon(reply)
  }),
  'stalls within its answer': fails(
    'provider_timeout',
    writing((reply) => reply.text(`${PAGE}<file path="app.js">\n`)),
    'run.partial',
  ),
  'sends a malformed chunk': fails('provider_invalid', ({ raw }) => {
    raw.writeHead(200, EVENT_STREAM).end('data: {"choices": [{"delta"\n\ndata: [DONE]\n\n')
  }),
  'sends a malformed chunk after good ones': fails(
    'provider_invalid',
    writing((reply) => {
      reply.text(PAGE)
      reply.raw.end('data: {"choices": [{"delta"\n\ndata: [DONE]\n\n')
    }),
    'run.partial',
  ),
  'ends without an end': fails('provider_cut', (reply) => {
    reply.text('Let me see')
    reply.raw.end()
  }),
  'sends [DONE] twice and talks on': async (site) => {
    const scene = site.model.scene(
      writing((reply) => {
        reply.text(PAGE + CODE)
        reply.raw.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\n\n`)
        reply.raw.end('data: [DONE]\n\ndata: [DONE]\n\ndata: {"choices":[{"index":0,"delta":{"content":"late"}}]}\n\n')
      }),
    )
    const { text, events } = await runToEnd(site, await createProject(site), scene.prompt)
    assert.equal(events.at(-1)?.event, 'run.succeeded')
    assert.ok(!text.includes('late'))
    return neutralStream(text)
  },
  'refuses the key, with words of its own': fails('provider_denied', ({ raw }) => {
    raw.writeHead(401, EVENT_STREAM).end(JSON.stringify({ error: { message: UPSTREAM_SECRET } }))
  }),
  'is over capacity': fails(
    'provider_rate_limited',
    ({ raw }) => void raw.writeHead(429, { 'Retry-After': '7' }).end('{}'),
  ),
  'breaks down': fails('provider_unavailable', ({ raw }) => void raw.writeHead(500, EVENT_STREAM).end(UPSTREAM_SECRET)),
  'hangs up at once': fails('provider_unavailable', ({ raw }) => void raw.destroy()),
  'talks HTML': fails('provider_invalid', ({ raw }) => {
    raw.writeHead(200, { 'Content-Type': 'text/html' }).end(`<h1>${UPSTREAM_SECRET}</h1>`)
  }),
}

export const upstream = group('a provider that fails', cases, { concurrent: true })
