import { spawn } from 'node:child_process'
import { expect, it } from 'vitest'
import { parseConfig } from '../../src/app.ts'
import { startServices } from '../../local/services.ts'
import { encodeBlob } from '../../src/projects/blobs.ts'
import { prune } from '../../src/projects/prune.ts'
import { createRun } from '../../src/runs/run.ts'
import { connectAsService, connectAsUser, rowsOf } from '../../src/services/supabase.ts'
import { createCheckedApp } from '../support/checked-app.ts'
import { createProject, signUp } from '../support/client.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'

it('the worker process takes up a run that nobody watches, and ends on SIGTERM', async () => {
  // Services of its own: a worker takes up every run it finds.
  const dataDir = await makeTemporaryFolder()
  const services = await startServices({ dataDir, database: 'in memory' }, {})
  const environment = { ...services.environment, LOG_LEVEL: 'error', RUN_LEASE_SECONDS: '2' }
  const config = parseConfig(environment)
  const client = await signUp(createCheckedApp(config))
  const projectId = await createProject(client)
  const database = connectAsUser(config, client.token)
  const model = config.AI_MODELS[0] ?? ''
  await createRun(database, projectId, { kind: 'generate', prompt: 'A quiz', model })

  const worker = spawn(process.execPath, ['dist/worker.js'], { env: environment, stdio: 'ignore' })
  const exited = new Promise<number | null>((resolve) => {
    worker.once('exit', resolve)
  })
  const head = async () => (await client.call('GET', `/api/projects/${projectId}`)).json
  await expect.poll(head, { timeout: 20_000, interval: 200 }).toMatchObject({ head: 1 })
  worker.kill('SIGTERM')
  expect(await exited).toBe(0)
  await services.close()
})

it('the worker process takes away what nobody needs although Redis is away', async () => {
  const dataDir = await makeTemporaryFolder()
  const services = await startServices({ dataDir, database: 'in memory' }, {})
  const config = parseConfig({ ...services.environment, LOG_LEVEL: 'error' })
  const client = await signUp(createCheckedApp(config))
  const service = connectAsService(config)
  const run = { kind: 'generate' as const, prompt: 'A quiz', model: config.AI_MODELS[0] ?? '' }
  const { id } = await createRun(connectAsUser(config, client.token), await createProject(client), run, 60)
  const driver = { p_run: id, p_epoch: 1 }
  const stored = { p_events: [], p_blobs: [await encodeBlob(new TextEncoder().encode('x'))], p_step: null }
  rowsOf(await service.rpc('record_run', { ...driver, p_lease_seconds: 60, ...stored }))
  rowsOf(await service.rpc('finish_run', { ...driver, p_result: { status: 'canceled' }, p_manifest: null }))
  const left = async () => (await prune(config, 100, true)).blobs
  expect(await left()).toBe(1)

  const environment = { ...services.environment, LOG_LEVEL: 'error', UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:1' }
  const worker = spawn(process.execPath, ['dist/worker.js'], { env: environment, stdio: 'ignore' })
  await expect.poll(left, { timeout: 60_000, interval: 200 }).toBe(0)
  worker.kill('SIGTERM')
  await services.close()
})
