// Builds the image, starts it as an operator would and checks what docs/deploy.md promises of it. IMAGE names one that is
// built already. Needs port 8000, and Docker or, as root, buildah; elsewhere it says why it is left out.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServices } from '../../local/services.ts'
import { fetchChecked } from '../support/checked-app.ts'
import { samokoder } from '../support/cli.ts'
import { createRemoteClient } from '../support/remote.ts'
import { startScriptedModel, type Reply, type ScriptedModel } from '../support/scripted-model.ts'
import { runInContainer, startContainer, type Container } from './container.ts'
import { findEngine, type Engine } from './engine.ts'

const URL = 'http://127.0.0.1:8000'
const MAX_ADDED_BYTES = 10_000_000

/** Prints who it is, what /app holds, and what becomes of an attempt to write. */
const PROBE = `
const { readdirSync, statSync, writeFileSync } = require('node:fs')
const attempt = (path) => { try { writeFileSync(path, ''); return 'written' } catch ({ code }) { return code } }
const files = readdirSync('/app', { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
const bytes = files.map(({ parentPath, name }) => statSync(parentPath + '/' + name).size).reduce((sum, size) => sum + size)
console.log(JSON.stringify({ uid: process.getuid(), top: readdirSync('/app'), bytes,
  writes: ['/app/x', '/tmp/x', '/home/node/x'].map(attempt) }))`

const given = process.env['IMAGE']
const image = given ?? 'samokoder-check'
const engine = findEngine()
if (typeof engine === 'string') {
  process.stdout.write(`The image is not checked: ${engine}.\n`)
  process.exit(given === undefined ? 0 : 1)
}
const started: Container[] = []
const folder = await mkdtemp(join(tmpdir(), 'samokoder-image-'))
try {
  if (given === undefined) engine.build(image, readCommit())
  await checkContents(engine)
  await checkService(engine)
} finally {
  for (const container of started) container.kill('SIGTERM')
  await Promise.allSettled(started.map(({ ended }) => ended))
  engine.close()
  await rm(folder, { recursive: true })
}

function readCommit(): string {
  return process.env['SOURCE_COMMIT'] ?? execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim()
}

async function checkContents(engine: Engine): Promise<void> {
  const { User, Cmd, StopSignal, ExposedPorts, Healthcheck, Labels } = engine.inspect(image)
  assert.match(User, /^[1-9]\d*:[1-9]\d*$/)
  assert.deepEqual(Cmd, ['node', 'dist/node.js'])
  assert.equal(StopSignal, 'SIGTERM')
  assert.deepEqual(Object.keys(ExposedPorts), ['8000/tcp'])
  assert.deepEqual(Healthcheck.Test.slice(0, 2), ['CMD', 'node'])
  assert.equal(Labels['org.opencontainers.image.licenses'], 'MIT')
  report('starts without a shell, names its port, signal, health check and labels')

  const { line } = await runInContainer(engine, image, ['node', '-e', PROBE])
  const { uid, top, bytes, writes } = JSON.parse(line) as {
    uid: number
    top: string[]
    bytes: number
    writes: string[]
  }
  assert.notEqual(uid, 0)
  assert.deepEqual(top, ['dist'])
  assert.ok(bytes < MAX_ADDED_BYTES, `${bytes} bytes`)
  assert.deepEqual(writes, ['EROFS', 'EROFS', 'EROFS'])
  report(`runs as user ${uid} on a read-only root; adds ${bytes} bytes to its base, all of it dist/`)
}

async function checkService(engine: Engine): Promise<void> {
  const model = await startScriptedModel()
  const attached = { AI_BASE_URL: model.url, AI_API_KEY: 'k', AI_MODELS: 'm' }
  const services = await startServices({ dataDir: folder, database: 'in memory' }, attached)
  const environment = { ...services.environment, ...attached }
  try {
    await checkHealth(engine, environment)
    await checkProbe(engine, environment, model)
    await checkFinishedRun(await startWeb(engine, environment), model)
    const hasty = { ...environment, SHUTDOWN_GRACE_SECONDS: '1', RUN_LEASE_SECONDS: '2' }
    await checkHandedOverRun(() => startWeb(engine, hasty), model)
  } finally {
    await services.close()
    await model.close()
  }
}

async function startWeb(engine: Engine, environment: Record<string, string>): Promise<Container> {
  const web = startContainer(engine, image, environment)
  started.push(web)
  await web.line('"message":"listening"')
  return web
}

async function checkHealth(engine: Engine, environment: Record<string, string>): Promise<void> {
  const test = engine.inspect(image).Healthcheck.Test.slice(1)
  const idle = await runInContainer(engine, image, test)
  assert.equal(idle.code, 1, 'port 8000 must be free')
  const web = await startWeb(engine, environment)
  const health = (await (await fetchChecked(`${URL}/health`)).json()) as Record<string, string>
  const sha256 = createHash('sha256')
    .update(await readFile('dist/app.js'))
    .digest('hex')
  assert.equal(health['runtime'], 'node')
  assert.equal(health['app_sha256'], sha256)
  if (given === undefined) assert.equal(health['commit'], readCommit())
  assert.equal((await runInContainer(engine, image, test)).code, 0)
  web.kill('SIGTERM')
  assert.equal(await web.ended, 0)
  report(
    `answers GET /health on port 8000; app.js is dist/app.js, SHA-256 ${sha256}; the health check tells up from down`,
  )
}

/** `samokoder probe` from outside of the container. */
async function checkProbe(engine: Engine, environment: Record<string, string>, model: ScriptedModel): Promise<void> {
  const web = await startWeb(engine, environment)
  model.script((reply, { task }) => (task === 'plan' ? writePlan(reply) : writeFile(reply)))
  const { code, stdout } = await samokoder({}, 'probe', '--url', URL)
  assert.equal(code, 0, stdout)
  web.kill('SIGTERM')
  assert.equal(await web.ended, 0)
  report('does the main job for a stranger, as samokoder probe walks it')
}

/** A run of one file, watched by its client; the model is held before it writes that file. */
async function startRun(model: ScriptedModel) {
  const writing = Promise.withResolvers<Reply>()
  model.script((reply, { task }) => {
    if (task !== 'plan') return writing.resolve(reply)
    writePlan(reply)
  })
  const client = await createRemoteClient(URL)
  const { id } = await client.json<{ id: string }>('POST', '/api/projects', { name: 'x' })
  const accept = { Accept: 'text/event-stream' }
  const stream = await client.fetch('POST', `/api/projects/${id}/runs`, { prompt: 'x' }, accept)
  return { client, stream, reply: await writing.promise }
}

function writePlan(reply: Reply): void {
  reply.text('<plan title="One">\nOne file.\n- one.txt: it\n</plan>\n')
  reply.end()
}

function writeFile(reply: Reply): void {
  reply.text('<file path="one.txt">\n1\n</file>\n')
  reply.end()
}

async function checkFinishedRun(web: Container, model: ScriptedModel): Promise<void> {
  const { stream, reply } = await startRun(model)
  web.kill('SIGTERM')
  await web.line('"message":"stopping"')
  writeFile(reply)
  assert.match(await stream.text(), /event: stream\.closing/)
  assert.match(await web.line('"message":"run ended"'), /"status":"succeeded"/)
  assert.equal(await web.ended, 0)
  report('on SIGTERM with a stream open, sends the stream on, finishes the run and exits 0')
}

async function checkHandedOverRun(start: () => Promise<Container>, model: ScriptedModel): Promise<void> {
  const first = await start()
  const { client, stream } = await startRun(model)
  first.kill('SIGTERM')
  assert.equal(await first.ended, 0)
  assert.match(await stream.text(), /event: stream\.closing/)
  model.script((reply) => writeFile(reply))

  const second = await start()
  const run = stream.headers.get('Location') ?? ''
  const rest = await client.fetch('GET', `${run}/events`)
  assert.match(await rest.text(), /event: run\.succeeded/)
  second.kill('SIGTERM')
  assert.equal(await second.ended, 0)
  report('hands a run that outlasts its grace period over to the next process, and exits 0')
}

function report(what: string): void {
  process.stdout.write(`ok: the image ${what}\n`)
}
