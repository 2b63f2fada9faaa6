// `npm start` and `npm run dev`: backing services for one machine, and the built app on Node or on workerd over them.
import { mkdir } from 'node:fs/promises'
import { variables } from '../src/config.ts'
import { lockFolder } from './lock-folder.ts'
import { startServices, type Part } from './services.ts'
import { startWebProcess } from './web-process.ts'

const folder = process.env['SAMOKODER_DATA_DIR'] || '.samokoder'
const port = Number(process.env['PORT'] || '8000')
const runtime = process.argv.includes('--workers') ? 'workers' : 'node'

await mkdir(folder, { recursive: true, mode: 0o700 })
const lock = await lockFolder(folder)
keepDatabaseNoiseOut()
const services = await startServices({ dataDir: folder, database: 'on disk' }, process.env)
let exitCode = 1
try {
  const web = await startWebProcess({
    runtime,
    environment: { ...givenVariables(), ...services.environment },
    port,
    folder,
    onLine: (line) => process.stdout.write(`${line}\n`),
  })
  printBanner(web.url, services.parts)
  // The web process ends first. Ctrl-C reaches it too; pressed again, it ends it at once.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void web.stop())
  exitCode = await web.ended
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
} finally {
  await services.close()
  await lock.release()
}
process.exit(exitCode)

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

/** Supabase Lite prints every refused query with its parameters; the app's own log tells what matters. */
function keepDatabaseNoiseOut(): void {
  if (process.env['LOG_LEVEL'] !== 'debug') console.error = () => undefined
}
