// One run, begun by a process that is killed and ended by another on another runtime, as its operator finds it afterwards.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { startCollector, type Collector, type ReceivedSpan } from '../support/collector.ts'
import { takeOverRun, type TakenOver } from '../support/taken-over-run.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'

let collector: Collector
let run: TakenOver

const ofRun = (runId: string) => collector.lines.filter(({ attributes }) => attributes['run_id'] === runId)

beforeAll(async () => {
  collector = await startCollector()
  run = await takeOverRun({
    environment: {
      ...inject('environment'),
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_LOGS_EXPORTER: 'otlp',
    },
    traceId: TRACE,
    isPlanTold: (runId) =>
      Promise.resolve(named('step plan').length > 0 && ofRun(runId).some(({ message }) => message === 'run step')),
  })
})
afterAll(async () => {
  await run.stop()
  await collector.close()
})

describe('a run that is begun on Node, whose process is killed, and watched and ended on workerd', () => {
  it('is one trace that is whole, in which each part has its parent, and is found whole in the log by its id', async () => {
    const { runId, parentId } = run
    await expect.poll(() => named('run generate'), { timeout: 30_000 }).toHaveLength(1)

    const ofTrace = collector.spans.filter((span) => span.traceId === TRACE)
    const ids = new Set([parentId, ...ofTrace.map(({ spanId }) => spanId)])
    expect(ofTrace.filter(({ parentSpanId }) => !ids.has(parentSpanId ?? '')).map(({ name }) => name)).toEqual([])
    const [first, second] = named('claim run')
    expect(first?.attributes).toEqual({ 'samokoder.run.id': runId, 'samokoder.run.epoch': 1 })
    expect(second?.attributes).toEqual({ 'samokoder.run.id': runId, 'samokoder.run.epoch': 2 })
    const watched = named('GET /api/runs/:id/events')[0]
    expect(second?.links).toEqual([idsOf(first), idsOf(watched)])
    expect(watched?.links).toEqual([idsOf(first)])
    expect(named('POST /api/projects/:id/runs')[0]).toMatchObject({ traceId: TRACE, parentSpanId: parentId })
    expect(named('step plan')[0]).toMatchObject({ traceId: TRACE, parentSpanId: first?.spanId })
    expect(named('step write').at(-1)).toMatchObject({ traceId: TRACE, parentSpanId: second?.spanId })
    const processes = [first, second].map((span) => span?.resource['service.instance.id'])
    expect(new Set(processes).size).toBe(2)

    const told = () =>
      ofRun(runId).map(({ message, attributes: { route, step, epoch } }) => [message, route ?? step ?? epoch])
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
    const traces = ofRun(runId).filter(({ message }) => message !== 'request')
    expect(new Set(traces.map((line) => line.traceId))).toEqual(new Set([TRACE]))
  })
})

function named(wanted: string): ReceivedSpan[] {
  return collector.spans.filter(({ name }) => name === wanted)
}

function idsOf(span: ReceivedSpan | undefined): { traceId: string | undefined; spanId: string | undefined } {
  return { traceId: span?.traceId, spanId: span?.spanId }
}
