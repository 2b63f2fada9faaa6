// `npm start` and `npm run dev`: backing services for one machine, and the built app on Node or on workerd over them.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { variables } from '../src/config.ts'
import { askProviders } from './ask-providers.ts'
import { describeStack, type Stack } from './banner.ts'
import { checkVariables } from './check-variables.ts'
import { choosePort } from './choose-port.ts'
import { requireRoom } from './disk-space.ts'
import { endWithNpm } from './end-with-npm.ts'
import { hearInterrupts, INTERRUPTED } from './interrupts.ts'
import { lockFolder } from './lock-folder.ts'
import { formatLine, type LineForm } from './log-printer.ts'
import { openFolder } from './open-folder.ts'
import { readVariables, type GivenVariables } from './read-variables.ts'
import { modelParts } from './model-places.ts'
import { needsOwn, startServices, type LocalServices, type Part } from './services.ts'
import { tellOfStack } from './stack-file.ts'
import { startWebProcess, startWorkerProcess } from './web-process.ts'

const runtime = process.argv.includes('--workers') ? 'workers' : 'node'

endWithNpm()
process.exit(await start().catch(tell))

/** Looks at all that may be wrong, then holds the folder, its services and the processes. Gives back the exit code. */
async function start(): Promise<number> {
  const given = await readVariables(process.env)
  const { environment } = given
  const config = checkVariables(environment)
  const folder = environment['SAMOKODER_DATA_DIR'] || '.samokoder'
  await openFolder(folder)
  await requireRoom(folder, existsSync(join(folder, 'database')))
  const lock = lockFolder(folder)
  try {
    const port = await choosePort(environment['PORT'], environment['HOST'] || '127.0.0.1')
    const isModelOwn = needsOwn(environment).model
    const warnings = isModelOwn ? [] : await askProviders(config)
    const services = await startServices(
      { dataDir: folder, database: 'on disk', browser: 'where there is one' },
      environment,
    )
    try {
      const parts = [...services.parts, ...(isModelOwn ? [] : modelParts(config))]
      return await serve({ given, folder, port, services, parts, warnings })
    } finally {
      await services.close()
    }
  } finally {
    lock.release()
  }
}

type Place = {
  given: GivenVariables
  folder: string
  port: number
  services: LocalServices
  parts: Part[]
  warnings: string[]
}

async function serve({ given, folder, port, services, parts, warnings }: Place): Promise<number> {
  const environment: Record<string, string> = {
    PREVIEW_URL: `http://{project}.preview.localhost:${port}`,
    ...pickVariables(given.environment),
    ...services.environment,
  }
  const onLine = createPrinter(given.environment)
  // Only from info on does a process tell that it is ready; what nobody wants to read, the printer leaves out.
  const levels = { LOG_FORMAT: 'json', LOG_LEVEL: environment['LOG_LEVEL'] === 'debug' ? 'debug' : 'info' }
  const web = await startWebProcess({ runtime, environment: { ...environment, ...levels }, port, folder, onLine })
  const worker = await startWorkerProcess({ ...environment, ...levels }, onLine)
  const untell = await tellOfStack(folder, { url: web.url, environment })
  const stack: Stack = { runtime, url: web.url, parts, fromFile: given.fromFile, warnings }
  process.stdout.write(`${describeStack(stack, process.stdout.isTTY)}\n`)

  let failure: string | undefined
  const fail = (reason: string) => {
    failure ??= reason
    void web.stop()
  }
  // The web process ends first, within its grace period.
  hearInterrupts(
    () => void web.stop(),
    () => {
      untell()
      // What this process has started ends with it.
      process.exit(INTERRUPTED)
    },
  )
  void services.failed.then(fail)
  let ending = false
  void worker.ended.then((code) => {
    if (!ending && code !== 0) fail(`The worker ended with code ${code}.`)
  })
  const exitCode = await web.ended
  ending = true
  untell()
  await worker.stop()
  return failure === undefined ? exitCode : tell(failure)
}

function tell(error: unknown): number {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  return 1
}

/** The app's variables that were given; workerd knows no other way to them. */
function pickVariables(given: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.keys(variables.shape).flatMap((name) => {
      const value = given[name]
      return value ? [[name, value]] : []
    }),
  )
}

/** The processes write into pipes; whoever reads along sits at the end of this one's output. */
function createPrinter({ LOG_FORMAT, LOG_LEVEL }: Record<string, string | undefined>) {
  const usual = process.stdout.isTTY ? 'brief' : 'json'
  const form: LineForm = LOG_FORMAT === 'json' || LOG_FORMAT === 'text' ? LOG_FORMAT : usual
  return (line: string) => {
    const text = formatLine(line, form, LOG_LEVEL || 'info')
    if (text !== undefined) process.stdout.write(`${text}\n`)
  }
}
