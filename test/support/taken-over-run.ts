// A run that is begun on Node by a process that is killed, and watched and ended on workerd.
import { expect, vi } from 'vitest'
import { startWebProcess } from '../../local/web-process.ts'
import { createRemoteClient } from './remote.ts'
import { startScriptedModel } from './scripted-model.ts'
import { makeTemporaryFolder } from './temporary-folder.ts'

const PLAN = '<plan title="One">\nOne file.\n- one.txt: it\n</plan>\n'
const FILE = '<file path="one.txt">\n1\n</file>\n'

export type TakenOver = {
  runId: string
  /** The span that the run's maker named as its own. */
  parentId: string
  /** Ends the second process, which until then sends what it knows. */
  stop: () => Promise<void>
}
type Options = {
  /** Of the backing services, and where telemetry goes. */
  environment: Record<string, string>
  /** Of the request that makes the run. */
  traceId: string
  /** Whether what the first process told of its plan has arrived where the test looks for it: it is killed then. */
  isPlanTold: (runId: string) => Promise<boolean>
}

/** Returns when a watcher has seen the run succeed. */
export async function takeOverRun({ environment, traceId, isPlanTold }: Options): Promise<TakenOver> {
  const parentId = 'b7ad6b7169203331'
  const model = await startScriptedModel()
  const all = { ...environment, ...model.environment, RUN_LEASE_SECONDS: '3', EVENTS_POLL_MS: '100' }
  const start = async (runtime: 'node' | 'workers') =>
    startWebProcess({
      runtime,
      environment: all,
      port: 0,
      folder: await makeTemporaryFolder(),
      onLine: () => undefined,
    })
  const second = await start('workers')
  const stop = async () => {
    await second.stop()
    await model.close()
  }
  try {
    const first = await start('node')
    const silent = Promise.withResolvers<void>()
    model.script((reply, { task }) => {
      if (task !== 'plan') return silent.resolve()
      reply.text(PLAN)
      reply.end()
    })
    const client = await createRemoteClient(first.url)
    const { id: projectId } = await client.json<{ id: string }>('POST', '/api/projects', { name: 'x' })
    const headers = { traceparent: `00-${traceId}-${parentId}-01` }
    const made = await client.fetch('POST', `/api/projects/${projectId}/runs`, { prompt: 'x' }, headers)
    const { id: runId } = (await made.json()) as { id: string }
    await silent.promise
    await vi.waitFor(async () => expect(await isPlanTold(runId)).toBe(true), { timeout: 60_000, interval: 200 })
    await first.stop('SIGKILL')

    model.script((reply) => {
      reply.text(FILE)
      reply.end()
    })
    const watcher = await createRemoteClient(second.url, client.token)
    const events = await (await watcher.fetch('GET', `/api/runs/${runId}/events`)).text()
    expect(events).toContain('event: run.succeeded')
    return { runId, parentId, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
