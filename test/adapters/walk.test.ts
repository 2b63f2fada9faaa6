import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { startWebProcess, type Runtime, type WebProcess } from '../../local/web-process.ts'
import { fetchChecked } from '../support/checked-app.ts'
import { walk, WALK_STATUSES } from '../support/walk.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'

// The walk of the README, on each runtime that `npm start` and `npm run dev` offer.
const RUNTIMES = ['node', 'workers'] as const
const processes = new Map<Runtime, WebProcess>()

beforeAll(async () => {
  for (const runtime of RUNTIMES) {
    const folder = await makeTemporaryFolder()
    const environment = inject('environment')
    processes.set(runtime, await startWebProcess({ runtime, environment, port: 0, folder, onLine: () => undefined }))
  }
}, 120_000)
afterAll(async () => {
  for (const web of processes.values()) await web.stop()
})

describe('the walk of the README', () => {
  it('gives the same statuses and bodies on Node and on workerd', async () => {
    const [node, workers] = await Promise.all(RUNTIMES.map((runtime) => walk(processes.get(runtime)?.url ?? '')))
    expect(node?.map(({ status }) => status)).toEqual(WALK_STATUSES)
    expect(workers).toEqual(node)
  })

  it('serves the same bytes that were built', async () => {
    const built = await readFile('dist/app.js', 'utf8')
    expect(built).not.toMatch(/from"node:/)
    for (const runtime of RUNTIMES) {
      const health = (await (await fetchChecked(`${processes.get(runtime)?.url}/health`)).json()) as { runtime: string }
      expect(health.runtime).toBe(runtime === 'node' ? 'node' : 'workerd')
    }
  })
})
