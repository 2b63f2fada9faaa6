import assert from 'node:assert/strict'
import { group, type Case } from '../case.ts'
import { openStream, runToEnd } from '../event-stream.ts'
import { neutralStream, observe, observeHeaders } from '../neutral.ts'
import { createProject, type Site } from '../site.ts'
import { CODE, gatedScene, PAGE, PLAN, wholeAnswer, writing } from '../suite-model.ts'
import type { Reply } from '../../support/scripted-model.ts'

/** Longer than some servers let a connection be silent. */
const SILENCE_MS = 11_000

async function events(site: Site, runId: string, lastEventId?: string) {
  const headers: [string, string][] = lastEventId === undefined ? [] : [['Last-Event-ID', lastEventId]]
  return site.send('GET', `/api/runs/${runId}/events`, { account: site.account, headers })
}

/** What a stream says from its event of this number on; the first opens it. */
function eventsFrom(first: number, text: string): string {
  const blocks = text.split('\n\n').filter((block) => !block.startsWith(':'))
  return neutralStream(blocks.slice(first).join('\n\n'))
}

const cases: Record<string, Case['run']> = {
  'the bytes of a run, after de-chunking': async (site) => {
    const scene = site.model.scene(wholeAnswer)
    const { text } = await runToEnd(site, await createProject(site), scene.prompt)
    assert.match(text, /^retry: 2000\nid: 0-0\nevent: stream\.opened\ndata: \{/)
    assert.ok(text.endsWith('\n\n'))
    return neutralStream(text)
  },
  'characters of several bytes, cut anywhere on the way': async (site) => {
    const whole = Buffer.from(PAGE + CODE)
    const scene = site.model.scene(
      writing(async ({ raw }) => {
        raw.writeHead(200, { 'Content-Type': 'text/event-stream' })
        const piece = (content: string, finish: string | null) =>
          `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}\n\n`
        const bytes = Buffer.from(piece(whole.toString(), null) + piece('', 'stop') + 'data: [DONE]\n\n')
        for (let at = 0; at < bytes.length; at += 7) {
          await new Promise<void>((sent) => raw.write(bytes.subarray(at, at + 7), () => setImmediate(sent)))
        }
        raw.end()
      }),
    )
    const project = await createProject(site)
    const { text } = await runToEnd(site, project, scene.prompt)
    const page = await site.send('GET', `/api/projects/${project}/files/index.html`, { account: site.account })
    assert.match(page.body.toString(), /Привет 😀/)
    return [neutralStream(text), observe(page)]
  },
  'the first event comes before the second is made': async (site) => {
    const gate = Promise.withResolvers<void>()
    const scene = site.model.scene(async (reply, call) => {
      if (call.task !== 'plan') return wholeAnswer(reply, call)
      await gate.promise
      reply.text(PLAN)
      return reply.end()
    })
    const stream = await openStream(site, 'POST', `/api/projects/${await createProject(site)}/runs`, {
      json: { prompt: scene.prompt },
    })
    const before = await stream.until('run.started')
    assert.ok(!before.some(({ event }) => event === 'plan.ready'))
    gate.resolve()
    await stream.until('run.succeeded')
    assert.ok(stream.pieces() > 1)
    return { status: stream.head.status, headers: observeHeaders(stream.head), text: neutralStream(stream.text()) }
  },
  'text is passed on while its file is being written': async (site) => {
    const reached = Promise.withResolvers<Reply>()
    const scene = site.model.scene(
      writing((reply) => {
        reply.text('<file path="index.html">\n<!doctype html>\n<title>first</title>\n')
        reached.resolve(reply)
      }),
    )
    const stream = await openStream(site, 'POST', `/api/projects/${await createProject(site)}/runs`, {
      json: { prompt: scene.prompt },
    })
    const reply = await reached.promise
    // Text is sent on when more comes, or at the latest with the fact that ends it.
    const more = setInterval(() => reply.text('<!-- more -->\n'), 200)
    await stream.until('file.delta')
    clearInterval(more)
    reply.text(`</file>\n${CODE}`)
    reply.end()
    await stream.until('run.succeeded')
    stream.connection.abort()
  },
  'comments keep a stream open that is silent for more than ten seconds': async (site) => {
    const gate = Promise.withResolvers<void>()
    const scene = site.model.scene(async (reply, call) => {
      if (call.task === 'plan') await gate.promise
      return wholeAnswer(reply, call)
    })
    const stream = await openStream(site, 'POST', `/api/projects/${await createProject(site)}/runs`, {
      json: { prompt: scene.prompt },
    })
    const silence = new Promise((resolve) => setTimeout(resolve, SILENCE_MS))
    await stream.untilComments(2)
    await silence
    gate.resolve()
    await stream.until('run.succeeded')
    return neutralStream(stream.text())
  },
  'Last-Event-ID goes on behind any event': async (site) => {
    const whole = await runToEnd(site, await createProject(site), site.model.scene(wholeAnswer).prompt)
    const { runId, events: all } = whole
    for (const place of [0, 1, 3, Math.floor(all.length / 2), all.length - 2]) {
      const rest = await events(site, runId, all[place]?.id)
      assert.equal(eventsFrom(1, rest.body.toString()), eventsFrom(Math.max(1, place + 1), whole.text))
    }
    const end = await events(site, runId, all.at(-1)?.id)
    assert.equal(end.status, 204)
    return [observe(await events(site, runId, all.at(-2)?.id)), observe(end)]
  },
  'a Last-Event-ID that is none': async (site) => {
    const { runId } = await runToEnd(site, await createProject(site), site.model.scene(wholeAnswer).prompt)
    const seen: unknown[] = []
    for (const id of ['x', '1', '-1-0', '1-0, 2-0', '99999999999-0', ''])
      seen.push({ id, ...observe(await events(site, runId, id)) })
    return seen
  },
  'a request that waits for the end of a run is answered with it': async (site) => {
    const { scene, open, reached } = gatedScene(site.model)
    const project = await createProject(site)
    const run = await site.json<{ id: string }>('POST', `/api/projects/${project}/runs`, {
      json: { prompt: scene.prompt },
    })
    await reached
    const early = await site.send('GET', `/api/runs/${run.id}?wait=1`, { account: site.account })
    const waiting = site.send('GET', `/api/runs/${run.id}?wait=60`, { account: site.account })
    open()
    const statuses = [early, await waiting].map(({ status, body }) => [
      status,
      (JSON.parse(body.toString()) as { status: string }).status,
    ])
    assert.deepEqual(statuses, [
      [200, 'running'],
      [200, 'succeeded'],
    ])
    return observe(await waiting)
  },
  'several watchers see the same': async (site) => {
    const gate = Promise.withResolvers<void>()
    const scene = site.model.scene(async (reply, call) => {
      await gate.promise
      return wholeAnswer(reply, call)
    })
    const run = await site.json<{ id: string }>('POST', `/api/projects/${await createProject(site)}/runs`, {
      json: { prompt: scene.prompt },
    })
    const watchers = await Promise.all([1, 2, 3].map(() => openStream(site, 'GET', `/api/runs/${run.id}/events`)))
    gate.resolve()
    await Promise.all(watchers.map((watcher) => watcher.until('run.succeeded')))
    const [first, ...others] = watchers.map((watcher) => neutralStream(watcher.text()))
    for (const other of others) assert.equal(other, first)
    return first
  },
}

export const streams = group('event streams', cases, { concurrent: true })
