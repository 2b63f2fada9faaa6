// Runs what was built on every release line of Node that is promised, and walks its main job: the web process, the worker
// process and the command line. A line that npm cannot fetch is left out by name.
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { startServices } from '../../local/services.ts'
import { startWebProcess } from '../../local/web-process.ts'
import { parseConfig } from '../../src/config.ts'
import { createRun } from '../../src/runs/run.ts'
import { connectAsUser } from '../../src/services/supabase.ts'
import { VERSION } from '../../src/telemetry/release.ts'
import { createRemoteClient } from '../support/remote.ts'
import { walk, WALK_STATUSES, type NeutralStep } from '../support/walk.ts'
import { findNode, type FoundNode } from './find-node.ts'

const LINES = [20, 22, 24, 26]
/** Far more than a run of the offline model takes. */
const WORKER_TIMEOUT_MS = 120_000

const run = promisify(execFile)
const folder = await mkdtemp(join(tmpdir(), 'samokoder-node-versions-'))
const services = await startServices({ dataDir: folder, database: 'in memory' }, {})
const environment: Record<string, string> = {
  ...services.environment,
  // Nothing here is about time: the machine may be busy.
  SERVICE_TIMEOUT_MS: '60000',
}
const walks: NeutralStep[][] = []
try {
  const found = await Promise.all(LINES.map((line) => findNode(line).catch((error: Error) => error)))
  for (const [index, node] of found.entries()) {
    if (node instanceof Error) process.stdout.write(`left out: Node ${LINES[index]}, since ${node.message}\n`)
    else await checkNode(node)
  }
  assert.notEqual(walks.length, 0, 'no Node was there to walk on')
} finally {
  await services.close()
  await rm(folder, { recursive: true, force: true })
}

async function checkNode(node: FoundNode): Promise<void> {
  const onLine = () => undefined
  const web = await startWebProcess({ runtime: 'node', node: node.binary, environment, port: 0, folder, onLine })
  try {
    await checkWalk(web.url)
    await checkCommandLine(node)
    await checkWorker(node, web.url)
  } finally {
    assert.equal(await web.stop(), 0)
  }
  process.stdout.write(`ok: Node ${node.version} serves the API, takes up a run and has the command line\n`)
}

/** Every Node answers as the first one did; streamed text aside, some of which a busy machine may keep from a watcher. */
async function checkWalk(url: string): Promise<void> {
  const steps = (await walk(url)).map((step) => ({ ...step, text: '' }))
  const statuses = steps.map(({ status }) => status)
  assert.deepEqual(statuses, WALK_STATUSES)
  walks.push(steps)
  assert.deepEqual(steps, walks[0])
}

/** It tells its version, and of the calls of the walk. */
async function checkCommandLine({ binary }: FoundNode): Promise<void> {
  const { stdout: version } = await run(binary, ['dist/cli.js', '--version'])
  assert.equal(version.trim(), VERSION)
  const { stdout: usage } = await run(binary, ['dist/cli.js', 'usage', '--json'], { env: environment })
  assert.ok(usage.includes(`"${environment['AI_MODELS']}"`), usage)
}

/** The worker process takes up a run that nobody drives, and ends when it is told to. */
async function checkWorker({ binary }: FoundNode, url: string): Promise<void> {
  const client = await createRemoteClient(url)
  const { id } = await client.json<{ id: string }>('POST', '/api/projects', { name: 'Left alone' })
  const config = parseConfig(environment)
  const model = config.AI_MODELS[0] ?? ''
  await createRun(connectAsUser(config, client.token), id, { kind: 'generate', prompt: 'A quiz', model })
  const worker = spawn(binary, ['dist/worker.js'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: WORKER_TIMEOUT_MS,
  })
  const exited = once(worker, 'exit')
  for await (const line of createInterface({ input: worker.stdout })) {
    const { message } = JSON.parse(line) as { message: string }
    if (message === 'run ended') worker.kill('SIGTERM')
  }
  assert.deepEqual(await exited, [0, null])
  assert.equal((await client.json<{ head: number }>('GET', `/api/projects/${id}`)).head, 1)
}
