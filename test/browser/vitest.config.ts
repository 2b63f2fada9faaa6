// `npm run test:browser`: the Studio in Chromium, over a built process and real services.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/browser/studio/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: 1,
    silent: 'passed-only',
    reporters: ['default', './test/support/report-skipped.ts'],
  },
})
