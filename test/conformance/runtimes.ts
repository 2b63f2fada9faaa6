// The built folder as a real process on each runtime. All that a process knows is its environment.
import { spawn } from 'node:child_process'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { createInterface } from 'node:readline'

export const RUNTIMES = ['node', 'workerd', 'bun', 'deno', 'edge-runtime', 'lambda'] as const
/** Besides the columns of the table: the tool that developers start workerd with, and the Edge Function's own file. */
export type Runtime = (typeof RUNTIMES)[number] | 'wrangler' | 'supabase'

export type LogLine = Record<string, unknown>
export type Running = {
  runtime: Runtime
  port: number
  /** What the process has logged so far. */
  log: LogLine[]
  stop: (signal?: NodeJS.Signals) => Promise<number>
}
/** `folder` holds the built `dist/`, and is this process's own. */
export type StartOptions = { folder: string; environment: Record<string, string> }

type Launch = { file: string; arguments: string[]; environment?: Record<string, string>; listening?: RegExp }

const LISTENING = /"message":"listening".*"port":(\d+)/
const BINARIES = resolve('node_modules', '.bin')
/** Of what scripts/install-below.ts installs. */
export const RUNTIME_BINARIES = resolve('test', 'runtimes', 'node_modules', '.bin')

export async function startRuntime(runtime: Runtime, options: StartOptions): Promise<Running> {
  const launch = await launchOf(runtime, options)
  const child = spawn(launch.file, launch.arguments, {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      ...options.environment,
      ...launch.environment,
      PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // A suite that breaks down leaves nothing running.
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const log: LogLine[] = []
  let errors = ''
  child.stderr.on('data', (data: Buffer) => {
    errors = (errors + data.toString()).slice(-2000)
  })
  const ended = new Promise<number>((done) => {
    child.once('error', () => done(127))
    child.once('exit', (code, signal) => {
      process.off('exit', kill)
      done(code ?? (signal === null ? 1 : 128))
    })
  })
  const port = await new Promise<number>((found, reject) => {
    const read = (line: string) => {
      const match = (launch.listening ?? LISTENING).exec(line)
      if (match?.[1] !== undefined) found(Number(match[1]))
      if (line.startsWith('{')) log.push(parseLine(line))
    }
    createInterface({ input: child.stdout }).on('line', read)
    createInterface({ input: child.stderr }).on('line', read)
    void ended.then((code) => reject(new Error(`${runtime} ended with code ${code} before it listened: ${errors}`)))
  })
  return {
    runtime,
    port,
    log,
    stop: (signal = 'SIGTERM') => {
      child.kill(signal)
      return ended
    },
  }
}

async function launchOf(runtime: Runtime, options: StartOptions): Promise<Launch> {
  const { folder } = options
  const dist = join(folder, 'dist')
  switch (runtime) {
    case 'node':
      return { file: process.execPath, arguments: [join(dist, 'node.js')] }
    case 'bun':
      return { file: join(RUNTIME_BINARIES, 'bun'), arguments: [join(dist, 'bun.js')] }
    case 'deno':
      return {
        file: join(RUNTIME_BINARIES, 'deno'),
        arguments: ['run', '--no-config', '--cached-only', '--allow-net', '--allow-env', join(dist, 'deno.js')],
        environment: { DENO_NO_UPDATE_CHECK: '1' },
      }
    case 'edge-runtime':
    case 'lambda':
      return { file: process.execPath, arguments: [`test/conformance/fronts/${runtime}.ts`, relative('.', dist)] }
    case 'workerd':
      return launchWorkerd(options)
    case 'wrangler':
      return launchWrangler(options)
    case 'supabase':
      return launchSupabase(options)
  }
}

/** workerd itself, with the settings of wrangler.toml: the proxy that `wrangler dev` puts in front has ways of its own. */
async function launchWorkerd({ folder, environment }: StartOptions): Promise<Launch> {
  const settings = await readFile('wrangler.toml', 'utf8')
  const date = /^compatibility_date = "([^"]+)"/m.exec(settings)?.[1] ?? ''
  const flags = /^compatibility_flags = \[(.*)\]/m.exec(settings)?.[1] ?? ''
  const bindings = Object.entries(environment).map(
    ([name, value]) => `(name = "${name}", text = ${JSON.stringify(value)})`,
  )
  const config = join(folder, 'workerd.capnp')
  const text = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "worker", worker = (
      modules = [
        (name = "workers.js", esModule = embed "dist/workers.js"),
        (name = "app.js", esModule = embed "dist/app.js"),
      ],
      compatibilityDate = "${date}",
      compatibilityFlags = [${flags}],
      bindings = [${bindings.join(', ')}],
    )),
    (name = "internet", network = (allow = ["private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "worker")],
);
`
  await writeFile(config, text, { mode: 0o600 })
  return {
    file: join(BINARIES, 'workerd'),
    arguments: ['serve', '--control-fd=1', config],
    listening: /"event":"listen","socket":"http","port":(\d+)/,
  }
}

/** `wrangler dev` with the project's own settings, its build step aside: it would build again over what is tested. */
async function launchWrangler({ folder, environment }: StartOptions): Promise<Launch> {
  const settings = (await readFile('wrangler.toml', 'utf8')).replace(/^\[build\]\n(?:(?!\[).*\n?)*/m, '')
  const config = join(folder, 'wrangler.toml')
  const variables = join(folder, 'wrangler.vars')
  await writeFile(config, settings)
  const lines = Object.entries(environment).map(([name, value]) => `${name}=${JSON.stringify(value)}\n`)
  await writeFile(variables, lines.join(''), { mode: 0o600 })
  const ports = ['--ip', '127.0.0.1', '--port', '0', '--inspector-port', '0']
  return {
    file: process.execPath,
    arguments: ['node_modules/wrangler/bin/wrangler.js', 'dev', '--config', config, ...ports, '--env-file', variables],
    environment: { WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' },
    listening: /Ready on http:\/\/[\w.]+:(\d+)/,
  }
}

/** supabase/functions/api/index.ts as it stands, beside the built folder. */
async function launchSupabase({ folder }: StartOptions): Promise<Launch> {
  await cp('supabase/functions', join(folder, 'supabase', 'functions'), { recursive: true })
  const entry = join(folder, 'supabase', 'functions', 'api', 'index.ts')
  return {
    file: join(RUNTIME_BINARIES, 'deno'),
    arguments: ['run', '--no-config', '--cached-only', '--allow-net', '--allow-env', entry],
    environment: { DENO_NO_UPDATE_CHECK: '1', DENO_SERVE_ADDRESS: 'tcp:127.0.0.1:0' },
    listening: /Listening on http:\/\/[\w.]+:(\d+)/,
  }
}

function parseLine(line: string): LogLine {
  try {
    return JSON.parse(line) as LogLine
  } catch {
    return { unreadable: line }
  }
}
