// The app over real local backing services, once per test run: test/support/global-setup.ts starts them.
import { inject } from 'vitest'
import { parseConfig, type App, type Config, type Log } from '../../src/app.ts'
import { createCheckedApp } from './checked-app.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    environment: Record<string, string>
  }
}

export type Stack = { app: App; config: Config; idle: () => Promise<void> }

/** An app in this process over the shared services; `overrides` are environment variables. */
export function makeStack(overrides: Record<string, string> = {}, log?: Log): Stack {
  const config = parseConfig({ ...inject('environment'), LOG_LEVEL: 'error', EVENTS_POLL_MS: '20', ...overrides })
  const app = createCheckedApp(config, log)
  const pending = new Set<Promise<unknown>>()
  const defer = (work: Promise<unknown>) => {
    pending.add(work)
    void work.finally(() => pending.delete(work))
  }
  const fetchApp = app.fetch.bind(app)
  // Callers come from this machine, as they do where the app is a process.
  const runtime = { runtime: 'test', clientAddress: '127.0.0.1', defer }
  app.fetch = (request, env, context) => fetchApp(request, { ...runtime, ...(env as object) }, context)
  return {
    app,
    config,
    idle: async () => {
      while (pending.size > 0) await Promise.allSettled(pending)
    },
  }
}
