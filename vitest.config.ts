import { defineConfig } from 'vitest/config'

/** Folders whose tests need backing services. They share one set of them. */
const WITH_SERVICES = ['adapters', 'chaos', 'functions', 'gateway', 'http', 'runs', 'supabase'].map(
  (folder) => `test/${folder}/**/*.test.ts`,
)
WITH_SERVICES.push('test/generation/*.test.ts')

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
        test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: [...WITH_SERVICES, 'test/conformance/**'] },
      },
      {
        extends: true,
        test: { name: 'services', include: WITH_SERVICES, globalSetup: ['test/support/global-setup.ts'] },
      },
    ],
  },
})
