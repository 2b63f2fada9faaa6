// `npm start` and `npm run dev`: backing services for one machine, and the built app on Node or on workerd over them.
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { variables } from '../src/config.ts'
import { requireRoom } from './disk-space.ts'
import { endWithNpm } from './end-with-npm.ts'
import { lockFolder } from './lock-folder.ts'
import { startServices, type LocalServices, type Part } from './services.ts'
import { startWebProcess } from './web-process.ts'

const folder = process.env['SAMOKODER_DATA_DIR'] || '.samokoder'
const port = Number(process.env['PORT'] || '8000')
const runtime = process.argv.includes('--workers') ? 'workers' : 'node'

endWithNpm()
process.exit(await start().catch(tell))

/** Holds the folder, its services and the web process, from the first to the last. Gives back the exit code. */
async function start(): Promise<number> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await requireRoom(folder, existsSync(join(folder, 'database')))
  const lock = lockFolder(folder)
  try {
    const services = await startServices({ dataDir: folder, database: 'on disk' }, process.env)
    try {
      return await serve(services)
    } finally {
      await services.close()
    }
  } finally {
    lock.release()
  }
}

async function serve(services: LocalServices): Promise<number> {
  const web = await startWebProcess({
    runtime,
    environment: { ...givenVariables(), ...services.environment },
    port,
    folder,
    onLine: (line) => process.stdout.write(`${line}\n`),
  })
  printBanner(web.url, services.parts)
  // The web process ends first, within its grace period.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void web.stop())
  let failed = false
  void services.failed.then((reason) => {
    failed = true
    tell(reason)
    return web.stop()
  })
  const exitCode = await web.ended
  return failed ? 1 : exitCode
}

function tell(error: unknown): number {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  return 1
}

/** The app's variables that this process was given; workerd knows no other way to them. */
function givenVariables(): Record<string, string | undefined> {
  const given = Object.keys(variables.shape).map((name) => [name, process.env[name]] as const)
  // The web process writes into a pipe; whoever reads along sits at the end of it.
  const format = process.stdout.isTTY ? 'text' : 'json'
  return { LOG_FORMAT: format, ...Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== '')) }
}

function printBanner(url: string, parts: Part[]): void {
  const width = Math.max(...parts.map(({ name }) => name.length))
  const lines = [
    '',
    `Samokoder on ${runtime === 'node' ? 'Node' : 'workerd (wrangler dev)'}: ${url}`,
    ...parts.map(({ name, what, url: partUrl }) => `  ${name.padEnd(width)}  ${what}, ${partUrl}`),
    `  ${'reference'.padEnd(width)}  ${url}/docs`,
    '',
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}
