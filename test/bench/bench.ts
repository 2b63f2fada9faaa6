// `npm run bench`: prints the table of the README. Every time is set against a floor measured in the same run, in turns,
// since machines differ and are noisy.
import { spawn, type ChildProcess } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { startServices } from '../../local/services.ts'
import { startRuntime } from '../conformance/runtimes.ts'
import { createRemoteClient } from '../support/remote.ts'

const STARTS = 9
const READS = 300
/** The least a Node web server can be. */
const BARE = `require('node:http').createServer((q, s) => s.end('ok')).listen(+process.env.PORT, '127.0.0.1')`

console.error = () => undefined
const folder = await mkdtemp(join(tmpdir(), 'samokoder-bench-'))
const services = await startServices({ dataDir: folder, database: 'in memory' }, {})
const environment: Record<string, string> = { ...services.environment, HOST: '127.0.0.1', LOG_LEVEL: 'error' }

const rows = [
  ...(await measureSize()),
  ...(await measureStart()),
  ...(await measureWorkerd()),
  ...(await measureRead()),
]
process.stdout.write(['| what | figure | floor | ratio |', '|---|---|---|---|', ...rows, ''].join('\n'))
await services.close()
await rm(folder, { recursive: true, force: true })
process.exit(0)

async function measureSize(): Promise<string[]> {
  const app = await readFile('dist/app.js')
  return [
    row('`dist/app.js`', kb(app.byteLength)),
    row('`dist/app.js`, gzip -9', kb(gzipSync(app, { level: 9 }).byteLength)),
  ]
}

async function measureStart(): Promise<string[]> {
  const times: number[][] = [[], []]
  const memory: number[][] = [[], []]
  for (let turn = 0; turn < STARTS; turn += 1) {
    for (const [index, args] of [['dist/node.js'], ['-e', BARE]].entries()) {
      const port = 20_000 + Math.floor(Math.random() * 20_000)
      const start = performance.now()
      const child = spawn(process.execPath, args, {
        env: { ...environment, PORT: String(port) },
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      await firstAnswer(`http://127.0.0.1:${port}/health`)
      times[index]?.push(performance.now() - start)
      memory[index]?.push(await residentBytes(child))
      child.kill('SIGKILL')
    }
  }
  const [app = 0, bare = 0] = times.map(median)
  const [appMemory = 0, bareMemory = 0] = memory.map(median)
  return [
    row('`node dist/node.js` to its first 200', ms(app), `${ms(bare)}, bare node:http`, app / bare),
    row('resident memory when idle', kb(appMemory), `${kb(bareMemory)}, bare node:http`, appMemory / bareMemory),
  ]
}

async function measureWorkerd(): Promise<string[]> {
  const app = join(folder, 'workerd-app')
  const bare = join(folder, 'workerd-bare')
  await cp('dist', join(app, 'dist'), { recursive: true })
  await mkdir(join(bare, 'dist'), { recursive: true })
  await writeFile(join(bare, 'dist', 'app.js'), '')
  await writeFile(join(bare, 'dist', 'workers.js'), "export default { fetch: () => new Response('ok') }")
  const times: number[][] = [[], []]
  for (let turn = 0; turn < STARTS; turn += 1) {
    for (const [index, place] of [app, bare].entries()) {
      const start = performance.now()
      const worker = await startRuntime('workerd', { folder: place, environment })
      await firstAnswer(`http://127.0.0.1:${worker.port}/health`)
      times[index]?.push(performance.now() - start)
      await worker.stop('SIGKILL')
    }
  }
  const [own = 0, floor = 0] = times.map(median)
  return [
    row('workerd with the app to its first 200', ms(own), `${ms(floor)}, workerd with an empty Worker`, own / floor),
  ]
}

async function measureRead(): Promise<string[]> {
  const port = 20_000 + Math.floor(Math.random() * 20_000)
  const child = spawn(process.execPath, ['dist/node.js'], {
    env: { ...environment, PORT: String(port) },
    stdio: 'ignore',
  })
  const url = `http://127.0.0.1:${port}`
  await firstAnswer(`${url}/health`)
  const client = await createRemoteClient(url)
  const { id } = await client.json<{ id: string }>('POST', '/api/projects', { name: 'Bench' })
  const headers = { Authorization: `Bearer ${client.token}`, apikey: environment['SUPABASE_PUBLISHABLE_KEY'] ?? '' }
  const direct = `${environment['SUPABASE_URL']}/rest/v1/projects?id=eq.${id}`
  const times: number[][] = [[], []]
  for (let turn = 0; turn < READS; turn += 1) {
    for (const [index, target] of [`${url}/api/projects/${id}`, direct].entries()) {
      const start = performance.now()
      await (await fetch(target, { headers })).text()
      // The first reads open connections and warm the compiler.
      if (turn >= READS / 10) times[index]?.push(performance.now() - start)
    }
  }
  child.kill('SIGKILL')
  const [through = 0, backing = 0] = times.map(median)
  return [
    row(
      'authenticated read of a project, median',
      ms(through),
      `${ms(backing)}, the data API itself`,
      through / backing,
    ),
    row('what the API adds to it', ms(through - backing)),
  ]
}

async function firstAnswer(url: string): Promise<void> {
  const deadline = performance.now() + 30_000
  while (performance.now() < deadline) {
    const answer = await fetch(url).catch(() => undefined)
    await answer?.text()
    if (answer?.ok === true) return
    await new Promise((resolve) => {
      setTimeout(resolve, 2)
    })
  }
  throw new Error(`${url} did not answer within 30 s`)
}

async function residentBytes(child: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) * 1024
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

function row(what: string, figure: string, floor = '', ratio?: number): string {
  return `| ${what} | ${figure} | ${floor} | ${ratio === undefined ? '' : ratio.toFixed(2)} |`
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`
}

function kb(bytes: number): string {
  return bytes > 10_000_000 ? `${(bytes / 1_000_000).toFixed(0)} MB` : `${(bytes / 1000).toFixed(0)} kB`
}
