// Runs the program of programs/cut-runs.ts, with the client as it is built, on one runtime after another.
import { execFile, spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { findChromium, launchChromium } from '../support/chromium.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'
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
  const program = join(await makeTemporaryFolder(), 'program.mjs')
  await writeFile(program, await bundle(ON_COMMAND_LINE, task))
  const { stdout } = await promisify(execFile)(file, [...options, program], { maxBuffer: 64 * 1024 * 1024 })
  return JSON.parse(stdout) as Seen[]
}

const WORKERD = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "worker", worker = (
      modules = [(name = "program.mjs", esModule = embed "program.mjs")],
      compatibilityDate = "2026-01-01",
    )),
    (name = "internet", network = (allow = ["private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "worker")],
);
`

async function runInWorkerd(task: Task): Promise<Seen[]> {
  const folder = await makeTemporaryFolder()
  await writeFile(join(folder, 'program.mjs'), await bundle(IN_WORKER))
  await writeFile(join(folder, 'workerd.capnp'), WORKERD)
  const workerd = spawn('node_modules/.bin/workerd', ['serve', '--control-fd=1', join(folder, 'workerd.capnp')])
  try {
    const port = await new Promise<string>((resolve, reject) => {
      workerd.once('exit', () => reject(new Error('workerd has ended')))
      workerd.stdout.on('data', (text: Buffer) => {
        const [, port] = /"event":"listen","socket":"http","port":(\d+)/.exec(text.toString()) ?? []
        if (port !== undefined) resolve(port)
      })
    })
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: JSON.stringify(task) })
    return (await answer.json()) as Seen[]
  } finally {
    workerd.kill('SIGKILL')
  }
}

/** From a page of another origin than the API's. */
async function runInChromium(task: Task): Promise<Seen[]> {
  const program = await bundle(IN_PAGE)
  const server = createServer(({ url }, response) => {
    const isProgram = url === '/program.js'
    response.writeHead(200, { 'Content-Type': isProgram ? 'text/javascript' : 'text/html' })
    response.end(
      isProgram ? program : '<!doctype html><title>x</title><script type="module" src="/program.js"></script>',
    )
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
