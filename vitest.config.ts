import { defineConfig } from 'vitest/config'

/** Folders whose tests need backing services. They share one set of them. */
const WITH_SERVICES = ['adapters', 'client', 'functions', 'gateway', 'http', 'runs', 'supabase', 'webhooks', 'mcp'].map(
  (folder) => `test/${folder}/**/*.test.ts`,
)
WITH_SERVICES.push('test/generation/*.test.ts')
/** What takes long to look at case by case, and is a script of its own: */
const SLOW = [
  // each rule of the database, on each kind of PostgreSQL,
  ...['abuses', 'direct-access', 'members', 'path-rules', 'second-factors'].map(
    (name) => `test/supabase/${name}.test.ts`,
  ),
  // commands, and the main job, as processes over services of their own,
  'test/cli/commands/*.test.ts',
  'test/local/{demo,start}.test.ts',
  // tens of thousands of requests beside a collector that is out,
  'test/adapters/collector-outages.test.ts',
  // hundreds of runs and calls under a budget,
  'test/runs/{budget-runs,many-budgets}.test.ts',
  'test/functions/budgets.test.ts',
  // whatever models and providers do wrong, one after the other,
  'test/generation/{cut-answers,misbehaviours}.test.ts',
  'test/runs/poison.test.ts',
  'test/gateway/faults.test.ts',
  // a thousand calls with secrets in them,
  'test/gateway/key-secrecy.test.ts',
  // a suite of prompts,
  'test/cli/eval/evaluate.test.ts',
  // each of the twelve factors, broken on purpose,
  'test/cli/factors/factors.test.ts',
  // pages of docs, block by block, over servers of their own,
  'test/docs/{guide,streams,ci,telegram-bot}.test.ts',
  // routes for which many people sign up, each of whom has a password that takes its time to hash,
  ...['account', 'admin', 'members', 'mfa', 'passwords'].map((name) => `test/functions/${name}.test.ts`),
  // processes that work, tell of themselves and end,
  'test/adapters/{logs,shutdown,worker}.test.ts',
  'test/deploy/monitoring-processes.test.ts',
  'test/runs/abandoned.test.ts',
  // what is waited for until a time has passed,
  'test/functions/{answer-cache,imports}.test.ts',
  'test/http/rate-limit.test.ts',
  'test/runs/{awaiting-input,races,run-costs,waiting,watch}.test.ts',
  'test/webhooks/delivery.test.ts',
  // and what is opened in a browser.
  'test/browser/catalogue.test.ts',
  'test/functions/*-in-browser.test.ts',
  'test/generation/smoke-test.test.ts',
]
/** Processes that are killed and services that are turned off: slow, and a script of its own. */
const CHAOS = ['test/chaos/**/*.test.ts']
/** Suites with a configuration of their own. */
const APART = ['test/conformance/**', 'test/clients/**', 'test/openapi/**', 'test/browser/studio/**']
const globalSetup = ['test/support/global-setup.ts']

export default defineConfig({
  test: {
    // Of no test's business, but for one that hangs: a busy machine takes its time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Most tests wait for processes and sockets, so that a core to spare would be idle.
    maxWorkers: 2,
    // Many tests provoke errors, and the app logs them: only where a test fails, somebody wants to read that.
    silent: 'passed-only',
    reporters: ['default', './test/support/report-skipped.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...WITH_SERVICES, ...SLOW, ...CHAOS, ...APART],
        },
      },
      { extends: true, test: { name: 'services', include: WITH_SERVICES, exclude: SLOW, globalSetup } },
      { extends: true, test: { name: 'slow', include: SLOW, globalSetup } },
      { extends: true, test: { name: 'chaos', include: CHAOS, globalSetup } },
    ],
  },
})
