// One run, begun by a process that is killed and ended by another on another runtime, as its operator finds it afterwards.
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { startWebProcess, type WebProcess } from '../../local/web-process.ts'
import { startRuntime, type Running } from '../conformance/runtimes.ts'
import { startCollector, type Collector, type ReceivedSpan } from '../support/collector.ts'
import { createRemoteClient } from '../support/remote.ts'
import { startScriptedModel, type ScriptedModel } from '../support/scripted-model.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const PARENT = 'b7ad6b7169203331'
const PLAN = '<plan title="One">\nOne file.\n- one.txt: it\n</plan>\n'
const FILE = '<file path="one.txt">\n1\n</file>\n'

let collector: Collector
let model: ScriptedModel
let folder: string
let node: WebProcess
let workerd: Running

beforeAll(async () => {
  collector = await startCollector()
  model = await startScriptedModel()
  const environment = {
    ...inject('environment'),
    ...model.environment,
    RUN_LEASE_SECONDS: '3',
    EVENTS_POLL_MS: '100',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_LOGS_EXPORTER: 'otlp',
  }
  folder = await mkdtemp(join(tmpdir(), 'samokoder-test-'))
  await cp('dist', join(folder, 'dist'), { recursive: true })
  workerd = await startRuntime('workerd', { folder, environment })
  const onLine = () => undefined
  node = await startWebProcess({ runtime: 'node', environment, port: 0, folder: await makeTemporaryFolder(), onLine })
})
afterAll(async () => {
  await workerd.stop()
  await model.close()
  await rm(folder, { recursive: true, force: true })
  await collector.close()
})

describe('a run that is begun on Node, whose process is killed, and watched and ended on workerd', () => {
  it('is one trace that is whole, in which each part has its parent, and is found whole in the log by its id', async () => {
    const silent = Promise.withResolvers<void>()
    model.script((reply, { task }) => {
      if (task !== 'plan') return silent.resolve()
      reply.text(PLAN)
      reply.end()
    })
    const client = await createRemoteClient(node.url)
    const { id: projectId } = await client.json<{ id: string }>('POST', '/api/projects', { name: 'x' })
    const headers = { traceparent: `00-${TRACE}-${PARENT}-01` }
    const made = await client.fetch('POST', `/api/projects/${projectId}/runs`, { prompt: 'x' }, headers)
    const { id: runId } = (await made.json()) as { id: string }
    await silent.promise
    const ofRun = () => collector.lines.filter(({ attributes }) => attributes['run_id'] === runId)
    const messages = () => [...named('step plan').map(({ name }) => name), ...ofRun().map(({ message }) => message)]
    await expect.poll(messages, { timeout: 30_000 }).toEqual(expect.arrayContaining(['step plan', 'run step']))
    await node.stop('SIGKILL')

    model.script((reply) => {
      reply.text(FILE)
      reply.end()
    })
    const watcher = await createRemoteClient(`http://127.0.0.1:${workerd.port}`, client.token)
    const events = await (await watcher.fetch('GET', `/api/runs/${runId}/events`)).text()
    expect(events).toContain('event: run.succeeded')
    await expect.poll(() => named('run generate'), { timeout: 30_000 }).toHaveLength(1)

    const ofTrace = collector.spans.filter(({ traceId }) => traceId === TRACE)
    const ids = new Set([PARENT, ...ofTrace.map(({ spanId }) => spanId)])
    expect(ofTrace.filter(({ parentSpanId }) => !ids.has(parentSpanId ?? '')).map(({ name }) => name)).toEqual([])
    const [first, second] = named('claim run')
    expect(first?.attributes).toEqual({ 'samokoder.run.id': runId, 'samokoder.run.epoch': 1 })
    expect(second?.attributes).toEqual({ 'samokoder.run.id': runId, 'samokoder.run.epoch': 2 })
    const watched = named('GET /api/runs/:id/events')[0]
    expect(second?.links).toEqual([idsOf(first), idsOf(watched)])
    expect(watched?.links).toEqual([idsOf(first)])
    expect(named('POST /api/projects/:id/runs')[0]).toMatchObject({ traceId: TRACE, parentSpanId: PARENT })
    expect(named('step plan')[0]).toMatchObject({ traceId: TRACE, parentSpanId: first?.spanId })
    expect(named('step write').at(-1)).toMatchObject({ traceId: TRACE, parentSpanId: second?.spanId })
    const processes = [first, second].map((span) => span?.resource['service.instance.id'])
    expect(new Set(processes).size).toBe(2)

    const told = () =>
      ofRun().map(({ message, attributes: { route, step, epoch } }) => [message, route ?? step ?? epoch])
    await expect.poll(told, { timeout: 30_000 }).toEqual(
      expect.arrayContaining([
        ['request', '/api/projects/:id/runs'],
        ['run claimed', 1],
        ['run step', 'plan'],
        ['request', '/api/runs/:id/events'],
        ['run claimed', 2],
        ['run step', 'write'],
        ['run ended', undefined],
      ]),
    )
    const traces = ofRun().filter(({ message }) => message !== 'request')
    expect(new Set(traces.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]))
  })
})

function named(wanted: string): ReceivedSpan[] {
  return collector.spans.filter(({ name }) => name === wanted)
}

function idsOf(span: ReceivedSpan | undefined): { traceId: string | undefined; spanId: string | undefined } {
  return { traceId: span?.traceId, spanId: span?.spanId }
}
