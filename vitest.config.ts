import { defineConfig } from 'vitest/config'

// Two projects: what needs no backing service, and what shares one set of them.
export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Most tests wait for processes and sockets, so that a core to spare would be idle.
    maxWorkers: 2,
    reporters: ['default', './test/support/report-skipped.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/functions/**', 'test/adapters/**', 'test/chaos/**', 'test/bench/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'services',
          include: ['test/functions/**/*.test.ts', 'test/adapters/**/*.test.ts', 'test/chaos/**/*.test.ts'],
          globalSetup: ['test/support/global-setup.ts'],
        },
      },
    ],
  },
})
