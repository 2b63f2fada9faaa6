import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/openapi/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    silent: 'passed-only',
    reporters: ['default', './test/support/report-skipped.ts'],
  },
})
