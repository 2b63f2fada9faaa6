// One project per runtime over one list of cases, and one for each set of rows that is about more than a runtime.
// `npm run test:conformance -- --project node --project bun -t HEAD` runs some of them; Node stays, as what others are
// held to.
import { defineConfig } from 'vitest/config'
import { ReportMatrix } from './report-matrix.ts'
import { RUNTIMES } from './runtimes.ts'

function project(name: string, file: string, groupOrder: number, provide = {}) {
  return {
    test: {
      name,
      include: [`test/conformance/${file}.test.ts`],
      provide,
      sequence: { groupOrder },
      // What takes long on a machine that others use is not wrong.
      testTimeout: 300_000,
      hookTimeout: 300_000,
      maxConcurrency: 6,
      maxWorkers: 3,
    },
  }
}

export default defineConfig({
  test: {
    // The table shows what passes; how long it took is no news on a machine that others use.
    slowTestThreshold: 60_000,
    globalSetup: ['test/conformance/global-setup.ts'],
    reporters: [new ReportMatrix(), 'default'],
    projects: [
      ...RUNTIMES.map((runtime) => project(runtime, 'cases', runtime === 'node' ? 0 : 1, { runtime })),
      project('services', 'swapped-services', 0),
      project('fleet', 'mixed-fleet', 1),
      project('budget', 'shared-budget', 1),
      // Last: a sweep takes up every run that it finds, also one of another project.
      project('lifecycle', 'lifecycle', 2),
    ],
  },
})
