// `npm run demo ["prompt"] [-- --keep]`: the main job from end to end, on embedded services in a temporary folder.
import { createWriteStream, rmSync } from 'node:fs'
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { unzipSync } from 'fflate'
import { createApiClient, type ApiClient } from './api-client.ts'
import { readDemoOptions, type DemoOptions } from './demo-options.ts'
import { DEMO_WORDS } from './demo-words.ts'
import { makeExportFolder } from './export-folder.ts'
import { INTERRUPTED } from './interrupts.ts'
import { detectLanguage } from './offline-model/language.ts'
import { createPaint } from '../src/cli/live/paint.ts'
import { createProgress } from '../src/cli/live/progress.ts'
import { findUnusedKey } from './model-places.ts'
import { needsOwn, startServices } from './services.ts'
import { startWebProcess, type WebProcess } from './web-process.ts'

const asked = await readDemoOptions(process.argv.slice(2))
if ('say' in asked) {
  const out = asked.exitCode === 0 ? process.stdout : process.stderr
  out.write(`${asked.say}\n`)
  process.exit(asked.exitCode)
}
const { prompt, keep }: DemoOptions = asked
const words = DEMO_WORDS[detectLanguage(prompt)]
const paint = createPaint(process.stdout.isTTY)

const folder = await mkdtemp(join(tmpdir(), 'samokoder-demo-'))
const removeFolder = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    removeFolder()
    // What this process has started ends with it.
    process.exit(keeping ? 0 : INTERRUPTED)
  })
}
let keeping = false
process.exit(await run())

async function run(): Promise<number> {
  const log = createWriteStream(join(folder, 'log.jsonl'))
  const exitCode = await perform((line) => log.write(`${line}\n`)).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  })
  log.end()
  if (exitCode === 0) removeFolder()
  else process.stderr.write(`${words.logAt(join(folder, 'log.jsonl'))}\n`)
  return exitCode
}

async function perform(onLine: (line: string) => void): Promise<number> {
  say(paint('dim', words.starting))
  // Only the model and the browser may be attached: a demonstration must not write into anyone's database.
  const { AI_API_KEY, AI_BASE_URL, AI_MODELS, BROWSER_URL, CHROME_PATH, PATH } = process.env
  const given = { AI_API_KEY, AI_BASE_URL, AI_MODELS, BROWSER_URL, CHROME_PATH, PATH }
  const storage = { dataDir: folder, database: 'in memory', browser: 'where there is one' } as const
  const services = await startServices(storage, given)
  say(paint('dim', needsOwn(given).model ? words.offlineModel : `${words.attachedModel} ${AI_MODELS ?? ''}`))
  const browserUrl = services.parts.find(({ name }) => name === 'browser')?.url
  say(paint('dim', browserUrl ? words.browser(browserUrl) : words.noBrowser))
  const unused = needsOwn(given).model ? findUnusedKey(process.env) : undefined
  if (unused !== undefined) say(paint('dim', words.unusedKey(unused.variable, unused.beginning)))
  const environment = { ...services.environment, FUNCTIONS: '', LOG_LEVEL: 'info', LOG_FORMAT: 'json' }
  const web = await startWebProcess({ runtime: 'node', environment, port: 0, folder, onLine })
  say(paint('dim', `API: ${web.url}\n`))
  try {
    const api = await createApiClient(web.url)
    const succeeded = await demonstrate(api)
    if (keep) await keepServing(api, web)
    return succeeded ? 0 : 1
  } finally {
    await web.stop()
    await services.close()
  }
}

async function demonstrate(api: ApiClient): Promise<boolean> {
  const project = await api.createProject(prompt.slice(0, 120))
  say(`${paint('bold', words.prompt)} ${prompt}\n`)
  const progress = createProgress(process.stdout, words)
  for await (const { event, data } of api.run(project.id, prompt)) progress.show(event, data)
  const { status, message, title } = progress.result()
  if (status !== 'succeeded' && status !== 'partial') {
    process.stderr.write(`${words.endedAs(status)} ${message}\n`)
    return false
  }
  const files = unzipSync(await api.exportProject(project.id))
  const target = await makeExportFolder(title)
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(target, path)), { recursive: true })
    await writeFile(join(target, path), content)
  }
  const shown = relative('.', target)
  say(`\n${words.exported(Object.keys(files).length, shown)}`)
  const picture = await api.readPicture(project.id, 1)
  if (picture !== undefined) {
    await writeFile(`${target}.jpg`, picture.bytes)
    say(words.picture(`${shown}.jpg`, picture.url))
  }
  say(paint('bold', words.open(join(shown, 'index.html'))))
  return status === 'succeeded'
}

/** Until Ctrl-C, or until the server ends by itself. */
async function keepServing(api: ApiClient, web: WebProcess): Promise<void> {
  say(`\n${words.serves(web.url)}`)
  say(`${words.token} ${api.accessToken}`)
  keeping = true
  await web.ended
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
