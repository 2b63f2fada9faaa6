// A run that another process takes over, as its operator finds it in the stores of compose.yaml.
import { afterAll, describe, expect, it, vi } from 'vitest'
import { startServices } from '../../local/services.ts'
import {
  findLines,
  NO_JAEGER,
  NO_LOGS,
  spansOf,
  startCollector,
  startJaeger,
  startLogs,
  stopStarted,
} from '../support/monitoring.ts'
import { takeOverRun } from '../support/taken-over-run.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'

const WAIT = { timeout: 60_000, interval: 200 }
const MISSING = NO_LOGS === '' ? NO_JAEGER : NO_LOGS

afterAll(stopStarted)

describe.skipIf(MISSING !== '')(`a run that outlives its process${MISSING}`, () => {
  it('is found whole by its id in the log store, and as one trace', async () => {
    const services = await startServices({ dataDir: await makeTemporaryFolder(), database: 'in memory' }, {})
    const [logs, jaeger] = [await startLogs(), await startJaeger()]
    const collector = await startCollector('deploy/collector/compose.yml', logs, jaeger.otlp)
    const TRACE = '0af7651916cd43dd8448eb211c80319c'
    const tellsOf = (runId: string) => findLines(logs, `run_id:="${runId}"`)
    const run = await takeOverRun({
      environment: {
        ...services.environment,
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.otlp,
        OTEL_LOGS_EXPORTER: 'otlp',
      },
      traceId: TRACE,
      isPlanTold: async (runId) =>
        (await tellsOf(runId)).some(({ _msg }) => _msg === 'run step') &&
        (await spansOf(jaeger.query, TRACE)).some(({ operationName }) => operationName === 'step plan'),
    })
    try {
      const told = async () =>
        (await tellsOf(run.runId)).map(({ _msg, step, epoch, route }) => `${_msg} ${step ?? epoch ?? route ?? ''}`)
      await vi.waitFor(async () => {
        expect(await told()).toEqual(
          expect.arrayContaining([
            'request /api/projects/:id/runs',
            'run claimed 1',
            'run step plan',
            'request /api/runs/:id/events',
            'run claimed 2',
            'run step write',
            expect.stringMatching(/^run ended/),
          ]),
        )
      }, WAIT)
      await vi.waitFor(async () => {
        const names = (await spansOf(jaeger.query, TRACE)).map(({ operationName }) => operationName)
        expect(names.filter((name) => name === 'claim run')).toHaveLength(2)
        expect(names).toEqual(
          expect.arrayContaining(['POST /api/projects/:id/runs', 'step plan', 'step write', 'run generate']),
        )
      }, WAIT)
      // Each part stands below another of the same trace, but for the first, whose parent is the caller's own, and for calls
      // of the step that the killed process was in, which has no end.
      const spans = await spansOf(jaeger.query, TRACE)
      const known = new Set([run.parentId, ...spans.map(({ spanID }) => spanID)])
      const lost = spans.filter(
        ({ operationName, references }) =>
          !operationName.startsWith('CALL ') && !references.some(({ spanID }) => known.has(spanID)),
      )
      expect(lost.map(({ operationName }) => operationName)).toEqual([])
    } finally {
      await run.stop()
      await services.close()
    }
  })
})
