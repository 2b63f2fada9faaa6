import { spawn } from 'node:child_process'
import { expect, it } from 'vitest'
import { parseConfig } from '../../src/app.ts'
import { startServices } from '../../local/services.ts'
import { createRun } from '../../src/runs/run.ts'
import { connectAsUser } from '../../src/services/supabase.ts'
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
