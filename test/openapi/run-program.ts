// Runs the program of programs/cut-runs.ts, with the client as it is built, on one runtime after another.
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { Miniflare } from 'miniflare'
import { findChromium, launchChromium } from '../support/chromium.ts'
import type { Seen, Task } from './programs/cut-runs.ts'

const BINARIES = 'test/runtimes/node_modules/.bin'
const PROGRAM = "import { followRuns } from './test/openapi/programs/cut-runs.ts'\n"
const ON_COMMAND_LINE = 'console.log(JSON.stringify(await followRuns(JSON.parse(TASK))))\n'
const IN_WORKER = 'export default { fetch: async (request) => Response.json(await followRuns(await request.json())) }\n'
const IN_PAGE = 'globalThis.followRuns = followRuns\n'

export const runtimes: Record<string, (task: Task) => Promise<Seen[]>> = {
  Node: (task) => runFile([process.execPath], task),
  Bun: (task) => runFile([join(BINARIES, 'bun')], task),
  Deno: (task) => runFile([join(BINARIES, 'deno'), 'run', '--no-config', '--allow-net'], task),
  workerd: runInWorkerd,
  Chromium: runInChromium,
}

export const isMissing = (runtime: string) => runtime === 'Chromium' && findChromium() === undefined

async function bundle(rest: string, task?: Task): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: PROGRAM + rest, resolveDir: process.cwd(), loader: 'ts' },
    define: { TASK: JSON.stringify(JSON.stringify(task ?? null)) },
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2023',
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}

async function runFile([file = '', ...options]: string[], task: Task): Promise<Seen[]> {
  const folder = await mkdtemp(join(tmpdir(), 'samokoder-program-'))
  const program = join(folder, 'program.mjs')
  try {
    await writeFile(program, await bundle(ON_COMMAND_LINE, task))
    const { stdout } = await promisify(execFile)(file, [...options, program], { maxBuffer: 64 * 1024 * 1024 })
    return JSON.parse(stdout) as Seen[]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function runInWorkerd(task: Task): Promise<Seen[]> {
  const worker = new Miniflare({ modules: true, script: await bundle(IN_WORKER), compatibilityDate: '2026-01-01' })
  try {
    const answer = await worker.dispatchFetch('http://localhost/', { method: 'POST', body: JSON.stringify(task) })
    return (await answer.json()) as Seen[]
  } finally {
    await worker.dispose()
  }
}

/** From a page of another origin than the API's. */
async function runInChromium(task: Task): Promise<Seen[]> {
  const program = await bundle(IN_PAGE)
  const server = createServer(({ url }, response) => {
    const isProgram = url === '/program.js'
    response.writeHead(200, { 'Content-Type': isProgram ? 'text/javascript' : 'text/html' })
    response.end(isProgram ? program : '<!doctype html><title>x</title><script type="module" src="/program.js"></script>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const browser = await launchChromium(findChromium() ?? '')
  try {
    const page = await browser.newPage()
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`)
    await page.waitForFunction('globalThis.followRuns !== undefined')
    return (await page.evaluate(`followRuns(${JSON.stringify(task)})`)) as Seen[]
  } finally {
    await browser.close()
    await new Promise((resolve) => server.close(resolve))
  }
}
